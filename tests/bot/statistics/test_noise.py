"""Scatter of single answers, from sums alone; pooling against published shrinkage."""

import numpy as np
import pytest
from scipy import stats

from bot.statistics import noise, spreading
from bot.statistics.averaging import normal_cdf
from bot.statistics.figures import Interval
from bot.statistics.noise import Noise


def test_scatter_is_learned_within_segments_however_far_they_lie_apart():
    rng, learned = np.random.default_rng(2), Noise.none(1).with_segments(2)
    for _ in range(60):
        weeks = [25.0 * rng.binomial(4, level, 6) for level in (0.4, 0.8)]
        learned = learned.after(np.array([[[6, w.sum(), (w**2).sum()] for w in weeks]]))
    expected = np.mean([0.4 * 0.6, 0.8 * 0.2]) * 1e4 / 4
    assert float(learned.scatter()[0]) * 60 * 40 == pytest.approx(expected, rel=0.12)


def test_before_the_first_answer_scatter_is_as_usual():
    assert Noise.none(2).scatter() == pytest.approx([noise.USUAL_SCATTER] * 2)


def test_a_census_leaves_only_what_varies_within_people():
    single = np.array(600.0)
    census = noise.mean_variance(single, np.array(30.0), np.array(30.0))
    assert census == pytest.approx(600 * (1 - noise.BETWEEN) / 30)
    assert noise.mean_variance(single, np.array(30.0), np.array(np.inf)) == pytest.approx(20.0)


@pytest.mark.parametrize("freedom", [1, 3, 19, 49])
def test_chi_square_quantiles_are_near_enough(freedom):
    assert spreading.chi_square_quantile(0.95, freedom) == pytest.approx(
        stats.chi2.ppf(0.95, freedom), rel=0.03
    )


def test_the_normal_distribution_function_is_exact_to_seven_digits():
    z = np.linspace(-8, 8, 999)
    assert np.abs(normal_cdf(z) - stats.norm.cdf(z)).max() < 8e-8


def test_equal_segments_rarely_have_a_spread():
    rng = np.random.default_rng(6)
    found = [spreading.spread(rng.normal(70, 3, 4), 9 * np.eye(4)) is not None for _ in range(300)]
    assert np.mean(found) < 0.09


def test_one_segment_has_no_spread():
    assert spreading.spread(np.array([70.0]), np.eye(1)) is None


def test_a_spread_of_told_figures_needs_intervals_apart():
    near = [Interval(70, 64, 76), Interval(74, 68, 80), Interval(67, 60, 74)]
    assert spreading.of_intervals(near) is None
    assert spreading.of_intervals([Interval(50, 46, 54)]) is None
    told = spreading.of_intervals([Interval(50, 46, 54), Interval(70, 66, 74), Interval(90, 86, 94)])
    assert told is not None
    assert told.low < told.value < told.high
    assert abs(told.value - 20) < 2


def test_the_interval_of_a_spread_holds_the_truth():
    rng, held = np.random.default_rng(8), []
    keep = 100 / (100 + 9)
    for _ in range(100):
        truth = rng.normal(70, 10, 8)
        shrunk = 70 + keep * (truth - 70 + rng.normal(0, 3, 8))
        told = spreading.spread(shrunk, keep * 9 * np.eye(8))
        held.append(told is not None and told.low <= truth.std(ddof=1) <= told.high)
    assert 0.83 < np.mean(held) < 0.97
