"""The calendar: when a pulse opens and closes, when a person may be asked, when a digest stands.

A pulse is an ISO week in the workspace's zone. `now` is always passed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from bot.model import DigestTime, Person, Week, Workspace

ASK_DAYS = (2, 3, 4)  # Tuesday to Thursday
BELIEF_DAYS = (3, 4, 5)  # Wednesday, or the first working day after it
WORKING_DAYS = (1, 2, 3, 4, 5)
ASK_HOURS = (10, 16)  # in the person's own zone
FREEZE = timedelta(minutes=5)  # a pulse closed on Sunday 24:00 is frozen on Monday 00:05
KEY_LIFE = timedelta(days=14)  # after the close nobody can be traced any more


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local wall-clock time.

    In a gap the time moves on by the gap's length (02:30 becomes 03:30), in a fold the first one
    counts: what RFC 5545 says calendars do, and what people see theirs do.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def week_of(now: datetime, zone: str) -> Week:
    """The pulse that `now` falls into."""
    year, week, _ = now.astimezone(ZoneInfo(zone)).isocalendar()
    return Week(f"{year}-W{week:02d}")


def monday(week: Week) -> date:
    """The first day of a pulse; raises ValueError for a week that no calendar has."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def later(week: Week, weeks: int) -> Week:
    """The pulse so many weeks later (or earlier)."""
    year, number, _ = (monday(week) + timedelta(weeks=weeks)).isocalendar()
    return Week(f"{year}-W{number:02d}")


def apart(earlier: Week, week: Week) -> int:
    """How many weeks lie between two pulses."""
    return (monday(week) - monday(earlier)).days // 7


def weeks_between(first: Week, last: Week) -> Iterator[Week]:
    """Every pulse from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = later(first, 1)


@lru_cache(maxsize=256)
def closes(week: Week, zone: str) -> datetime:
    """When answers stop counting: the end of Sunday."""
    return instant(monday(week) + timedelta(days=7), time(0), zone)


def freezes(week: Week, zone: str) -> datetime:
    """When the closed pulse is counted and frozen."""
    return closes(week, zone) + FREEZE


def digest_at(week: Week, digest: DigestTime, zone: str) -> datetime:
    """When the digest of a pulse stands: the first such weekday and time after its close."""
    day = monday(week) + timedelta(days=6 + digest.weekday)
    return instant(day, digest.at, zone)


def opens_month(week: Week, digest: DigestTime) -> bool:
    """Whether the digest of a pulse is the first of its month: leaders are asked what they believe before it."""
    day = monday(week) + timedelta(days=6 + digest.weekday)
    return (day - timedelta(days=7)).month != day.month


def beliefs_at(week: Week, zone: str) -> datetime:
    """When the beliefs of a pulse are put on their way: the beginning of its Wednesday."""
    return instant(monday(week) + timedelta(days=BELIEF_DAYS[0] - 1), time(0), zone)


@lru_cache(maxsize=256)
def _holidays(country: str, state: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=state or None, years=year))
    except NotImplementedError:
        return frozenset()


def knows_holidays(country: str, state: str = "") -> bool:
    """Whether the calendar has the public holidays of a country, or of a part of it."""
    try:
        holidays.country_holidays(country, subdiv=state or None)
    except NotImplementedError:
        return False
    return True


def knows(zone: str) -> bool:
    """Whether the calendar knows this time zone."""
    try:
        return bool(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def is_holiday(day: date, workspace: Workspace) -> bool:
    """A public holiday where the workspace is; unknown countries have none."""
    return day in _holidays(workspace.country, workspace.state, day.year)


def _window(person: Person) -> tuple[int, int]:
    return (person.hour, person.hour + 1) if person.hour is not None else ASK_HOURS


def _hours(day: date, person: Person) -> tuple[datetime, datetime]:
    """The hours of a day in which a person may be asked, as UTC instants."""
    first, last = _window(person)
    if last == 24:
        return instant(day, time(first), person.zone), instant(day + timedelta(days=1), time(0), person.zone)
    return instant(day, time(first), person.zone), instant(day, time(last), person.zone)


def openings(week: Week, person: Person, workspace: Workspace) -> list[tuple[datetime, datetime]]:
    """The stretches of a pulse in which a person may be asked, as UTC instants, in order."""
    days = (person.weekday,) if person.weekday else ASK_DAYS
    found = []
    for weekday in days:
        day = monday(week) + timedelta(days=weekday - 1)
        if is_holiday(day, workspace) or (person.paused_until and day < person.paused_until):
            continue
        found.append(_hours(day, person))
    return found


def moment(
    week: Week, person: Person, workspace: Workspace, not_before: datetime, luck: float
) -> datetime | None:
    """When to ask: a moment spread by `luck` (0 to 1) over what is left of the openings; None if nothing is."""
    left = [(max(a, not_before), b) for a, b in openings(week, person, workspace) if b > not_before]
    total = sum(((b - a) for a, b in left), timedelta())
    point = total * luck
    for a, b in left:
        if point < b - a:
            return (a + point).replace(microsecond=0)
        point -= b - a
    return left[-1][0] if left else None


def reminder(
    week: Week, person: Person, workspace: Workspace, asked: datetime, luck: float
) -> datetime | None:
    """When to remind of a question that stands since `asked`: two working days later, spread by `luck`.

    None where that would be after the pulse, and for whoever has chosen a day of their own.
    """
    day = asked.astimezone(ZoneInfo(person.zone)).date()
    working = (day + timedelta(days=ahead) for ahead in range(1, 7))
    second = [d for d in working if d.isoweekday() in WORKING_DAYS and not is_holiday(d, workspace)][1:2]
    if not second or person.weekday or second[0] >= monday(week) + timedelta(days=7):
        return None
    opens, shuts = _hours(second[0], person)
    return (opens + (shuts - opens) * luck).replace(microsecond=0)


def may_remind(week: Week, person: Person, workspace: Workspace, now: datetime) -> bool:
    """Whether a reminder may go out right now: a working day of the pulse, within the person's hours, unpaused."""
    day = now.astimezone(ZoneInfo(person.zone)).date()
    paused = person.paused_until is not None and day < person.paused_until
    works = day.isoweekday() in WORKING_DAYS and not is_holiday(day, workspace)
    opens, shuts = _hours(day, person)
    return works and not paused and opens <= now < shuts and now < closes(week, workspace.zone)


def is_open(week: Week, person: Person, workspace: Workspace, now: datetime) -> bool:
    """Whether a person may be asked right now."""
    return any(a <= now < b for a, b in openings(week, person, workspace))


def next_opening(person: Person, workspace: Workspace, now: datetime, weeks: int = 4) -> datetime | None:
    """The first moment from now on in which a person may be written to; None within so many weeks."""
    this = week_of(now, workspace.zone)
    found = (moment(later(this, ahead), person, workspace, now, 0.0) for ahead in range(weeks))
    return next((at for at in found if at), None)


@lru_cache(maxsize=256)
def next_question_day(week: Week, recontact: int) -> date:
    """The earliest day of the next question after one asked in `week`."""
    return monday(later(week, recontact)) + timedelta(days=ASK_DAYS[0] - 1)
