"""What time does with a case. Each look changes its state or its next moment, so a second one changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot import cadence
from bot.cases import Case, CaseState, CaseTurn, Turn
from bot.following import card, hours, nudging, thread
from bot.ports import Work


def follow(work: Work, now: datetime) -> None:
    """Look at every case whose moment has come."""
    for case in work.cases.due(now):
        _LOOKS[case.state](work, case, now)


def watch(work: Work, case: Case, now: datetime, *, quietly: bool = False) -> None:
    """The stages behind it; of several at once, as after an outage, only the last is told."""
    setting, passed = work.workspace, case.stage
    while passed < len(hours.STAGES) and hours.at_stage(setting, case, passed) <= now:
        passed += 1
    if case.stage == len(hours.STAGES) and hours.at_stage(setting, case, passed) <= now:
        _end(work, closed(work, case, now), "unknown", "lapsed", now)
        return
    told = passed > case.stage and not quietly  # else somebody has given cases more time
    nudged = told and _told(work, case, hours.STAGES[passed - 1][0], now)
    moved = replace(case, stage=passed, nudges=case.nudges + nudged)
    work.cases.save(replace(moved, due=hours.at_stage(setting, moved, passed)))


def reopen(work: Work, case: Case, turn: CaseTurn, since: datetime, now: datetime) -> Case:
    """Another round, with a clock and a thread of its own. Whoever had it still has it."""
    if not case.held:
        thread.moved_on(work, case)
    reporter = work.cases.reporter(case.ref)
    if reporter:
        work.cases.report(case.ref, replace(reporter, thread=secrets.token_hex(16)))
    again = replace(_turned(work, case, turn, now), state="open", since=since, stage=0, closed=None, held="")
    again = replace(again, due=hours.at_stage(work.workspace, again, 0))
    if turn == "not_held":
        card.plan_line(work, again, "again", now)
        again = replace(again, nudges=again.nudges + nudging.plan(work, again, "again", now))
    work.cases.save(again)
    card.alter(work, again)
    return again


def closed(work: Work, case: Case, now: datetime) -> Case:
    """The case with the day of its closing."""
    return replace(case, closed=now.astimezone(ZoneInfo(work.workspace.zone)).date())


def resolved(work: Work, case: Case, now: datetime) -> Case:
    """Its clock stops, and after some days who relayed it is asked."""
    taken = hours.elapsed(work.workspace, case, now)
    case = replace(closed(work, case, now), state="resolved", spent=case.spent + taken)
    case = _turned(work, case, "closed", now)
    days = work.workspace.ask_back_days
    return replace(case, due=hours.day_after(work.workspace, now, days * hours.DAY))


def _told(work: Work, case: Case, stage: hours.Stage, now: datetime) -> bool:
    """Tell a stage to whom it concerns; whether that was a nudge."""
    if stage == "nudge":
        return nudging.plan(work, case, "soon", now)
    if stage == "late" or case.owner is None:
        card.plan_line(work, case, stage, now)
    return False


def _ask_back(work: Work, case: Case, now: datetime) -> None:
    """Once. Where nobody can be asked it stays unknown, and nobody hears of that."""
    asked = thread.plan_question(work, case, now)
    if asked is None:
        _end(work, case, "unknown", "unknown", now)
        return
    waits = hours.day_after(work.workspace, asked, hours.ANSWER)
    work.cases.save(replace(case, state="asked", due=min(waits, _shreds(work, case))))
    card.alter(work, case)


def _hear(work: Work, case: Case, now: datetime) -> None:
    """What was said takes effect; nothing in two weeks is an answer, too."""
    if case.held == "not_held":
        reopen(work, case, "not_held", case.due or now, now)
    elif case.held == "held":
        _end(work, case, "confirmed", "confirmed", now)
    else:
        _end(work, case, "unknown", "unknown", now)


def _end(work: Work, case: Case, state: CaseState, turn: CaseTurn, now: datetime) -> None:
    ended = replace(_turned(work, case, turn, now), state=state, held="")
    work.cases.save(replace(ended, due=_shreds(work, ended)))
    card.alter(work, ended)
    if not case.held:
        thread.moved_on(work, ended)


def _shred(work: Work, case: Case, now: datetime) -> None:
    """Thirty days after the closing: words and reporter are gone, from the channel, too."""
    work.cases.save(replace(case, due=None))
    work.cases.shred(case.ref)
    card.alter(work, case)


def _shreds(work: Work, case: Case) -> datetime:
    assert case.closed is not None
    return cadence.instant(case.closed + hours.KEPT, time(0), work.workspace.zone)


def _turned(work: Work, case: Case, what: CaseTurn, now: datetime) -> Case:
    week = cadence.week_of(now, work.workspace.zone)
    return replace(case, turns=(*case.turns, Turn(week, what, case.spent if what == "closed" else 0)))


_LOOKS: Mapping[CaseState, Callable[[Work, Case, datetime], None]] = {
    "open": watch,
    "resolved": _ask_back,
    "asked": _hear,
    "confirmed": _shred,
    "unknown": _shred,
}
