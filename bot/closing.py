"""Closing a pulse: late taps are refused, asks become memory, answers lose their order, figures freeze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot import asking, bank, cadence
from bot.model import UNASSIGNED, Ask, Person, PersonId, Tally, Week
from bot.ports import Work
from bot.statistics import figures, release
from bot.statistics.engine import Engine
from bot.statistics.rates import band

POOLED = "pooled"  # voices of segments too small to be shown; they count for the whole alone
_ASKED = ("sent", "answered", "no_customer", "snoozed")


def close(work: Work, week: Week) -> None:
    """Everything that closing means, in one transaction; a second time nothing happens."""
    if work.progress().closed >= week:
        return
    asks = work.asks.of_week(week)
    asked = [ask for ask in asks if ask.state in _ASKED]
    work.deliveries.withdraw(week=week)
    work.asks.turn([a.ref for a in asks if a.state == "planned"], "withdrawn")
    work.asks.turn([a.ref for a in asks if a.state == "sent"], "silent")
    state = work.releases.series() or beginning(work, week)
    people = work.people.some(ask.person for ask in asked)
    state = state | {"rates": _learned(people, state["rates"], asked)}
    work.people.remember(asking.remembered(people[ask.person], ask) for ask in asked)
    work.relays.drop_drafts()
    work.responses.shuffle(week)
    work.deliveries.close(week)
    _freeze(work, week, state, asked)
    work.advance(closed=week)


def beginning(work: Work, week: Week) -> dict[str, Any]:
    """The series of a workspace that was never observed: its people are known, no voice is."""
    engine = Engine.start(bank.items())
    engine.observe(cadence.later(week, -1), (), asking.sizes(work))
    return {"engine": engine.dump(), "rates": [], "fed": {}, "since": 0, "shown": False}


def _learned(
    people: Mapping[PersonId, Person], rates: Iterable[Any], asked: Iterable[Ask]
) -> list[list[Any]]:
    """Answer rates by segment and weeks since the last ask, with this pulse in them."""
    counts = {(segment, at): [n, back] for segment, at, n, back in rates}
    for ask in asked:
        last = people[ask.person].memory.last
        ago = None if last is None else cadence.apart(last, ask.week)
        cell = counts.setdefault((ask.segment, band(ago)), [0, 0])
        cell[0] += 1
        cell[1] += ask.state in ("answered", "no_customer")
    return [[segment, at, *cell] for (segment, at), cell in sorted(counts.items())]


def _freeze(work: Work, week: Week, state: dict[str, Any], asked: list[Ask]) -> None:
    """Let the voices in that may enter, observe them, and freeze what may be shown."""
    k = work.workspace.k
    waiting = _waiting(work, week, state["fed"])
    counts = {segment: sum(sum(t.counts.values()) for t in tallies) for segment, tallies in waiting.items()}
    since = state["since"] + 1 if any(counts.values()) else 0
    unassigned = frozenset({UNASSIGNED})
    enter = release.admit(counts, k, since=since, first=not state["shown"], never_alone=unassigned)
    voices = [_voice(t, t.segment) for s in enter.alone for t in waiting[s]]
    voices += [_voice(t, POOLED) for s in enter.pooled for t in waiting[s]]
    sizes = asking.sizes(work)
    if enter.pooled or POOLED in state["fed"]:
        sizes |= {POOLED: None}
    engine = Engine.load(state["engine"])
    engine.observe(week, merged(voices), sizes)
    entered = (*enter.alone, *enter.pooled)
    fed = state["fed"] | dict.fromkeys(entered, week) | ({POOLED: week} if enter.pooled else {})
    left = set(counts) - set(entered)
    since = since if any(counts[s] for s in left) else 0
    work.releases.put(week, frozen(work, week, engine, enter, asked))
    shown = state["shown"] or bool(entered)
    work.releases.put_series(
        {"engine": engine.dump(), "rates": state["rates"], "fed": fed, "since": since, "shown": shown}
    )


def _waiting(work: Work, week: Week, fed: Mapping[str, str]) -> dict[str, list[Tally]]:
    """The answers of every segment that have not entered yet."""
    found: dict[str, list[Tally]] = {}
    for past in cadence.weeks_between(cadence.later(week, -2 * release.PATIENCE), week):
        for tally in work.responses.tallies(past):
            if past > fed.get(tally.segment, ""):
                found.setdefault(tally.segment, []).append(tally)
    return found


def _voice(tally: Tally, segment: str) -> figures.Tally:
    question = bank.question(tally.question, tally.version)
    points = [(question.points(value), n) for value, n in tally.counts.items()]
    count = sum(n for _, n in points)
    total, squares = sum(p * n for p, n in points), sum(p * p * n for p, n in points)
    return figures.Tally(segment, tally.question, count, total, squares)


def merged(voices: Iterable[figures.Tally]) -> list[figures.Tally]:
    """One tally a segment and item."""
    sums: dict[tuple[str, str], figures.Tally] = {}
    for v in voices:
        old = sums.get((v.segment, v.item), figures.Tally(v.segment, v.item, 0, 0.0, 0.0))
        sums[v.segment, v.item] = figures.Tally(
            v.segment, v.item, old.n + v.n, old.total + v.total, old.squares + v.squares
        )
    return list(sums.values())


def frozen(
    work: Work, week: Week, engine: Engine, enter: release.Admission, asked: list[Ask]
) -> dict[str, Any]:
    """The release of a pulse: what is shown anew, what stands from before, what is hidden."""
    before = work.releases.latest(1, cadence.later(week, -1))
    standing = before[0][1]["figures"] if before else {}
    segments = sorted({*asking.sizes(work), *enter.alone} - {UNASSIGNED, POOLED})
    cells: dict[str, dict[str, Any]] = {}
    for index in (*bank.INDICES, "kept"):
        old = standing.get(index, {})
        row = {"*": _shown(engine, index, None, week) if enter != release.Admission() else None}
        if index != "kept":
            row |= {s: _shown(engine, index, s, week) if s in enter.alone else None for s in segments}
        cells[index] = {name: new or old.get(name) for name, new in row.items()}
    answered = sum(ask.state in ("answered", "no_customer") for ask in asked)
    return {
        "version": 1,
        "k": work.workspace.k,
        "cut": work.workspace.cut,
        "figures": cells,
        "asked": release.band(len(asked)),
        "answered": _share(answered, len(asked)),
        "any": bool(asked),
    }


def _shown(engine: Engine, index: str, segment: str | None, week: Week) -> dict[str, Any] | None:
    """A figure as it leaves the house, in whole points: what is not shown can not be subtracted."""
    score = engine.estimate(index, segment)
    if isinstance(score, figures.Suppressed):
        return None
    change = engine.change(index, segment)
    return {
        "value": round(score.value),
        "low": round(score.low),
        "high": round(score.high),
        "voices": release.band(score.voices),
        "week": week,
        "moved": change.direction,
        "sure": change.certainty,
    }


def _share(answered: int, asked: int) -> str:
    if asked < 5:
        return ""
    share = answered / asked
    return "all" if share >= 0.9 else "most" if share >= 0.65 else "half" if share >= 0.4 else "some"
