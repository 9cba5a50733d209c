"""Who did not answer, in sum: more silence than chance explains, and what it might hide."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.statistics.figures import Z90, Interval
from bot.statistics.proportions import adjusted

RATE = 0.01
"""Expected share of quiet segments that are not; looked at every week, so once in two years a false one."""
SPREAD_OF_RATES = 0.05
"""Expected rates are never surer than this (standard deviation)."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Asks of a segment that ended: how many, how many were answered, and the sum of expected rates.

    `doubt` is the standard deviation of the expected rate: what was known before these asks.
    """

    asked: int
    answered: int
    expected: float
    doubt: float = SPREAD_OF_RATES


def quiet(waves: Mapping[str, Wave]) -> tuple[str, ...]:
    """Segments with fewer answers than chance explains, in order of name (Benjamini-Hochberg at 1 %)."""
    names = sorted(name for name, wave in waves.items() if wave.asked)
    p_values = adjusted([silence_chance(waves[name]) for name in names])
    return tuple(name for name, p in zip(names, p_values, strict=True) if p <= RATE)


def silence_chance(wave: Wave) -> float:
    """Chance of so few answers or fewer: normal with continuity correction, rates uncertain."""
    rate = wave.expected / wave.asked
    variance = wave.asked * rate * (1 - rate) + (wave.asked * max(wave.doubt, SPREAD_OF_RATES)) ** 2
    z = (wave.answered + 0.5 - wave.expected) / math.sqrt(max(variance, 1e-9))
    return 0.5 * math.erfc(-z / math.sqrt(2))


def bounds(mean: float, answered: float) -> tuple[float, float]:
    """Where a census mean may lie when a share `answered` replied with `mean`: true, and often useless."""
    return answered * mean, answered * mean + 100 * (1 - answered)


@dataclass(frozen=True, slots=True)
class Reply:
    """Answers of a group: count, mean in index points and variance of one answer, and how many were bad."""

    n: float
    mean: float
    variance: float
    bad: float = 0.0

    @classmethod
    def of(cls, n: float, total: float, squares: float, bad: float) -> "Reply":
        """From sums; the variance of one answer is kept off zero by an answer's worth of the widest scatter."""
        if n <= 0:
            return cls(0, 0.0, 0.0)
        mean = total / n
        return cls(n, mean, (max(squares - n * mean**2, 0.0) + WIDEST) / n, bad)


WIDEST = 2500.0
"""Variance of an answer that is 0 or 100 with equal chance."""


def corrected(headline: Interval, first: Reply, reminded: Reply, unheard: float) -> Interval:
    """The index if the silent are like those who answered once reminded: a second number, never the first.

    A random half of the silent was reminded once, and their replies speak for all the silent (Hansen &
    Hurwitz 1946, JASA 41, 517-529): to the headline is added what the silent differ by, times the share
    `unheard` of people who are silent and not in the headline yet. Errors are taken as independent.
    Raises ValueError without replies.
    """
    if first.n <= 0 or reminded.n <= 0:
        raise ValueError("nothing to correct with")
    shift = unheard * (reminded.mean - first.mean)
    half = Z90 * unheard * math.sqrt(first.variance / first.n + reminded.variance / reminded.n)
    low = headline.value + shift - math.hypot(half, headline.value - headline.low)
    high = headline.value + shift + math.hypot(half, headline.high - headline.value)
    return Interval(*(min(max(end, 0.0), 100.0) for end in (headline.value + shift, low, high)))


def untold(first: Reply, reminded: Reply) -> Interval:
    """How many times as often bad news stays untold: the reminded's share of bad answers over the first's.

    With the interval of Katz et al. (1978, Biometrics 34, 469-474) for the ratio of two shares. Raises
    ValueError where one of them heard nothing bad.
    """
    if first.bad <= 0 or reminded.bad <= 0:
        raise ValueError("no bad answer to compare with")
    ratio = (reminded.bad / reminded.n) / (first.bad / first.n)
    error = math.sqrt(1 / reminded.bad - 1 / reminded.n + 1 / first.bad - 1 / first.n)
    return Interval(ratio, ratio * math.exp(-Z90 * error), ratio * math.exp(Z90 * error))
