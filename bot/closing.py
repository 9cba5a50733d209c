"""Closing a pulse: late taps are refused, asks become memory, answers lose their order, figures freeze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import (
    acting,
    asking,
    bank,
    believing,
    cadence,
    following,
    learning,
    noticing,
    qualifying,
    remembering,
    reminding,
    settling,
)
from bot.model import UNASSIGNED, Ask, Person, PersonId, Week
from bot.ports import Work
from bot.qualifying import Waves
from bot.remembering import Series
from bot.statistics import figures, release
from bot.statistics.engine import Engine
from bot.statistics.rates import band

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
    state = remembering.series(work)
    people = work.people.some(ask.person for ask in asked)
    waves = qualifying.waves(asked, people, remembering.rates(state["rates"]))
    state = state | {"rates": _learned(people, state["rates"], asked)}
    work.people.remember(asking.remembered(people[ask.person], ask) for ask in asked)
    work.relays.drop_drafts()
    learning.answered(work, week)
    learning.learn(work, week)
    work.responses.shuffle(week)
    work.deliveries.close(week)
    _freeze(work, week, state, waves, asked)
    work.advance(closed=week)
    settling.turn(work, cadence.later(week, 1))


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


def _freeze(work: Work, week: Week, state: Series, waves: Waves, asked: list[Ask]) -> None:
    """Observe the pulse, and freeze what may be shown."""
    tallies, sizes = work.responses.tallies(week), remembering.sizes(work)
    engine = Engine.load(state["engine"])
    engine.observe(week, [remembering.points(tally) for tally in tallies], sizes)
    ledger = remembering.heard(remembering.ledger(state), tallies)
    renewed = release.renewable(ledger, work.workspace.k, frozenset({UNASSIGNED}))
    ledger = ledger.showing(renewed)
    said = remembering.said(state["said"], tallies)
    heard = sum(spoken[-1] for spoken in ledger.voices.values())
    cells = _cells(work, week, _Told(engine, said, work.workspace.k), renewed)
    reminded = reminding.learned(work, week, state.get("reminded"))
    told = {
        "version": 1,
        "k": work.workspace.k,
        "cut": work.workspace.cut,
        "figures": cells,
        "people": sizes,
        "renewed": list(renewed),
        **_denominators(work, asked, heard),
        **_beside(work, week, cells),
        "quiet": qualifying.quiet(waves, cells, work.workspace.k),
        "second": reminding.second(reminded, week, cells),
    }
    work.releases.put(week, told)
    known = {"engine": engine.dump(), "voices": ledger.voices, "shown": ledger.shown, "said": said}
    work.releases.put_series(state | known | ({"reminded": reminded} if reminded else {}))


@dataclass(frozen=True)
class _Told:
    """The estimator, and what it may speak of: an index nobody answered has an estimate, but no voice."""

    engine: Engine
    said: Mapping[str, Mapping[str, int]]
    k: int

    def score(self, index: str, name: str) -> figures.Score:
        """A figure with at least k answers to that very index behind it, or none."""
        if self.said.get(index, {}).get(name, 0) < self.k:
            return figures.Suppressed()
        return self.engine.estimate(index, None if name == release.WHOLE else name)


def _cells(
    work: Work, week: Week, told: _Told, renewed: Sequence[str]
) -> dict[str, dict[str, dict[str, Any] | None]]:
    """The figures of a pulse: what is shown anew, what stands from before, what is hidden."""
    before = work.releases.latest(1, cadence.later(week, -1))
    standing = before[0][1]["figures"] if before and before[0][0] >= work.workspace.since else {}
    known = {*remembering.sizes(work), *renewed, *standing.get(bank.INDICES[0], {})}
    segments = sorted(known - {UNASSIGNED, release.WHOLE})
    cells: dict[str, dict[str, Any]] = {}
    for index in (*bank.INDICES, "kept"):
        names = [release.WHOLE, *segments] if index in bank.INDICES else [release.WHOLE]
        old = standing.get(index, {})
        cells[index] = {
            name: _shown(told, index, name, week) if name in renewed else old.get(name) for name in names
        }
    return cells


def _denominators(work: Work, asked: Sequence[Ask], heard: int) -> dict[str, Any]:
    """Who was asked and heard, in bands."""
    answered = sum(ask.state in ("answered", "no_customer") for ask in asked)
    return {
        "asked": release.band(len(asked)),
        "answered": _share(answered, len(asked)),
        "heard": release.band(heard),
        "by_asking": not work.workspace.endless,
        "any": bool(asked) or heard > 0,
    }


def _beside(work: Work, week: Week, cells: qualifying.Figures) -> dict[str, Any]:
    """What a pulse brought beside its figures."""
    return {
        "spread": qualifying.spread(cells),
        "belief": believing.released(work, week, cells),
        "news": noticing.news(work, week),
        "calibration": noticing.calibration(work, week, cells[noticing.INDEX][release.WHOLE]),
        "cases": following.counted(work, week),
        "done": acting.released(work, week),
        "effects": acting.effects(work, week),
    }


def _shown(told: _Told, index: str, name: str, week: Week) -> dict[str, Any] | None:
    """A figure as it leaves the house, in whole points: what is not shown can not be subtracted."""
    score = told.score(index, name)
    if isinstance(score, figures.Suppressed):
        return None
    change = told.engine.change(index, None if name == release.WHOLE else name)
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
