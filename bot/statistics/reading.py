"""Reading a panel: every figure by name and segment, ready to be said."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from bot.statistics.averaging import Averages
from bot.statistics.figures import Z90, Change, Interval, Need
from bot.statistics.layout import Array, NoSuchIndex
from bot.statistics.noise import answer_variance
from bot.statistics.panel import Panel
from bot.statistics.settling import CERTAIN

PROBABLE = 0.5
"""From this probability on a change is told as probable."""


@dataclass(frozen=True)
class Reading:
    """All figures of a panel: `rows` gives the place of (name, segment) in `averages`."""

    panel: Panel
    rows: dict[tuple[str, str | None], int]
    averages: Averages

    @classmethod
    def of(cls, panel: Panel) -> "Reading":
        """Read a panel."""
        layout, present = panel.layout, panel.voices.present
        shares = np.array([panel.voices.share(segment) for segment in present])
        keys: list[tuple[str, str | None]] = []
        figures: list[Array] = [np.zeros((0, layout.extent))]
        for name in dict.fromkeys((*layout.names, *layout.index_of)):
            rows = layout.figures(name, present)
            keys += [(name, segment) for segment in present]
            figures.append(rows)
            if shares.sum():
                keys.append((name, None))
                figures.append((shares / shares.sum() @ rows)[None])
        return cls(panel, {key: at for at, key in enumerate(keys)}, Averages(panel, np.concatenate(figures)))

    def voices(self, segment: str | None) -> int:
        """Distinct voices certainly behind the figures of a segment, or of the whole."""
        return sum(self._voices.values()) if segment is None else self._voices.get(segment, 0)

    @cached_property
    def _voices(self) -> dict[str, int]:
        return {segment: self.panel.voices.distinct(segment) for segment in self.panel.voices.present}

    def level(self, name: str, segment: str | None) -> Interval:
        """Value and interval, kept on the scale."""
        at = self._at(name, segment)
        low, high = (min(max(float(end[at]), 0.0), 100.0) for end in self.averages.intervals)
        return Interval(min(max(float(self.averages.levels[0][at]), low), high), low, high)

    def variance_next_week(self, name: str, segment: str | None) -> float:
        """Variance a week from now if nobody were asked."""
        return float(self.averages.next_week[self._at(name, segment)])

    def moved(self, name: str, segment: str | None) -> tuple[float, float]:
        """Probabilities that a figure has moved down, and up."""
        at = self._at(name, segment)
        return float(self.averages.moves[0][at]), float(self.averages.moves[1][at])

    def month(self, name: str, segment: str | None) -> Interval | None:
        """The change against four weeks ago; None without a past."""
        at, months = self._at(name, segment), self.averages.month
        if months is None:
            return None
        centre, half = float(months[0][at]), Z90 * math.sqrt(float(months[1][at]))
        return Interval(centre, centre - half, centre + half)

    def joint(self, name: str) -> tuple[Array, Array]:
        """Mean (s,) and covariance (s, s) of a figure over the present segments."""
        at = [self._at(name, segment) for segment in self.panel.voices.present]
        return self.averages.joint(at)

    def needs(self) -> tuple[Need, ...]:
        """Every index in every present segment, for the planner."""
        layout, voices = self.panel.layout, self.panel.voices
        scatter = self.panel.noise.scatter()
        needs = []
        for name, items in layout.indices:
            typical = float(np.mean([scatter[layout.item_numbers[item]] for item in items]))
            for segment in voices.present:
                at = self._at(name, segment)
                single = float(answer_variance(np.array(typical), self.averages.levels[0][at]))
                size = voices.sizes.get(segment)
                needs.append(Need(segment, name, float(self.averages.next_week[at]), single, size))
        return tuple(needs)

    def _at(self, name: str, segment: str | None) -> int:
        if (name, segment) not in self.rows:
            raise NoSuchIndex(name, segment)
        return self.rows[name, segment]


def worded(down: float, up: float, month: Interval | None) -> Change:
    """A change in words, from the probabilities that a figure moved down, and up."""
    probability = max(down, up)
    if probability <= PROBABLE:
        return Change("none", "none", probability, month)
    certainty: Literal["certain", "probable"] = "certain" if probability > CERTAIN else "probable"
    return Change("fallen" if down >= up else "risen", certainty, probability, month)
