"""How likely an ask is answered, from participation memory alone: by segment and weeks since the last ask.

Rates decide how many are asked, never whom.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

NEVER = 10_000
"""Weeks since an ask that never was."""
BANDS = (6, 9, 14, 27, NEVER)
"""Upper ends (exclusive) of the bands of weeks since the last ask; the last is "longer or never"."""
USUAL = (0.55, 0.6, 0.65, 0.7, 0.75)
"""What to expect by band before anything is known."""
POOL = 20.0
"""A segment's own rate counts like the company's after so many asks; so does the company's like USUAL."""


def band(last_asked: int | None) -> int:
    """The band of somebody last asked so many weeks ago."""
    waited = NEVER - 1 if last_asked is None else last_asked
    return next(at for at, end in enumerate(BANDS) if waited < end or end == NEVER)


@dataclass(frozen=True)
class Rates:
    """Asks and answers so far: (segment, band) -> (asked, answered). "No customer" is an answer here."""

    counts: Mapping[tuple[str, int], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def company(self) -> tuple[float, ...]:
        """The answer rate of each band over all segments."""
        asked, answered = [0] * len(BANDS), [0] * len(BANDS)
        for (_, at), pair in self.counts.items():
            asked[at] += pair[0]
            answered[at] += pair[1]
        return tuple(
            (y + POOL * usual) / (n + POOL) for n, y, usual in zip(asked, answered, USUAL, strict=True)
        )

    def expected(self, segment: str, last_asked: int | None) -> float:
        """Expected answer rate of somebody in `segment` who was asked so many weeks ago (None: never)."""
        at = band(last_asked)
        asked, answered = self.counts.get((segment, at), (0, 0))
        return (answered + POOL * self.company[at]) / (asked + POOL)

    def doubt(self, segment: str | None) -> float:
        """Standard deviation of what is expected of a segment (None: of the company), a beta posterior.

        A segment's own rate is known as well as its own asks and POOL more tell, the company's likewise.
        """
        rows = [pair for (at, _), pair in self.counts.items() if segment in (None, at)]
        asked, answered = sum(n for n, _ in rows), sum(y for _, y in rows)
        rate = (answered + POOL * USUAL[2]) / (asked + POOL)
        return math.sqrt(rate * (1 - rate) / (asked + POOL + 1))
