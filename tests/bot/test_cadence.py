"""The calendar, where it is hardest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import cadence
from bot.model import DigestTime, Person, PersonId, Week, Workspace, WorkspaceId

BERLIN = "Europe/Berlin"
HOUSE = Workspace(WorkspaceId("w"), country="DE", state="BY")
MIA = Person(PersonId("m"))


def local(moment: datetime, zone: str = BERLIN) -> str:
    """As a wall clock there shows it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def test_weeks_pass_through_53_into_the_new_year() -> None:
    weeks = list(cadence.weeks_between(Week("2026-W52"), Week("2027-W01")))
    assert weeks == ["2026-W52", "2026-W53", "2027-W01"]
    assert [cadence.monday(week) for week in weeks] == [
        date(2026, 12, 21),
        date(2026, 12, 28),
        date(2027, 1, 4),
    ]
    assert cadence.week_of(datetime(2027, 1, 3, 22, 59, tzinfo=UTC), BERLIN) == "2026-W53"
    assert cadence.week_of(datetime(2027, 1, 3, 23, 0, tzinfo=UTC), BERLIN) == "2027-W01"
    assert (cadence.later(Week("2027-W01"), -1), cadence.later(Week("2026-W53"), 1)) == (
        "2026-W53",
        "2027-W01",
    )
    assert cadence.apart(Week("2026-W50"), Week("2027-W02")) == 5
    assert local(cadence.closes(Week("2026-W53"), BERLIN)) == "2027-01-04 00:00"
    assert local(cadence.freezes(Week("2026-W53"), BERLIN)) == "2027-01-04 00:05"
    with pytest.raises(ValueError, match="week"):
        cadence.monday(Week("2027-W53"))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-300, 300))
def test_weeks_add_up(day: date, weeks: int) -> None:
    week = cadence.week_of(datetime.combine(day, time(12), UTC), "UTC")
    assert cadence.monday(week) <= day < cadence.monday(week) + timedelta(days=7)
    assert cadence.apart(week, cadence.later(week, weeks)) == weeks
    assert cadence.later(cadence.later(week, weeks), -weeks) == week
    assert (week < cadence.later(week, weeks)) == (weeks > 0)  # sorts as time does


@pytest.mark.parametrize(
    ("week", "utc", "wall"),
    [
        ("2026-W12", "2026-03-29T01:30", "2026-03-29 03:30"),  # 02:30 does not exist: on by the gap
        ("2026-W42", "2026-10-25T00:30", "2026-10-25 02:30"),  # 02:30 comes twice: the first
        ("2026-W43", "2026-11-01T01:30", "2026-11-01 02:30"),
    ],
)
def test_a_digest_on_sunday_half_past_two(week: str, utc: str, wall: str) -> None:
    at = cadence.digest_at(Week(week), DigestTime(7, time(2, 30)), BERLIN)
    assert (at.strftime("%Y-%m-%dT%H:%M"), local(at)) == (utc, wall)


def test_the_digest_stands_after_its_pulse_closed() -> None:
    for weekday in range(1, 8):
        at = cadence.digest_at(Week("2026-W47"), DigestTime(weekday, time(9)), BERLIN)
        assert cadence.closes(Week("2026-W47"), BERLIN) < at
        assert at.astimezone(ZoneInfo(BERLIN)).isoweekday() == weekday


def test_questions_come_tuesday_to_thursday_in_the_persons_own_hours() -> None:
    for zone, first, last in (
        (BERLIN, "2026-11-17T09:00", "2026-11-19T15:00"),
        ("Pacific/Kiritimati", "2026-11-16T20:00", "2026-11-19T02:00"),
        ("Pacific/Honolulu", "2026-11-17T20:00", "2026-11-20T02:00"),
    ):
        openings = cadence.openings(Week("2026-W47"), Person(PersonId("m"), zone=zone), HOUSE)
        assert len(openings) == 3
        assert (openings[0][0].strftime("%Y-%m-%dT%H:%M"), openings[-1][1].strftime("%Y-%m-%dT%H:%M")) == (
            first,
            last,
        )


def test_an_own_hour_and_day_count_up_to_midnight() -> None:
    late = Person(PersonId("m"), hour=23, weekday=7)
    ((opens, shuts),) = cadence.openings(Week("2026-W47"), late, HOUSE)
    assert (local(opens), local(shuts)) == ("2026-11-22 23:00", "2026-11-23 00:00")


