"""Indices measured together: a bank of hierarchical Kalman filters over anonymous answers.

level of segment s, index i, week t  =  common_i(t) + effect_{s,i}(t)  (+ offset of the item asked)

The cells of the bank differ in how much segments differ and how fast things drift; they are weighed by
how well they foretold the voices, which is the posterior over a grid of variances. What is said is
averaged over cells and over suspected steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bot.statistics import kalman, noise
from bot.statistics.figures import Tally
from bot.statistics.layout import LEVEL_MEAN, LEVEL_SD, OFFSET_SD, Array, Layout, widened
from bot.statistics.noise import Noise
from bot.statistics.past import Past
from bot.statistics.steps import Suspicion, Verdict
from bot.statistics.voices import Voices

CELLS = np.array(
    # weekly drift of the common level and of a segment, how far segments lie apart (sd, index points), credit
    [
        (0.12, 0.10, 3.0, 0.12),
        (0.12, 0.10, 8.0, 0.12),
        (0.50, 0.40, 3.0, 0.19),
        (0.50, 0.40, 8.0, 0.19),
        (1.20, 0.40, 3.0, 0.09),
        (1.20, 0.40, 8.0, 0.09),
        (1.10, 1.00, 4.0, 0.10),
        (1.10, 1.00, 8.0, 0.10),
    ]
)
FORGETTING = 0.99
"""What a week's evidence about the cells still counts a week later: companies change their pace."""
OUTDONE = 100.0
"""A cell goes once one of the same pace, that sees segments lie otherwise apart, foretells so much better."""
CERTAIN = 0.9
"""From this probability on a step is a fact: the level is set anew."""


STILL_NEWS = 4
"""Weeks a fact goes on being told after it was found."""


class AlreadyObserved(ValueError):
    """This week, or a later one, has been observed before."""


@dataclass(frozen=True)
class Commitment:
    """A step taken for a fact: target 0 (common) or segment, when seen, and its size by index."""

    segment: str | None
    week: int
    probability: float
    sizes: tuple[float, ...]


