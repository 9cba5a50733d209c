"""What leaders expected against what staff heard."""

import pytest

from bot.statistics import belief
from bot.statistics.figures import Estimate, Interval, Suppressed

KEPT = Estimate(64.0, 57.0, 71.0, voices=40)


def test_the_gap_is_the_median_belief_above_the_share_kept():
    assert belief.gap([95.0, 84.5, 72.0], KEPT) == belief.Gap(84.5, Interval(20.5, 13.5, 27.5))


@pytest.mark.parametrize(("guesses", "kept"), [([95.0, 84.5], KEPT), ([95.0, 84.5, 72.0], Suppressed())])
def test_no_gap_from_two_leaders_or_without_a_share(guesses, kept):
    assert belief.gap(guesses, kept) is None


def test_options_stand_for_their_midpoints():
    assert list(belief.GUESSES.values()) == sorted(belief.GUESSES.values())
    assert belief.GUESSES["80_89"] == 84.5


def test_a_fair_score_does_not_blame_for_noise():
    assert belief.fair_score(70.0, 64.0, 4.0) == 20.0
    assert belief.fair_score(64.0, 64.0, 4.0) == -16.0


def test_calibration_is_told_from_the_fourth_guess_on():
    rounds = [(80.0, 60.0, 3.0), (80.0, 70.0, 3.0), (70.0, 70.0, 3.0)]
    assert belief.calibration(rounds) is None
    told = belief.calibration([*rounds, (70.0, 60.0, 3.0)])
    assert (told.guesses, told.bias, told.miss) == (4, 10.0, 141.0)
