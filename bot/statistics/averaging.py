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


def normal_cdf(z: Array) -> Array:
    """Abramowitz & Stegun, *Handbook of Mathematical Functions*, 26.2.17; absolute error below 8e-8."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * tail
    return np.where(z >= 0, 1 - upper, upper)


def quantiles(weights: Array, means: Array, sds: Array) -> tuple[Array, Array]:
    """The 5 % and 95 % quantiles (f,) of mixtures of normals, components (c, f), by bisection."""
    ends = []
    for level in (0.05, 0.95):
        low, high = (means - 9 * sds).min(0), (means + 9 * sds).max(0)
        for _ in range(36):
            middle = (low + high) / 2
            under = (weights * normal_cdf((middle - means) / sds)).sum(0) < level
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        ends.append((low + high) / 2)
    return ends[0], ends[1]


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
    def intervals(self) -> tuple[Array, Array]:
        """Ends (f,) of 90 % intervals: quantiles of the mixture over cells and over "stepped" and "not".

        A step of small probability thus leaves an interval as it is; a probable one widens it, and on the
        side where the step would lie.
        """
        panel, (shift, extra) = self.panel, self._shift
        mean, moved = panel.mean @ self.figures.T, shift @ self.figures.T
        variance, spread = self._quadratic(panel.cov), self._quadratic(extra)
        chance = np.maximum(self._chances, 1e-9)
        far = moved / chance
        wide = variance + np.maximum((spread + moved**2) / chance - far**2, 0.0)
        weights = panel.weights[:, None]
        return quantiles(
            np.concatenate([weights * (1 - chance), weights * chance]),
            np.concatenate([mean, mean + far]),
            np.sqrt(np.concatenate([variance, wide])),
        )

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
    def _shift(self) -> tuple[Array, Array]:
        """Mean (g, d) and covariance (g, d, d) that suspected steps add to the state."""
        return self.panel.verdict.moments(self.panel.verdict.chance)

    @cached_property
    def _state(self) -> tuple[Array, Array]:
        """Mean (g, d) and covariance (g, d, d) of the state in each cell, suspected steps included."""
        return self.panel.mean + self._shift[0], self.panel.cov + self._shift[1]

    @cached_property
    def _chances(self) -> Array:
        """Probability (g, f) that any step has moved a figure."""
        figure, target, _ = self._arms
        still = np.ones((len(self.figures), len(self.panel.mean)))
        np.multiply.at(still, figure, 1 - self.panel.verdict.by_target[:, target].T)
        return 1 - still.T

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
        effect, sure = np.zeros(len(self.figures)), np.ones(len(self.figures))
        for fact in self.panel.committed:
            rows = self.panel.layout.target_rows(fact.segment)
            own = self.figures[:, rows] @ np.array(fact.sizes)
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
