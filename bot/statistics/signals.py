"""Imported voices: reviews and tickets with ratings, as a mirror for what staff relay.

They come from other people in another way and never enter the indices; they only say whether both tell
the same story.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.statistics.figures import Z90, Interval, Score, Suppressed

FEWEST_SIGNALS = 5
"""With fewer ratings in a month there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Direct:
    """A month of ratings in index points: how many, their mean and its 90 % interval."""

    n: int
    mean: Interval


def direct(points: Iterable[float]) -> Direct | None:
    """The month's direct index; None with fewer than five ratings."""
    held = list(points)
    if len(held) < FEWEST_SIGNALS:
        return None
    mean = math.fsum(held) / len(held)
    variance = math.fsum((point - mean) ** 2 for point in held) / (len(held) - 1)
    half = Z90 * math.sqrt(variance / len(held))
    return Direct(len(held), Interval(mean, max(0.0, mean - half), min(100.0, mean + half)))


def difference(relayed: Score, ratings: Direct | None) -> Interval | None:
    """How far the relayed index lies above the direct one; None where either may not be told.

    Within chance when the interval holds zero. Both errors are independent: other customers, other people.
    """
    if isinstance(relayed, Suppressed) or ratings is None:
        return None
    value = relayed.value - ratings.mean.value
    below = math.hypot(relayed.value - relayed.low, ratings.mean.high - ratings.mean.value)
    above = math.hypot(relayed.high - relayed.value, ratings.mean.value - ratings.mean.low)
    return Interval(value, value - below, value + above)
