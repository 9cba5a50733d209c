"""Who did not answer, in sum: more silence than chance explains, and what it might hide."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.statistics.figures import Z90, Interval
from bot.statistics.proportions import adjusted

RATE = 0.05
"""Expected share of quiet segments that are not."""
SPREAD_OF_RATES = 0.05
"""Expected rates are themselves uncertain by so much (standard deviation)."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Asks of a segment that ended: how many, how many were answered, and the sum of expected rates."""

    asked: int
    answered: int
    expected: float


def quiet(waves: Mapping[str, Wave]) -> tuple[str, ...]:
    """Segments with fewer answers than chance explains, in order of name (Benjamini-Hochberg at 5 %)."""
    names = sorted(name for name, wave in waves.items() if wave.asked)
    p_values = adjusted([silence_chance(waves[name]) for name in names])
    return tuple(name for name, p in zip(names, p_values, strict=True) if p <= RATE)


def silence_chance(wave: Wave) -> float:
    """Chance of so few answers or fewer: normal with continuity correction, rates uncertain."""
    rate = wave.expected / wave.asked
    variance = wave.asked * rate * (1 - rate) + (wave.asked * SPREAD_OF_RATES) ** 2
    z = (wave.answered + 0.5 - wave.expected) / math.sqrt(max(variance, 1e-9))
    return 0.5 * math.erfc(-z / math.sqrt(2))


def bounds(mean: float, answered: float) -> tuple[float, float]:
    """Where a census mean may lie when a share `answered` replied with `mean`: true, and often useless."""
    return answered * mean, answered * mean + 100 * (1 - answered)


@dataclass(frozen=True, slots=True)
class Reply:
    """Answers of a group: count, mean in index points and variance of one answer."""

    n: int
    mean: float
    variance: float


def corrected(first: Reply, reminded: Reply, answered: float) -> Interval:
    """The index if the silent are like those who answered once reminded: a second number, never the first.

    A share `answered` replied unasked; a random half of the silent was reminded once, and these replies
    speak for all the silent (Hansen & Hurwitz 1946, JASA 41, 517-529). Raises ValueError without replies.
    """
    if not first.n or not reminded.n:
        raise ValueError("nothing to correct with")
    silent = 1 - answered
    value = answered * first.mean + silent * reminded.mean
    variance = answered**2 * first.variance / first.n + silent**2 * reminded.variance / reminded.n
    half = Z90 * math.sqrt(variance)
    return Interval(value, max(0.0, value - half), min(100.0, value + half))


def untold(first_bad: float, reminded_bad: float) -> float:
    """How many times as often bad news stays untold: the reminded's share of bad answers over the first's.

    Raises ValueError where the first heard nothing bad.
    """
    if first_bad <= 0:
        raise ValueError("no bad answer to compare with")
    return reminded_bad / first_bad
