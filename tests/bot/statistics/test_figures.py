"""Scores as index points, and weeks as numbers."""

import dataclasses

import pytest

from bot.statistics import figures, weeks


@pytest.mark.parametrize(("options", "points"), [(3, [0, 50, 100]), (5, [0, 25, 50, 75, 100]), (2, [0, 100])])
def test_scores_spread_evenly_from_nought_to_a_hundred(options, points):
    assert [figures.index(score, options) for score in range(1, options + 1)] == points


@pytest.mark.parametrize(("score", "options"), [(0, 3), (4, 3), (1, 1)])
def test_there_is_no_such_answer(score, options):
    with pytest.raises(ValueError, match="is not one of"):
        figures.index(score, options)


def test_a_suppressed_figure_holds_no_number():
    held = dataclasses.asdict(figures.Suppressed()).values()
    assert not any(isinstance(value, int | float) for value in held)


def test_weeks_are_counted_across_long_years():
    assert weeks.number("2027-W01") - weeks.number("2026-W53") == 1
    assert weeks.number("2026-W53") - weeks.number("2026-W01") == 52


@pytest.mark.parametrize("week", ["2025-W53", "2026-W00", "2026-47", "next", "2026-W1x"])
def test_weeks_the_calendar_does_not_have_are_refused(week):
    with pytest.raises(ValueError, match="not an ISO week"):
        weeks.number(week)
