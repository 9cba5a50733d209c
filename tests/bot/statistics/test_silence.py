"""Silence beyond chance, and what it might hide."""

import numpy as np
import pytest

from bot.statistics import silence
from bot.statistics.silence import Reply, Wave


def test_only_a_segment_with_far_too_few_answers_is_quiet():
    waves = {"support": Wave(40, 12, 26.0), "store": Wave(40, 23, 26.0), "app": Wave(0, 0, 0.0)}
    assert silence.quiet(waves) == ("support",)


def test_chance_alone_is_rarely_called_quiet():
    rng, calls = np.random.default_rng(4), 0
    for _ in range(500):
        calls += bool(silence.quiet({s: Wave(20, int(rng.binomial(20, 0.65)), 13.0) for s in "abcd"}))
    assert calls / 500 < 0.05


def test_bounds_are_wide_and_true():
    assert silence.bounds(80.0, 0.6) == pytest.approx((48.0, 88.0))
    assert silence.bounds(80.0, 1.0) == (80.0, 80.0)


def test_the_silent_are_spoken_for_by_those_who_had_to_be_reminded():
    told = silence.corrected(Reply(100, 80.0, 600.0), Reply(10, 50.0, 900.0), answered=0.6)
    assert told.value == pytest.approx(68.0)
    assert told.high - told.value == pytest.approx(1.6449 * (0.36 * 6 + 0.16 * 90) ** 0.5, abs=1e-3)


def test_nothing_is_corrected_without_replies():
    with pytest.raises(ValueError, match="nothing to correct"):
        silence.corrected(Reply(0, 0.0, 600.0), Reply(10, 50.0, 900.0), answered=0.6)


def test_bad_news_untold_is_a_ratio():
    assert silence.untold(0.1, 0.25) == 2.5
    with pytest.raises(ValueError, match="no bad answer"):
        silence.untold(0.0, 0.2)
