"""Indices measured together: the state of a bank of hierarchical Kalman filters over anonymous answers.

level of segment s, index i, week t  =  common_i(t) + effect_{s,i}(t)  (+ offset of the item asked)

The cells of the bank differ in how fast things drift and how far segments lie apart; they are weighed by
how well they foretold the voices, which is the posterior over a grid of variances. What is said is
averaged over cells and over suspected steps. How a pulse changes a panel stands in pulsing.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bot.statistics.layout import LEVEL_MEAN, LEVEL_SD, OFFSET_SD, Array, Layout, Mask, widened
from bot.statistics.noise import USUAL_SCATTER, Noise
from bot.statistics.past import Past
from bot.statistics.steps import Suspicion, Verdict
from bot.statistics.voices import Voices

CELLS = np.array(
    # weekly drift of the common level and of a segment, how far segments lie apart (sd, index points), credit
    [
        (0.08, 0.06, 3.0, 0.10),
        (0.08, 0.06, 8.0, 0.10),
        (0.50, 0.40, 3.0, 0.17),
        (0.50, 0.40, 8.0, 0.17),
        (1.20, 0.40, 3.0, 0.11),
        (1.20, 0.40, 8.0, 0.11),
        (1.10, 1.00, 4.0, 0.12),
        (1.10, 1.00, 8.0, 0.12),
    ]
)
"""The grid of variances; credit is a cell's weight before the first answer."""


@dataclass(frozen=True)
class Commitment:
    """A step taken for a fact: its segment (None: the common level), when found, and its size by index."""

    segment: str | None
    week: int
    probability: float
    sizes: tuple[float, ...]


@dataclass(frozen=True)
class Panel:
    """State after the last pulse: g cells, d state rows.

    cells (g, 4) of CELLS; week: running number of the last pulse; mean (g, d), cov (g, d, d);
    fit (g,): log-weight of each cell but for suspected steps; committed: facts still in the news.
    """

    cells: Array
    layout: Layout
    week: int | None
    mean: Array
    cov: Array
    fit: Array
    noise: Noise
    suspicion: Suspicion
    past: Past
    voices: Voices
    committed: tuple[Commitment, ...] = ()

    @classmethod
    def start(cls, indices: Mapping[str, Sequence[str]], scatter: float = USUAL_SCATTER) -> "Panel":
        """A panel that has heard nobody; `scatter` is what is expected of single answers."""
        layout = Layout.of(indices)
        mean = np.zeros((len(CELLS), layout.extent))
        mean[:, layout.first : layout.first + layout.width] = LEVEL_MEAN
        return cls(
            cells=CELLS,
            layout=layout,
            week=None,
            mean=mean,
            cov=layout.spread(np.full(len(CELLS), LEVEL_SD**2), CELLS[:, 2] ** 2, OFFSET_SD**2),
            fit=np.log(CELLS[:, 3]),
            noise=Noise.none(len(layout.index_of), scatter),
            suspicion=Suspicion.none(layout, len(CELLS)),
            past=Past.none(layout, len(CELLS)),
            voices=Voices.none(),
        )

    @cached_property
    def verdict(self) -> Verdict:
        """What the suspicion of steps amounts to."""
        return Verdict.on(self.suspicion)

    @cached_property
    def weights(self) -> Array:
        """Posterior weights (g,) of the cells."""
        total = self.fit + self.verdict.evidence
        weights = np.exp(total - total.max())
        normed: Array = weights / weights.sum()
        return normed

    def drift(self) -> Array:
        """Covariance (g, d, d) that a week adds."""
        return self.layout.spread(self.cells[:, 0] ** 2, self.cells[:, 1] ** 2)

    def with_segments(self, new: Sequence[str]) -> "Panel":
        """Room for `new` segments, of which nothing is known but that they belong here."""
        if not new:
            return self
        layout = self.layout.with_segments((*self.layout.segments, *new))
        fresh = layout.spread(np.zeros(len(self.cells)), self.cells[:, 2] ** 2)
        old = self.layout.extent
        fresh[:, :old, :old] = 0.0
        return replace(
            self,
            layout=layout,
            mean=widened(self.mean, layout.extent, 1),
            cov=widened(self.cov, layout.extent, 2) + fresh,
            noise=self.noise.with_segments(len(layout.segments)),
            suspicion=self.suspicion.grow(layout),
            past=self.past.grow(fresh),
        )

    def without_segments(self, gone: Sequence[str]) -> "Panel":
        """The panel as if the segments `gone` had never been asked about again: their rows are dropped."""
        if not gone:
            return self
        layout = self.layout.with_segments([s for s in self.layout.segments if s not in gone])
        targets = np.array([True, *(segment not in gone for segment in self.layout.segments)])
        rows = np.append(np.ones(layout.first, bool), np.repeat(targets, layout.width))
        return replace(
            self,
            layout=layout,
            mean=self.mean[:, rows],
            cov=self.cov[:, rows][..., rows],
            noise=replace(self.noise, sums=self.noise.sums[:, targets[1:]]),
            suspicion=self.suspicion.within(layout, rows, targets),
            past=self.past.within(rows),
        )

    def only(self, cells: Mask) -> "Panel":
        """The panel with some of its cells."""
        return replace(
            self,
            cells=self.cells[cells],
            mean=self.mean[cells],
            cov=self.cov[cells],
            fit=self.fit[cells],
            suspicion=self.suspicion.only(cells),
            past=self.past.only(cells),
        )
