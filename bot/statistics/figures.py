"""The values that leave the statistics. Index points run from 0 to 100; intervals are 90 %."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Z90 = 1.6448536269514722
"""Half-width of a central 90 % interval in standard deviations."""


class Interval(NamedTuple):
    """A value with the ends of its 90 % interval, in index points."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change:
    """Whether a figure has moved beyond chance, in words and numbers.

    `probability` belongs to the direction named, or to the likelier one where none is named.
    `four_weeks` is the change against four weeks ago; None while there is no such week.
    """

    direction: Literal["fallen", "risen", "none"]
    certainty: Literal["certain", "probable", "none"]
    probability: float
    four_weeks: Interval | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure fit to be said: index points, 90 % interval, and the distinct voices it rests on."""

    value: float
    low: float
    high: float
    voices: int
    change: Change | None = None

    @property
    def half_width(self) -> float:
        """Half the interval's length in index points."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A figure that must not be said. It holds no number, so none can leak."""

    reason: Literal["too few"] = "too few"


Score = Estimate | Suppressed


@dataclass(frozen=True, slots=True)
class Spread:
    """How far segments lie apart: standard deviation of their levels, with its 90 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """This week's answers to one item in one segment, in index points; blind to their order."""

    segment: str
    item: str
    n: int
    total: float
    squares: float


@dataclass(frozen=True, slots=True)
class Need:
    """What the planner must know of one figure: its variance next week if nobody were asked,
    the variance of a single answer, and how many people the segment holds (None: unlimited)."""

    segment: str
    index: str
    variance: float
    noise: float
    size: int | None


def index(score: int, options: int) -> float:
    """Turn the answer `score` (1 worst ... `options` best) into index points.

    >>> [index(score, 3) for score in (1, 2, 3)]
    [0.0, 50.0, 100.0]

    Raises ValueError where there is no such answer.
    """
    if options < 2 or not 1 <= score <= options:
        raise ValueError(f"answer {score} is not one of {options} options")
    return 100.0 * (score - 1) / (options - 1)