@dataclass(frozen=True)
class Panel:
    """State after the last pulse; every method returns a new panel."""

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
    def start(cls, indices: Mapping[str, Sequence[str]]) -> "Panel":
        """A panel that has heard nobody."""
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
            noise=Noise.none(len(layout.index_of)),
            suspicion=Suspicion.none(layout, len(CELLS)),
            past=Past.none(layout, len(CELLS)),
            voices=Voices.none(),
        )

    def pulse(self, week: int, tallies: Sequence[Tally], sizes: Mapping[str, int | None]) -> "Panel":
        """The panel after the pulse of `week` (a running number) is closed."""
        segments = sorted({*sizes, *(tally.segment for tally in tallies)} - {*self.layout.segments})
        return self._with_segments(segments)._later(week)._hear(tallies, sizes)._settle()

    @cached_property
    def weights(self) -> Array:
        """Posterior weights (g,) of the cells."""
        total = self.fit + self.verdict.evidence
        weights = np.exp(total - total.max())
        normed: Array = weights / weights.sum()
        return normed

    @cached_property
    def verdict(self) -> Verdict:
        """What the suspicion of steps amounts to."""
        return Verdict.on(self.suspicion)

    def drift(self) -> Array:
        """Covariance (g, d, d) that a week adds."""
        return self.layout.spread(self.cells[:, 0] ** 2, self.cells[:, 1] ** 2)

    def _with_segments(self, new: Sequence[str]) -> "Panel":
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
            suspicion=self.suspicion.grow(layout),
            past=self.past.grow(fresh),
        )

    def _later(self, week: int) -> "Panel":
        """Time moves on to `week`; every week in between has drifted too."""
        gap = 1 if self.week is None else week - self.week
        if gap < 1:
            raise AlreadyObserved(week)
        credit = np.log(self.cells[:, 3])
        return replace(
            self,
            week=week,
            cov=self.cov + gap * self.drift(),
            fit=credit + FORGETTING**gap * (self.fit - credit),
            suspicion=self.suspicion.from_week(week),
            committed=tuple(fact for fact in self.committed if week - fact.week < STILL_NEWS),
        )

    def _hear(self, tallies: Sequence[Tally], sizes: Mapping[str, int | None]) -> "Panel":
        """The voices of the week are heard."""
        heard = sorted((t for t in tallies if t.n), key=lambda t: (t.segment, t.item))
        voices = self.voices.after(self.week or 0, heard, sizes)
        if not heard:
            return replace(self, voices=voices)
        rows = np.array([self.layout.observed(t.segment, t.item) for t in heard])
        n = np.array([t.n for t in heard], float)
        seen = np.array([t.total for t in heard]) / n
        size = np.array([voices.size(t.segment) for t in heard])
        items = [self.layout.item_numbers[t.item] for t in heard]
        learned = self.noise.after(self._sums(heard))
        expected = self.weights @ (self.mean @ rows.T)
        single = noise.answer_variance(learned.scatter()[items], expected)
        evidence = kalman.confront(self.mean, self.cov, rows, seen, noise.mean_variance(single, n, size))
        mean, cov = kalman.update(self.mean, self.cov, evidence)
        return replace(
            self,
            mean=mean,
            cov=cov,
            fit=self.fit + evidence.fit,
            noise=learned,
            suspicion=self.suspicion.learn(self.cov, evidence),
            past=self.past.learn(self.cov, evidence),
            voices=voices,
        )

    def _sums(self, heard: Sequence[Tally]) -> Array:
        sums = np.zeros((len(self.layout.item_numbers), len(self.layout.segments), 3))
        for t in heard:
            sums[self.layout.item_numbers[t.item], self.layout.segments.index(t.segment)] += (
                t.n,
                t.total,
                t.squares,
            )
        return sums

    def _settle(self) -> "Panel":
        """Steps beyond doubt are taken for facts; then the week becomes part of the past."""
        panel = self
        while (target := panel._beyond_doubt()) is not None:
            panel = panel._commit(target)
        panel = panel._without_outdone()
        return replace(panel, past=panel.past.remember(panel.week or 0, panel.mean, panel.cov))

    def _without_outdone(self) -> "Panel":
        """How far segments lie apart is soon learned: cells that had it wrong are dropped for good."""
        same = (self.cells[:, None, :2] == self.cells[None, :, :2]).all(-1)
        best = np.where(same, self.weights, 0.0).max(-1)
        kept = OUTDONE * self.weights >= best
        if kept.all():
            return self
        return replace(
            self,
            cells=self.cells[kept],
            mean=self.mean[kept],
            cov=self.cov[kept],
            fit=self.fit[kept],
            suspicion=self.suspicion.only(kept),
            past=self.past.only(kept),
        )

    def _beyond_doubt(self) -> int | None:
        chances = self.weights @ self.verdict.by_target
        target = int(chances.argmax())
        return target if chances[target] > CERTAIN else None

    def _commit(self, target: int) -> "Panel":
        verdict, weights = self.verdict, self.weights
        shift, spread = verdict.known(target, self.week or 0)
        suspicion = self.suspicion.closing(target)
        sizes = np.einsum("g,gk,gki->i", weights, verdict.chance[..., target], verdict.size[..., target, :])
        chance = float(weights @ verdict.by_target[:, target])
        fact = Commitment(
            self.layout.segments[target - 1] if target else None,
            self.week or 0,
            chance,
            tuple(sizes / chance),
        )
        return replace(
            self,
            mean=self.mean + shift,
            cov=self.cov + spread,
            fit=self.fit + verdict.evidence - Verdict.on(suspicion).evidence,
            suspicion=suspicion,
            past=self.past.corrected([verdict.known(target, week) for week in self.past.weeks]),
            committed=(*self.committed, fact),
        )
