"""What a leader opens is a function of the releases, and shows each figure as it stood in its week."""

from __future__ import annotations

from datetime import date

import pytest

from bot import digesting, viewing
from bot.digesting import Digest
from bot.model import Language, Week
from tests.adapters.page import releases

YEARS = releases.years()
W44, W47, W48 = Week("2026-W44"), Week("2026-W47"), Week("2026-W48")


def view(weeks: int = 104, span: int = 12, language: Language = "en") -> viewing.View:
    return viewing.view(YEARS[:weeks], YEARS, span, language)


def test_the_same_releases_give_the_same_view() -> None:
    assert view() == view()


def test_weeks_end_with_the_digest_and_begin_with_the_span_or_the_first_release() -> None:
    assert (view().weeks[0], view().weeks[-1], len(view().weeks)) == ("2026-W37", W48, 12)
    assert len(view(span=52).weeks) == 52
    assert (view(3, 104).weeks[0], len(view(3, 104).weeks)) == (YEARS[0][0], 3)


def test_a_figure_knows_the_week_it_is_from_and_moves_only_when_renewed() -> None:
    support = next(segment for segment in view().segments if segment.name == "support")
    released = [release["figures"]["trust"]["support"] for _, release in YEARS[-12:]]
    course = support.course["trust"]
    assert [(f.value, f.low, f.high, f.since) for f in course if f] == [
        (cell["value"], cell["low"], cell["high"], cell["week"]) for cell in released
    ]
    assert [f.fresh for f in course if f] == [
        cell["week"] == week for cell, (week, _) in zip(released, YEARS[-12:], strict=True)
    ]
    stood_on = [f for f in course if f and not f.fresh]
    assert stood_on
    assert {(f.moved, f.sure) for f in stood_on} == {("none", "none")}


def test_an_older_digest_shows_what_was_known_then() -> None:
    then = view(100)
    assert (then.week, then.weeks[-1], then.verdict) == (W44, W44, "Nothing moved beyond chance")
    assert (then.older, then.newer) == ("2026-W43", "2026-W45")
    assert (view().older, view().newer) == (W47, None)
    assert (view(1).older, view(1).newer) == (None, YEARS[1][0])


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_history_says_what_every_digest_said(language: Language) -> None:
    told = view(language=language).history
    assert [each.week for each in told] == [week for week, _ in reversed(YEARS)]
    for at in (0, 50, 103):
        past = YEARS[max(0, at - 11) : at + 1]
        message = digesting.compose(Digest(*YEARS[at], past, 5), language)
        assert told[103 - at].verdict == viewing.verdict(message)


def test_a_belief_stands_once_a_month_under_the_month_it_was_told_in() -> None:
    days = [day for day, _ in view().beliefs]
    assert len({(day.year, day.month) for day in days}) == len(days) == viewing.MONTHS
    assert days == sorted(days)
    assert days[-1] == date(2026, 11, 2)  # the Monday on which the digest of week 44 stood
