"""How far segments lie apart, beyond what chance alone would show."""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from bot.statistics.figures import Z90, Interval, Spread
from bot.statistics.layout import Array

DRAWS = 2000
LEVEL = 0.95
"""Segments count as different where equality is rejected at this level."""


def spread(mean: Array, cov: Array) -> Spread | None:
    """Standard deviation of segment levels with posterior `mean` (s,) and `cov` (s, s).

    The posterior means are shrunk already; the draws put back what shrinking takes away. None where
    fewer than two segments exist or equality is not rejected (Wald test).
    """
    if len(mean) < 2:
        return None
    centred = np.eye(len(mean)) - 1 / len(mean)
    off, within = centred @ mean, centred @ cov @ centred
    if off @ np.linalg.pinv(within, rcond=1e-9, hermitian=True) @ off < chi_square_quantile(
        LEVEL, len(mean) - 1
    ):
        return None
    values, vectors = np.linalg.eigh(within)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    draws = off + np.random.default_rng(0).normal(size=(DRAWS, len(mean))) @ root.T
    low, middle, high = np.quantile(draws.std(axis=1, ddof=1), (0.05, 0.5, 0.95))
    return Spread(float(middle), float(low), float(high))


def of_intervals(told: Sequence[Interval]) -> Spread | None:
    """The spread of figures that were told with their intervals: a function of these alone.

    Errors of segments share a common part, which cancels in a spread; taking them as independent errs on
    the side of saying nothing.
    """
    mean = np.array([figure.value for figure in told])
    sd = np.array([max(figure.high - figure.low, 1.0) / (2 * Z90) for figure in told])
    return spread(mean, np.diag(sd**2))


def chi_square_quantile(level: float, freedom: int) -> float:
    """Wilson & Hilferty's approximation (1931, PNAS 17, 684-688), within 1 % from .9 to .99."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + NormalDist().inv_cdf(level) * math.sqrt(part)) ** 3)
