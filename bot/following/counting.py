"""A week's cases as a release holds them: plain counts, since every case is there on somebody's word."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from bot import cadence
from bot.cases import Turn
from bot.following import hours
from bot.model import Week
from bot.ports import Work


def counted(work: Work, week: Week) -> dict[str, Any] | None:
    """What became of cases in a pulse; None where there was nothing and nothing is late.

    `hours` is the median of the working hours of those closed, `asked_back` counts those of which it
    became known, or certain to stay unknown, whether it held, `limit` are the hours beyond which one is overdue.
    """
    setting = work.workspace
    ended = cadence.closes(week, setting.zone)
    weeks = [[turn for turn in turns if turn.week == week] for turns in work.cases.turned_in(week)]
    closings = [taken for turns in weeks if (taken := _closing(turns)) is not None]
    known = [
        turn.what for turns in weeks for turn in turns if turn.what in ("confirmed", "not_held", "unknown")
    ]
    opened = sum(turn.what == "opened" for turns in weeks for turn in turns)
    overdue = sum(hours.late(setting, case, ended) for case in work.cases.of_state(["open"]))
    if not (opened or closings or known or overdue):
        return None
    return {
        "opened": opened,
        "closed": len(closings),
        "hours": round(median(closings)) if closings else None,
        "confirmed": known.count("confirmed"),
        "asked_back": len(known),
        "overdue": overdue,
        "limit": setting.case_hours,
    }


def _closing(turns: Sequence[Turn]) -> int | None:
    """The hours of a case that was closed in the week and not opened again."""
    ends = [turn for turn in turns if turn.what in ("closed", "reopened", "not_held")]
    return ends[-1].hours if ends and ends[-1].what == "closed" else None
