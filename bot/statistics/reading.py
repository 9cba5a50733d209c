"""Reading a panel: every figure by name and segment, ready to be said."""

import math
from dataclasses import dataclass

import numpy as np

from bot.statistics.averaging import Averages
from bot.statistics.figures import Z90, Change, Interval, Need
from bot.statistics.layout import Array, NoSuchIndex
from bot.statistics.noise import answer_variance
from bot.statistics.panel import CERTAIN, Panel

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
        layout, voices = panel.layout, panel.voices
        names = dict.fromkeys((*layout.names, *layout.index_of))
        parts: dict[str | None, dict[str, float]] = {segment: {segment: 1.0} for segment in voices.present}
        shares = {segment: voices.share(segment) for segment in voices.present}
        if sum(shares.values()):
            parts[None] = shares
        keys = [(name, part) for name in names for part in parts]
        figures = np.array([layout.figure(name, parts[part]) for name, part in keys])
        return cls(
            panel,
            {key: at for at, key in enumerate(keys)},
            Averages(panel, figures.reshape(-1, layout.extent)),
        )

    def voices(self, segment: str | None) -> int:
        """Distinct voices certainly behind the figures of a segment, or of the whole."""
        voices = self.panel.voices
        if segment is None:
            return sum(voices.distinct(present) for present in voices.present)
        return voices.distinct(segment) if segment in voices.present else 0

    def level(self, name: str, segment: str | None) -> tuple[float, float]:
        """Value, kept on the scale, and half-width of the interval."""
        at = self._at(name, segment)
        mean, variance = self.averages.levels
        return min(max(float(mean[at]), 0.0), 100.0), Z90 * math.sqrt(float(variance[at]))

    def variance_next_week(self, name: str, segment: str | None) -> float:
        """Variance a week from now if nobody were asked."""
        return float(self.averages.next_week[self._at(name, segment)])

    def change(self, name: str, segment: str | None) -> Change:
        """Whether a figure has moved beyond chance."""
        at = self._at(name, segment)
        down, up = (float(moved[at]) for moved in self.averages.moves)
        probability, month = max(down, up), self._month(at)
        if probability <= PROBABLE:
            return Change("none", "none", probability, month)
        return Change(
            "fallen" if down >= up else "risen",
            "certain" if probability > CERTAIN else "probable",
            probability,
            month,
        )

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

    def _month(self, at: int) -> Interval | None:
        if self.averages.month is None:
            return None
        centre, half = float(self.averages.month[0][at]), Z90 * math.sqrt(float(self.averages.month[1][at]))
        return Interval(centre, centre - half, centre + half)

    def _at(self, name: str, segment: str | None) -> int:
        if (name, segment) not in self.rows:
            raise NoSuchIndex(name, segment)
        return self.rows[name, segment]
