"""Silence beyond chance, and what it might hide."""

import numpy as np
import pytest
from scipy.stats.contingency import relative_risk

from bot.statistics import silence
from bot.statistics.figures import Interval
from bot.statistics.silence import Reply, Wave


def test_only_a_segment_with_far_too_few_answers_is_quiet():
    waves = {"support": Wave(40, 12, 26.0), "store": Wave(40, 23, 26.0), "app": Wave(0, 0, 0.0)}
    assert silence.quiet(waves) == ("support",)


def test_chance_alone_is_rarely_called_quiet():
    rng, calls = np.random.default_rng(4), 0
    for _ in range(500):
        calls += bool(silence.quiet({s: Wave(20, int(rng.binomial(20, 0.65)), 13.0) for s in "abcd"}))
    assert calls / 500 < 0.015


def test_bounds_are_wide_and_true():
    assert silence.bounds(80.0, 0.6) == pytest.approx((48.0, 88.0))
    assert silence.bounds(80.0, 1.0) == (80.0, 80.0)


def test_who_knows_little_of_a_rate_calls_less_quiet():
    assert silence.quiet({"app": Wave(20, 6, 13.0)}) == ("app",)
    assert silence.quiet({"app": Wave(20, 6, 13.0, doubt=0.15)}) == ()


def test_the_silent_are_spoken_for_by_those_who_had_to_be_reminded():
    headline = Interval(80.0, 77.0, 84.0)
    told = silence.corrected(headline, Reply(100, 80.0, 600.0), Reply(10, 50.0, 900.0), unheard=0.3)
    apart = 1.6449 * 0.3 * (6 + 90) ** 0.5
    assert told.value == pytest.approx(71.0)
    assert told.value - told.low == pytest.approx((apart**2 + 3**2) ** 0.5, abs=1e-3)
    assert told.high - told.value == pytest.approx((apart**2 + 4**2) ** 0.5, abs=1e-3)


def test_a_correction_never_leaves_the_scale():
    headline = Interval(4.0, 0.0, 9.0)
    told = silence.corrected(headline, Reply(50, 90.0, 500.0), Reply(50, 10.0, 500.0), unheard=0.9)
    assert told[:2] == (0.0, 0.0)
    assert 0 <= told.high <= 100


def test_nothing_is_corrected_without_replies():
    with pytest.raises(ValueError, match="nothing to correct"):
        silence.corrected(
            Interval(80.0, 77.0, 84.0), Reply(0, 0.0, 600.0), Reply(10, 50.0, 900.0), unheard=0.4
        )


def test_a_reply_of_equal_answers_is_not_taken_for_certain():
    assert Reply.of(4, 400.0, 40000.0, 0) == Reply(4, 100.0, 625.0, 0)
    assert Reply.of(0, 0.0, 0.0, 0).n == 0


def test_bad_news_untold_is_a_ratio_with_the_interval_of_katz():
    told = silence.untold(Reply(100, 70.0, 600.0, bad=10), Reply(40, 50.0, 900.0, bad=12))
    oracle = relative_risk(12, 40, 10, 100)
    assert told.value == pytest.approx(oracle.relative_risk) == 3.0
    assert told[1:] == pytest.approx(tuple(oracle.confidence_interval(0.90)))
    with pytest.raises(ValueError, match="no bad answer"):
        silence.untold(Reply(100, 90.0, 200.0, bad=0), Reply(40, 50.0, 900.0, bad=12))
