"""What leaders expected of their customers, against what staff heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from bot.statistics.figures import Interval, Score, Suppressed

GUESSES: Mapping[str, float] = {
    "under_50": 40.0,
    "50_64": 57.0,
    "65_79": 72.0,
    "80_89": 84.5,
    "90_more": 95.0,
}
"""Options of the belief question and the share in per cent each stands for (midpoints)."""
FEWEST_LEADERS = 3
"""With fewer guesses a shared gap would show one leader's."""
FEWEST_GUESSES = 4
"""Before this many guesses nobody's calibration is told."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Median belief, and how far it lies above the share kept (points, 90 % interval)."""

    belief: float
    gap: Interval


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one leader's guesses turned out: mean excess over reality, and mean squared miss beyond noise."""

    guesses: int
    bias: float
    miss: float


def gap(guesses: Sequence[float], kept: Score) -> Gap | None:
    """The shared gap; None with fewer than three leaders or a suppressed share."""
    if len(guesses) < FEWEST_LEADERS or isinstance(kept, Suppressed):
        return None
    belief = float(median(guesses))
    return Gap(belief, Interval(belief - kept.value, belief - kept.high, belief - kept.low))


def fair_score(guess: float, measured: float, error: float) -> float:
    """Squared miss of a guess less what chance adds to it: (g - m)² - s².

    Its expectation is (g - truth)² when `measured` has standard error `error`; lower is better, and a
    single score may be negative (Ferro 2014, Q. J. R. Meteorol. Soc. 140, 1917-1923, on fair scores).
    """
    return (guess - measured) ** 2 - error**2


def calibration(rounds: Sequence[tuple[float, float, float]]) -> Calibration | None:
    """One leader's calibration from (guess, measured, standard error) a month; None before the fourth."""
    if len(rounds) < FEWEST_GUESSES:
        return None
    return Calibration(
        len(rounds),
        fmean(guess - measured for guess, measured, _ in rounds),
        fmean(fair_score(*one) for one in rounds),
    )
