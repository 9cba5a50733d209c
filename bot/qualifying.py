"""What qualifies the figures of a release: how far segments lie apart, and who is more silent than chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot import bank, cadence
from bot.model import Ask, Person, PersonId
from bot.statistics import silence, spreading
from bot.statistics.figures import Interval
from bot.statistics.rates import Rates
from bot.statistics.release import WHOLE
from bot.statistics.silence import Wave

Figures = Mapping[str, Mapping[str, Mapping[str, Any] | None]]
Waves = Mapping[str, Wave]


def spread(figures: Figures) -> dict[str, dict[str, int] | None] | None:
    """How far the segments of each index lie apart, in whole points; None for one where that is chance.

    None where no two segments are shown.

    A function of the figures as they are shown, rounded, and of nothing else: it can not tell more than
    they do.
    """
    told = {index: _told(figures[index]) for index in bank.INDICES}
    if not any(len(intervals) > 1 for intervals in told.values()):
        return None
    return {index: _spread(intervals) for index, intervals in told.items()}


def _told(cells: Mapping[str, Mapping[str, Any] | None]) -> list[Interval]:
    shown = [cell for name, cell in sorted(cells.items()) if cell and name != WHOLE]
    return [Interval(cell["value"], cell["low"], cell["high"]) for cell in shown]


def _spread(intervals: Sequence[Interval]) -> dict[str, int] | None:
    found = spreading.of_intervals(intervals)
    if found is None:
        return None
    return {"value": round(found.value), "low": round(found.low), "high": round(found.high)}


def waves(asked: Iterable[Ask], people: Mapping[PersonId, Person], rates: Rates) -> Waves:
    """What came back by segment and in the whole, beside what was to be expected before this pulse.

    `people` are as they were before the pulse: expectations rest on the weeks since their last ask.
    """
    found: dict[str, list[tuple[bool, float]]] = {}
    for ask in asked:
        last = people[ask.person].memory.last
        ago = None if last is None else cadence.apart(last, ask.week)
        came = (ask.state in ("answered", "no_customer"), rates.expected(ask.segment, ago))
        for name in (ask.segment, WHOLE):
            found.setdefault(name, []).append(came)
    return {name: _wave(rates, name, came) for name, came in found.items()}


def _wave(rates: Rates, name: str, came: Sequence[tuple[bool, float]]) -> Wave:
    doubt = rates.doubt(None if name == WHOLE else name)
    return Wave(len(came), sum(back for back, _ in came), sum(chance for _, chance in came), doubt)


def quiet(waves: Waves, figures: Figures, k: int) -> list[str]:
    """Segments (and the whole) more silent than chance explains; never how many.

    Only where a figure is shown, and only where at least k were asked: else it would tell of single people.
    """
    shown = {name for index in bank.INDICES for name, cell in figures[index].items() if cell}
    return list(
        silence.quiet({name: wave for name, wave in waves.items() if name in shown and wave.asked >= k})
    )
