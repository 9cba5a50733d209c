"""The one face of the statistics: a pulse is observed, then anything may be asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.statistics import blocks, shelf, spreading, weeks
from bot.statistics.blocks import Blocks, Readings
from bot.statistics.figures import Change, Estimate, Need, Score, Spread, Suppressed, Tally
from bot.statistics.layout import NoSuchIndex
from bot.statistics.noise import YES_OR_NO
from bot.statistics.panel import Panel

VERSION = 2
FEWEST = 5
"""With fewer distinct voices there is no estimate."""
WIDEST = 30.0
"""An interval of a larger half-width says nothing worth reading."""
SHARES = ("kept",)
"""Items with three options that are told as the share of the best answer."""
MAIN = ""
STILL = Change("none", "none", 0.0, None)


class ForeignState(ValueError):
    """This stored state was written by another version."""


class Engine:
    """What is known of every index and segment. Mutable: `observe` moves it from week to week.

    Weeks are ISO weeks such as "2026-W47" and come in order; skipped weeks are quiet time. Segments may
    appear and vanish. Everything else is asked of the state after the last observed week.
    """

    def __init__(self, panels: Mapping[str, Blocks]) -> None:
        self._panels = dict(panels)
        self._readings: dict[str, Readings] = {}

    @classmethod
    def start(cls, indices: Mapping[str, Sequence[str]]) -> "Engine":
        """An engine that has heard nobody; `indices` maps each index to the items that make it up."""
        items = [item for held in indices.values() for item in held]
        shares = {item: (Panel.start({item: [item]}, YES_OR_NO),) for item in SHARES if item in items}
        return cls({MAIN: (Panel.start(indices),), **shares})

    def observe(self, week: str, tallies: Iterable[Tally], sizes: Mapping[str, int | None]) -> None:
        """The pulse of `week` is closed with these answers; `sizes` are people by segment (None: unlimited).

        Raises AlreadyObserved if this week or a later one was observed, NoSuchItem for an unknown item,
        ValueError for a week the calendar does not have.
        """
        now, heard = weeks.number(week), list(tallies)
        self._panels = {
            name: blocks.pulse(panels, now, heard if name == MAIN else _best_answers(name, heard), sizes)
            for name, panels in self._panels.items()
        }
        self._readings = {}

    def estimate(self, index: str, segment: str | None) -> Score:
        """An index (or item) in a segment, or in the whole (None). Raises NoSuchIndex."""
        reading = self._reading(index)
        voices = reading.voices(segment)
        if voices < FEWEST:
            return Suppressed()
        value, low, high = reading.level(index, segment)
        if high - low > 2 * WIDEST:
            return Suppressed()
        return Estimate(value, low, high, voices, reading.change(index, segment))

    def change(self, index: str, segment: str | None) -> Change:
        """Whether an index (or item) has moved beyond chance. Raises NoSuchIndex."""
        reading = self._reading(index)
        return reading.change(index, segment) if reading.voices(segment) else STILL

    def spread(self, index: str) -> Spread | None:
        """How far segments lie apart; None where that is not beyond chance. Raises NoSuchIndex."""
        return spreading.spread(*self._reading(index).joint(index))

    def needs(self, sizes: Mapping[str, int | None]) -> tuple[Need, ...]:
        """What the planner must know: every index in every segment of `sizes`, a week after the last pulse.

        Works before the first pulse too, and for segments nobody has been asked in yet.
        """
        return Readings.of(blocks.peopled(self._panels[MAIN], sizes)).needs()

    def variance(self, index: str, segment: str | None) -> float:
        """Variance of a figure a week from now if nobody were asked. Raises NoSuchIndex."""
        return self._reading(index).variance_next_week(index, segment)

    def dump(self) -> dict[str, Any]:
        """Everything known, as JSON; `load` restores it to the last bit."""
        return {
            "version": VERSION,
            "panels": {name: [shelf.dump(panel) for panel in held] for name, held in self._panels.items()},
        }

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "Engine":
        """The engine that was dumped. Raises ForeignState where another version wrote it."""
        if stored.get("version") != VERSION:
            raise ForeignState(stored.get("version"))
        return cls({name: tuple(map(shelf.load, held)) for name, held in stored["panels"].items()})

    def _reading(self, index: str) -> Readings:
        name = index if index in self._panels else MAIN
        layout = self._panels[name][0].layout
        if index not in layout.names and index not in layout.index_of:
            raise NoSuchIndex(index)
        if name not in self._readings:
            self._readings[name] = Readings.of(self._panels[name])
        return self._readings[name]


def _best_answers(item: str, tallies: Iterable[Tally]) -> list[Tally]:
    """The tallies of a three-option item, with 100 for the best answer and 0 for any other.

    With p middle and k best answers, total = 50 p + 100 k and squares = 2500 p + 10000 k.
    """
    own = [tally for tally in tallies if tally.item == item]
    best = [round((tally.squares - 50 * tally.total) / 5000) for tally in own]
    return [replace(t, total=100.0 * k, squares=10000.0 * k) for t, k in zip(own, best, strict=True)]
