"""Working hours, where clocks change, weekends come and holidays fall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cadence, worktime
from bot.following import hours
from bot.model import Workspace, WorkspaceId

HOUSE = Workspace(WorkspaceId("w"), zone="Europe/Berlin", country="DE", state="BY")
QUARTER = timedelta(minutes=15)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
)

zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
spans = st.timedeltas(timedelta(), timedelta(hours=200))


def at(local: str, zone: str = "Europe/Berlin") -> datetime:
    """A wall clock's moment."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def wall(moment: datetime, zone: str = "Europe/Berlin") -> str:
    """As the wall clock shows it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %d %b %H:%M")


@pytest.mark.parametrize(
    ("since", "hours_", "shown"),
    [
        ("2026-11-16T10:00", 0, "Mon 16 Nov 10:00"),
        ("2026-11-16T03:00", 0, "Mon 16 Nov 09:00"),
        ("2026-11-16T17:00", 0, "Tue 17 Nov 09:00"),
        ("2026-11-13T16:00", 2, "Mon 16 Nov 10:00"),  # over a weekend
        ("2026-11-16T09:00", 8, "Tue 17 Nov 09:00"),  # never the minute in which work ends
        ("2026-11-16T09:00", 72, "Fri 27 Nov 09:00"),
        ("2026-03-27T16:00", 2, "Mon 30 Mar 10:00"),  # the clock goes forward in between
        ("2026-10-23T16:00", 2, "Mon 26 Oct 10:00"),  # and back
        ("2026-12-23T16:00", 2, "Thu 24 Dec 10:00"),
        ("2026-12-24T16:00", 2, "Mon 28 Dec 10:00"),  # Christmas, Saturday, Sunday
        ("2027-01-05T16:00", 2, "Thu 07 Jan 10:00"),  # Epiphany, in Bavaria
    ],
)
def test_so_much_working_time_later(since: str, hours_: int, shown: str) -> None:
    assert wall(worktime.after(HOUSE, at(since), timedelta(hours=hours_))) == shown


@given(moments, spans, zones)
def test_what_is_added_is_what_is_spent(since: datetime, span: timedelta, zone: str) -> None:
    reached = worktime.after(HOUSE, since, span, zone)
    assert worktime.spent(HOUSE, since, reached, zone) == span
    assert worktime.is_open(HOUSE, reached, zone)
    local = reached.astimezone(ZoneInfo(zone))
    assert local.weekday() < 5
    assert time(9) <= local.time() < time(17)
    assert not cadence.is_holiday(local.date(), HOUSE)


@given(moments, spans, spans, zones)
def test_time_spent_adds_up_and_never_runs_back(
    since: datetime, one: timedelta, other: timedelta, zone: str
) -> None:
    middle, end = since + one, since + one + other
    whole = worktime.spent(HOUSE, since, end, zone)
    assert whole == worktime.spent(HOUSE, since, middle, zone) + worktime.spent(HOUSE, middle, end, zone)
    assert timedelta() <= whole <= end - since
    assert worktime.spent(HOUSE, end, since, zone) == timedelta() or end == since


@given(st.dates(date(2025, 1, 1), date(2028, 12, 1)), st.integers(0, 900), st.integers(0, 900), zones)
def test_it_is_what_one_counts_on_a_wall_clock(day: date, begin: int, more: int, zone: str) -> None:
    """Counting quarters of an hour one by one, as slow as it is plain."""
    since = datetime.combine(day, time(0), UTC) + begin * QUARTER
    until = since + more * QUARTER
    counted = timedelta()
    while since < until:
        local = since.astimezone(ZoneInfo(zone))
        if local.weekday() < 5 and 9 <= local.hour < 17 and not cadence.is_holiday(local.date(), HOUSE):
            counted += QUARTER
        since += QUARTER
    assert worktime.spent(HOUSE, until - more * QUARTER, until, zone) == counted


@given(moments, zones)
def test_a_full_hour_is_full_on_that_wall_and_at_most_an_hour_away(now: datetime, zone: str) -> None:
    full = worktime.full_hour(now, zone)
    local = full.astimezone(ZoneInfo(zone))
    assert (local.minute, local.second, local.microsecond) == (0, 0, 0) or zone == "Australia/Lord_Howe"
    assert timedelta() <= full - now < worktime.HOUR


@given(moments, zones)
def test_a_drawn_hour_is_a_full_working_hour_soon(now: datetime, zone: str) -> None:
    house = Workspace(WorkspaceId("w"), zone=zone, country="DE", state="BY")
    drawn = hours.drawn(house, now)
    assert worktime.is_open(house, drawn)
    assert drawn.astimezone(ZoneInfo(zone)).minute == 0
    assert worktime.spent(house, now, drawn) <= timedelta(hours=hours.LOT)


def test_the_lot_blurs_a_moment_over_three_hours() -> None:
    moment = at("2026-11-17T10:23")
    assert {wall(hours.drawn(HOUSE, moment)) for _ in range(200)} == {
        "Tue 17 Nov 11:00", "Tue 17 Nov 12:00", "Tue 17 Nov 13:00",
    }  # fmt: skip
