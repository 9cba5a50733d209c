"""Figures averaged over the cells of a bank and over suspected steps, so that doubt widens intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.statistics.layout import Array
from bot.statistics.panel import Panel

Numbers = NDArray[np.intp]

WORTH_A_WORD = 2.0
"""A move of fewer index points is no news, however certain."""
STILL_NEWS = 4
"""Weeks a fact goes on being told after it was found."""


def normal_cdf(z: Array) -> Array:
    """Abramowitz & Stegun, *Handbook of Mathematical Functions*, 26.2.17; absolute error below 8e-8."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * tail
    return np.where(z >= 0, 1 - upper, upper)


@dataclass(frozen=True)
class Averages:
    """Some figures of a panel: `figures` are rows (f, d) of its state."""

    panel: Panel
    figures: Array

    @cached_property
    def levels(self) -> tuple[Array, Array]:
        """Mean and variance (f,) today."""
        mean, cov = self._state
        return self._mixed(mean @ self.figures.T, self._quadratic(cov))

    @cached_property
    def next_week(self) -> Array:
        """Variance (f,) a week from now if nobody were asked."""
        mean, cov = self._state
        return self._mixed(mean @ self.figures.T, self._quadratic(cov + self.panel.drift()))[1]

    @cached_property
    def moves(self) -> tuple[Array, Array]:
        """Probabilities (f,) that a step has moved each figure down, and up, by enough to be worth a word."""
        figure, target, arm = self._arms
        verdict = self.panel.verdict
        mean = np.einsum("pi,gkpi->gkp", arm, verdict.size[:, :, target])
        variance = np.einsum("pa,gkpab,pb->gkp", arm, verdict.scatter[:, :, target], arm)
        sd, chance = np.sqrt(np.maximum(variance, 1e-12)), verdict.chance[:, :, target]
        by_sign = []
        for sign in (-1, 1):
            far = chance * normal_cdf((sign * mean - WORTH_A_WORD) / sd)
            still = np.ones(len(self.figures))
            np.multiply.at(still, figure, 1 - np.einsum("g,gkp->p", self.panel.weights, far))
            by_sign.append(1 - still)
        (down, up), (fell, rose) = by_sign, self._facts
        return 1 - (1 - down) * (1 - fell * (1 - up)), 1 - (1 - up) * (1 - rose * (1 - down))

    @cached_property
    def month(self) -> tuple[Array, Array] | None:
        """Mean and variance (f,) of the change against four weeks ago; None without a past."""
        past, now = self.panel.past, self.panel.week or 0
        if not past.weeks or past.weeks[0] >= now:
            return None
        recent = np.array([onset > past.weeks[0] for onset in self.panel.suspicion.onsets], float)
        shift, extra = self.panel.verdict.moments(self.panel.verdict.chance * recent[:, None])
        cross = past.cross[:, 0]
        apart = self.panel.cov + past.cov[:, 0] - cross - cross.swapaxes(-1, -2) + extra
        moved = (self.panel.mean - past.mean[:, 0] + shift) @ self.figures.T
        return self._mixed(moved, np.maximum(self._quadratic(apart), 0.0))

    def joint(self, at: Sequence[int]) -> tuple[Array, Array]:
        """Mean (s,) and covariance (s, s) of the figures `at`."""
        rows, weights = self.figures[list(at)], self.panel.weights
        mean, cov = self._state
        centre = weights @ (mean @ rows.T)
        off = mean @ rows.T - centre
        within = np.tensordot(weights, rows @ cov @ rows.T, axes=1)
        return centre, within + np.einsum("g,gf,gk->fk", weights, off, off)

    @cached_property
    def _state(self) -> tuple[Array, Array]:
        """Mean (g, d) and covariance (g, d, d) of the state in each cell, suspected steps included."""
        shift, extra = self.panel.verdict.moments(self.panel.verdict.chance)
        return self.panel.mean + shift, self.panel.cov + extra

    @cached_property
    def _arms(self) -> tuple[Numbers, Numbers, Array]:
        """Which steps move which figures by how much: figure (p,), target (p,) and arm (p, i)."""
        layout = self.panel.layout
        arms = self.figures[:, layout.first :].reshape(-1, layout.targets, layout.width)
        figure, target = np.nonzero(arms.any(axis=-1))
        return figure, target, arms[figure, target]

    @cached_property
    def _facts(self) -> tuple[Array, Array]:
        """Probabilities (f,) that committed steps still in the news in sum have moved figures down, or up."""
        layout, now = self.panel.layout, self.panel.week or 0
        effect, sure = np.zeros(len(self.figures)), np.ones(len(self.figures))
        for fact in self.panel.committed:
            if now - fact.week < STILL_NEWS:
                own = self.figures[:, layout.target_rows(fact.segment)] @ np.array(fact.sizes)
                effect += own
                sure *= np.where(own == 0, 1.0, fact.probability)
        return np.where(effect < -WORTH_A_WORD, sure, 0.0), np.where(effect > WORTH_A_WORD, sure, 0.0)

    def _quadratic(self, cov: Array) -> Array:
        """Variance (g, f) of the figures under `cov` (g, d, d)."""
        variance: Array = np.einsum("gfd,fd->gf", self.figures @ cov, self.figures)
        return variance

    def _mixed(self, mean: Array, variance: Array) -> tuple[Array, Array]:
        """Mean and variance (f,) of a mixture over cells (g, f)."""
        weights = self.panel.weights
        centre = weights @ mean
        return centre, weights @ (variance + (mean - centre) ** 2)
