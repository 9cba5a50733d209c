"""The hours of a case: when it opens, when somebody is reminded of it, when it is late. Pure but for the lot."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot import cadence, worktime
from bot.cases import Case
from bot.model import Workspace

LOT = 3  # working hours over which a reporter's moment is blurred
DAY = timedelta(days=1)
KEPT = timedelta(days=30)  # words and reporter after the closing
LAPSES = timedelta(days=182)  # a case nobody closes ends by itself
ANSWER = timedelta(days=14)  # how long the question whether it held waits

Stage = Literal["nobody", "nudge", "late"]
STAGES: tuple[tuple[Stage, int], ...] = (("nobody", 4), ("nudge", 6), ("nudge", 10), ("late", 12))
PARTS = 12  # the limit's twelfths, in which the stages are told


def drawn(workspace: Workspace, now: datetime) -> datetime:
    """One of the next full working hours, by lot: nobody can tell from it when a reporter did something."""
    hours = 1 + secrets.randbelow(LOT)
    full = worktime.full_hour(worktime.after(workspace, now, timedelta()), workspace.zone)
    return worktime.after(workspace, full, timedelta(hours=hours) - worktime.HOUR)


def at_stage(workspace: Workspace, case: Case, stage: int) -> datetime:
    """When a stage of the clock is reached; behind the last one, when the case lapses."""
    if stage >= len(STAGES):
        return case.since + LAPSES
    span = timedelta(hours=workspace.case_hours) * STAGES[stage][1] / PARTS
    return worktime.after(workspace, case.since, span)


def elapsed(workspace: Workspace, case: Case, now: datetime) -> int:
    """The whole working hours its clock shows."""
    return worktime.spent(workspace, case.since, now) // worktime.HOUR


def late(workspace: Workspace, case: Case, now: datetime) -> bool:
    """Whether it is open for longer than it should be."""
    return case.state == "open" and elapsed(workspace, case, now) >= workspace.case_hours


def day_after(workspace: Workspace, now: datetime, days: timedelta, at: time = time(9)) -> datetime:
    """So many days later, at an hour of the workspace."""
    today = now.astimezone(ZoneInfo(workspace.zone)).date()
    return cadence.instant(today + days, at, workspace.zone)
