"""Shares and many tests at once."""

import math
from collections.abc import Sequence
from statistics import NormalDist

from bot.statistics.figures import Interval


def wilson(x: float, n: float, level: float = 0.90) -> Interval:
    """The score interval of a share of `x` in `n`, all as fractions (Wilson 1927, JASA 22, 209-212).

    Raises ValueError unless 0 <= x <= n and n > 0.
    """
    if not 0 <= x <= n or n <= 0:
        raise ValueError(f"{x} of {n} is no share")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = x / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


def adjusted(p_values: Sequence[float]) -> tuple[float, ...]:
    """Step-up adjusted p-values (Benjamini & Hochberg 1995, JRSS B 57, 289-300), in the order given.

    Rejecting those at most q keeps the expected share of false discoveries at q.
    """
    count = len(p_values)
    smallest = 1.0
    result = [1.0] * count
    for rank, at in zip(range(count, 0, -1), sorted(range(count), key=lambda i: -p_values[i]), strict=True):
        smallest = min(smallest, p_values[at] * count / rank)
        result[at] = smallest
    return tuple(result)
