"""How much single answers scatter, learned from sums alone.

Answers on a bounded scale scatter less near its ends: variance = scatter * m (100 - m) at level m, with
one `scatter` an item. Weeks fade slowly, and pseudo-counts make the first week work.
"""

from dataclasses import dataclass, replace

import numpy as np

from bot.statistics.layout import Array

FADING = 0.98
"""What a week's sums still weigh a week later."""
USUAL_SCATTER, USUAL_COUNT = 0.42, 12.0
"""Between five options (.32) and three (.62), worth a dozen answers."""
YES_OR_NO = 1.0
"""Scatter of an answer that is either 0 or 100: the binomial variance."""
BETWEEN = 0.2
"""Share of the scatter that lies between people and not within one person's answers."""
MOST_SURPRISING = 4.5
"""Squared standard deviations by which one answer may surprise: an ordinary fall stays below."""
EDGE = 12.0
"""Closer to the ends of the scale than this no level is believed when scatter is computed."""


@dataclass(frozen=True)
class Noise:
    """Fading sums by item and segment: (items, segments, 3) of count, total, squares; and what is usual."""

    sums: Array
    usual: float = USUAL_SCATTER

    @classmethod
    def none(cls, items: int, usual: float = USUAL_SCATTER) -> "Noise":
        """Nothing heard yet."""
        return cls(np.zeros((items, 0, 3)), usual)

    def after(self, sums: Array) -> "Noise":
        """The same with another week's `sums` (items, segments, 3)."""
        return replace(self, sums=FADING * self.sums + sums)

    def with_segments(self, count: int) -> "Noise":
        """The same with room for `count` segments."""
        room = [(0, 0), (0, count - self.sums.shape[1]), (0, 0)]
        return replace(self, sums=np.pad(self.sums, room))

    def scatter(self) -> Array:
        """Scatter of each item (items,): pooled within segments, so that segments may differ."""
        count, total, squares = np.moveaxis(self.sums, -1, 0)
        within = squares - total**2 / np.maximum(count, 1e-9)
        freedom = np.maximum(count - 1, 0.0)
        mean = np.clip(total.sum(-1) / np.maximum(count.sum(-1), 1e-9), EDGE, 100 - EDGE)
        learned = np.where(count > 1, within, 0.0).sum(-1) / (mean * (100 - mean))
        result: Array = (learned + self.usual * USUAL_COUNT) / (freedom.sum(-1) + USUAL_COUNT)
        return result


def answer_variance(scatter: Array, level: Array) -> Array:
    """Variance of one answer in squared index points at `level`."""
    inside = np.clip(level, EDGE, 100 - EDGE)
    return scatter * inside * (100 - inside)


def guarded(single: Array, off: Array) -> Array:
    """The variance `single` of an answer, raised where answers lie far from what was expected.

    `off` is their mean squared distance from the expectation. Where nearly everybody answers 100, a single
    0 is ten standard deviations away and yet no news: no answer may surprise by more than the square root
    of MOST_SURPRISING.
    """
    raised: Array = np.maximum(single, off / MOST_SURPRISING)
    return raised


def mean_variance(single: Array, n: Array, size: Array) -> Array:
    """Variance of the mean of `n` answers from a segment of `size` people (infinite: unlimited).

    se²/n + sb² (1/n - 1/N): between people, a census of the segment has no sampling error (Cochran,
    *Sampling Techniques*, 3rd ed., eq. 2.13).
    """
    return single * (1 / n - BETWEEN / np.maximum(size, n))
