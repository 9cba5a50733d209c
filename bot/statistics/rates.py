"""How likely an ask is answered, from participation memory alone: by segment and weeks since the last ask.

Rates decide how many are asked, never whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Rates:
    """Asks and answers so far: (segment, band) -> (asked, answered). "No customer" is an answer here."""

    counts: Mapping[tuple[str, int], tuple[int, int]] = field(default_factory=dict)

    def company(self, at: int) -> float:
        """The answer rate of a band over all segments."""
        pairs = [pair for (_, own), pair in self.counts.items() if own == at]
        asked, answered = (sum(pair[side] for pair in pairs) for side in (0, 1))
        return (answered + POOL * USUAL[at]) / (asked + POOL)

    def expected(self, segment: str, last_asked: int | None) -> float:
        """Expected answer rate of somebody in `segment` who was asked so many weeks ago (None: never)."""
        at = band(last_asked)
        asked, answered = self.counts.get((segment, at), (0, 0))
        return (answered + POOL * self.company(at)) / (asked + POOL)
