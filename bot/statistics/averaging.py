"""Figures averaged over the cells of a bank and over suspected steps, so that doubt widens intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.statistics.layout import Array
from bot.statistics.panel import Panel
from bot.statistics.steps import Verdict

WORTH_A_WORD = 2.0
"""A move of fewer index points is no news, however certain."""
STILL_NEWS = 4
"""Weeks a fact goes on being told after it was found."""

_erfc = np.frompyfunc(math.erfc, 1, 1)


def _below(value: float, mean: Array, variance: Array) -> Array:
    """Probability that a normal quantity lies below `value`."""
    z = (mean - value) / np.sqrt(2 * np.maximum(variance, 1e-12))
    result: Array = 0.5 * _erfc(z).astype(float)
    return result


@dataclass(frozen=True)
class Averages:
    """Some figures of a panel: `figures` are rows (f, d) of its state."""

    panel: Panel
    figures: Array

    @cached_property
    def levels(self) -> tuple[Array, Array]:
        """Mean and variance (f,) today."""
        return self._mixed(*self._cells)

    @cached_property
    def next_week(self) -> Array:
        """Variance (f,) a week from now if nobody were asked."""
        mean, variance = self._cells
        return self._mixed(mean, variance + self._quadratic(self.panel.drift()))[1]

    @cached_property
    def moves(self) -> tuple[Array, Array]:
        """Probabilities (f,) that a step has moved each figure down, and up, by more than nothing."""
        mean, variance = self._reach
        weights, chance = self.panel.weights, self._verdict.chance[:, :, None]
        down = np.einsum("g,gkfj->fj", weights, chance * _below(-WORTH_A_WORD, mean, variance))
        up = np.einsum("g,gkfj->fj", weights, chance * (1 - _below(WORTH_A_WORD, mean, variance)))
        facts = self._facts
        return 1 - np.prod(1 - down, -1) * (1 - facts[0]), 1 - np.prod(1 - up, -1) * (1 - facts[1])

    @cached_property
    def month(self) -> tuple[Array, Array] | None:
        """Mean and variance (f,) of the change against four weeks ago; None without a past."""
        past, now = self.panel.past, self.panel.week or 0
        if not past.weeks or past.weeks[0] >= now:
            return None
        recent = np.array([onset > past.weeks[0] for onset in self.panel.suspicion.onsets], float)
        shift, extra = self._steps(recent)
        cross = past.cross[:, 0]
        apart = self.panel.cov + past.cov[:, 0] - cross - cross.swapaxes(-1, -2)
        moved = (self.panel.mean - past.mean[:, 0]) @ self.figures.T
        return self._mixed(moved + shift, np.maximum(self._quadratic(apart), 0.0) + extra)

    def joint(self, at: Sequence[int]) -> tuple[Array, Array]:
        """Mean (s,) and covariance (s, s) of the figures `at`; suspected steps widen the diagonal."""
        rows, weights = self.figures[list(at)], self.panel.weights
        mean, extra = self._cells[0][:, list(at)], self._steps()[1][:, list(at)]
        centre = weights @ mean
        off = mean - centre
        within = np.einsum("g,fd,gde,ke->fk", weights, rows, self.panel.cov, rows, optimize=True)
        return centre, within + np.einsum("g,gf,gk->fk", weights, off, off) + np.diag(weights @ extra)

    @cached_property
    def _verdict(self) -> Verdict:
        return self.panel.verdict

    @cached_property
    def _reach(self) -> tuple[Array, Array]:
        return self._verdict.reach(self.figures)

    @cached_property
    def _cells(self) -> tuple[Array, Array]:
        """Mean and variance (g, f) in each cell."""
        shift, extra = self._steps()
        return self.panel.mean @ self.figures.T + shift, self._quadratic(self.panel.cov) + extra

    @cached_property
    def _facts(self) -> tuple[Array, Array]:
        """Probabilities (f,) that committed steps still in the news have moved each figure down, and up."""
        down, up = np.zeros((2, len(self.figures)))
        layout, now = self.panel.layout, self.panel.week or 0
        for fact in self.panel.committed:
            if now - fact.week < STILL_NEWS:
                at = layout.target_rows(fact.segment)
                effect = self.figures[:, at] @ np.array(fact.sizes)
                down = np.maximum(down, fact.probability * (effect < -WORTH_A_WORD))
                up = np.maximum(up, fact.probability * (effect > WORTH_A_WORD))
        return down, up

    def _steps(self, onsets: Array | float = 1.0) -> tuple[Array, Array]:
        """Mean and variance (g, f) that suspected steps add; `onsets` (k,) says which ones count."""
        mean, variance = self._reach
        chance = (self._verdict.chance.swapaxes(1, 2) * onsets).swapaxes(1, 2)[:, :, None]
        first, second = (chance * mean).sum(1), (chance * (variance + mean**2)).sum(1)
        return first.sum(-1), (second - first**2).sum(-1)

    def _quadratic(self, cov: Array) -> Array:
        """Variance (g, f) of the figures under `cov` (g, d, d)."""
        result: Array = np.einsum("gfd,fd->gf", self.figures @ cov, self.figures)
        return result

    def _mixed(self, mean: Array, variance: Array) -> tuple[Array, Array]:
        """Mean and variance (f,) of a mixture over cells (g, f)."""
        weights = self.panel.weights
        centre = weights @ mean
        return centre, weights @ (variance + (mean - centre) ** 2)
