"""Working hours, the clock of a case: Monday to Friday, 9 to 17, not on public holidays.

All instants are aware; `zone` is the workspace's unless another is named. Holidays are always the workspace's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import cadence
from bot.model import Workspace

DAYS = range(1, 6)  # Monday to Friday
OPENS, SHUTS = time(9), time(17)
HOUR = timedelta(hours=1)


def spent(workspace: Workspace, since: datetime, until: datetime, zone: str = "") -> timedelta:
    """The working time between two instants; none where `until` comes first."""
    total = timedelta()
    for opens, shuts in _shifts(workspace, since, zone or workspace.zone):
        if opens >= until:
            return total
        total += max(timedelta(), min(shuts, until) - max(opens, since))
    raise AssertionError("the calendar has no end")


def after(workspace: Workspace, since: datetime, span: timedelta, zone: str = "") -> datetime:
    """The first working instant at which `span` of working time has passed since then.

    With no span it is that instant itself in working hours, else the next moment work begins.
    """
    left = span
    for opens, shuts in _shifts(workspace, since, zone or workspace.zone):
        begins = max(opens, since)
        if begins < shuts and left < shuts - begins:
            return begins + left
        left -= max(timedelta(), shuts - begins)
    raise AssertionError("the calendar has no end")


def is_open(workspace: Workspace, now: datetime, zone: str = "") -> bool:
    """Whether it is working time."""
    return after(workspace, now, timedelta(), zone) == now


def full_hour(now: datetime, zone: str) -> datetime:
    """The next full hour of the clock on the wall, or now where it is one."""
    local = now.astimezone(ZoneInfo(zone))
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (now + (HOUR - past if past else past)).astimezone(UTC)


def _shifts(workspace: Workspace, since: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """Every working day from the one of `since` on, as instants."""
    day = since.astimezone(ZoneInfo(zone)).date()
    while True:
        if _works(day, workspace):
            yield cadence.instant(day, OPENS, zone), cadence.instant(day, SHUTS, zone)
        day += timedelta(days=1)


def _works(day: date, workspace: Workspace) -> bool:
    return day.isoweekday() in DAYS and not cadence.is_holiday(day, workspace)