def test_nobody_is_asked_on_a_holiday_or_in_a_pause() -> None:
    def days(week: str, person: Person, house: Workspace = HOUSE) -> list[int]:
        return [opens.day for opens, _ in cadence.openings(Week(week), person, house)]

    assert days("2026-W02", MIA) == [7, 8]  # Epiphany, in Bavaria only
    assert days("2026-W02", MIA, Workspace(WorkspaceId("w"), country="DE")) == [6, 7, 8]
    assert days("2026-W02", MIA, Workspace(WorkspaceId("w"), country="XX")) == [6, 7, 8]
    assert days("2026-W47", Person(PersonId("m"), paused_until=date(2026, 11, 19))) == [19]
    assert days("2028-W09", MIA) == [29, 1, 2]  # a leap day is a day


@settings(deadline=None)
@given(
    luck=st.floats(0, 1), zone=st.sampled_from([BERLIN, "Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kathmandu"]),
    hours=st.integers(-48, 168), week=st.sampled_from(["2026-W12", "2026-W13", "2026-W43", "2026-W53"]),
    hour=st.none() | st.integers(0, 23), weekday=st.none() | st.integers(1, 7),
)  # fmt: skip
def test_a_moment_lies_in_an_opening_that_is_not_over(
    luck: float, zone: str, hours: int, week: str, hour: int | None, weekday: int | None
) -> None:
    person = Person(PersonId("m"), zone=zone, hour=hour, weekday=weekday)
    now = datetime.combine(cadence.monday(Week(week)), time(0), UTC) + timedelta(hours=hours)
    moment = cadence.moment(Week(week), person, HOUSE, now, luck)
    left = [shuts for _, shuts in cadence.openings(Week(week), person, HOUSE) if shuts > now]
    assert (moment is None) == (not left)
    if moment is not None and luck < 1:
        assert moment >= now.replace(microsecond=0)
        assert cadence.is_open(Week(week), person, HOUSE, moment)


@pytest.mark.parametrize(
    ("week", "asked", "reminded"),
    [
        ("2026-W47", "2026-11-17T09:30", "2026-11-19"),  # Tuesday, so Thursday
        ("2026-W47", "2026-11-18T14:00", "2026-11-20"),
        ("2026-W47", "2026-11-19T09:30", None),  # Thursday: Monday would be after the pulse
        ("2026-W02", "2026-01-05T23:30", "2026-01-08"),  # in Kiritimati it is Tuesday, Epiphany
        ("2026-W20", "2026-05-12T09:30", "2026-05-15"),  # Ascension Day lies between
        ("2026-W53", "2026-12-30T09:30", None),  # New Year's Day and the weekend do
    ],
)
def test_a_reminder_comes_two_working_days_later_or_not_at_all(
    week: str, asked: str, reminded: str | None
) -> None:
    zone = "Pacific/Kiritimati" if asked.startswith("2026-01") else BERLIN
    person, moment = Person(PersonId("m"), zone=zone), datetime.fromisoformat(f"{asked}+00:00")
    for luck in (0.0, 0.5, 0.999):
        when = cadence.reminder(Week(week), person, HOUSE, moment, luck)
        assert (local(when, zone)[:10] if when else None) == reminded
        assert when is None or cadence.may_remind(Week(week), person, HOUSE, when)


def test_who_chose_an_hour_is_reminded_in_it_and_who_chose_a_day_is_not() -> None:
    asked = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
    evening = Person(PersonId("m"), hour=20)
    assert (
        local(cadence.reminder(Week("2026-W47"), evening, HOUSE, asked, 0.5) or asked) == "2026-11-19 20:30"
    )
    assert cadence.reminder(Week("2026-W47"), Person(PersonId("m"), weekday=2), HOUSE, asked, 0.5) is None


def test_nobody_is_reminded_at_the_weekend_on_a_holiday_in_a_pause_or_out_of_hours() -> None:
    def may(moment: str, person: Person = MIA) -> bool:
        return cadence.may_remind(Week("2026-W02"), person, HOUSE, datetime.fromisoformat(f"{moment}+01:00"))

    assert may("2026-01-08T11:00")
    assert not may("2026-01-06T11:00")  # Epiphany, in Bavaria
    assert not may("2026-01-10T11:00")  # Saturday
    assert not may("2026-01-08T09:59")
    assert not may("2026-01-08T16:00")
    assert not may("2026-01-12T11:00")  # the pulse has closed
    assert not may("2026-01-08T11:00", Person(PersonId("m"), paused_until=date(2026, 1, 9)))


def test_the_next_question_is_told_by_its_first_possible_day() -> None:
    assert cadence.next_question_day(Week("2026-W50"), 4) == date(2027, 1, 5)
