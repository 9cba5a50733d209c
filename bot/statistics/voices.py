"""How many different people certainly stand behind a figure, and who belongs to the company at all.

Answers are anonymous, yet nobody is asked twice within four weeks or more than three times in thirteen:
so the answers of any four weeks in a row come from different people, and of thirteen weeks at least a
third do. The larger of the two is a count nobody can dispute.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.statistics.figures import Tally

QUARTER, RECONTACT, MOST = 13, 4, 3
"""Weeks a voice counts; shortest time between two asks to one person; most asks in a quarter."""


@dataclass(frozen=True)
class Voices:
    """Answers of the last quarter by segment, as (week, count), and the latest sizes."""

    heard: Mapping[str, tuple[tuple[int, int], ...]]
    sizes: Mapping[str, int | None]

    @classmethod
    def none(cls) -> "Voices":
        """Nobody heard, nobody known."""
        return cls({}, {})

    def after(self, week: int, tallies: Sequence[Tally], sizes: Mapping[str, int | None]) -> "Voices":
        """The same after the pulse of `week`."""
        heard = {
            s: tuple(past for past in weeks if week - past[0] < QUARTER) for s, weeks in self.heard.items()
        }
        counts: dict[str, int] = {}
        for tally in tallies:
            counts[tally.segment] = counts.get(tally.segment, 0) + tally.n
        for segment, n in counts.items():
            heard[segment] = (*heard.get(segment, ()), (week, n))
        known = {**dict.fromkeys(sorted({*counts} - {*sizes})), **sizes} if sizes else {}
        return replace(
            self, heard={s: heard[s] for s in sorted(heard) if heard[s]}, sizes=dict(sorted(known.items()))
        )

    @property
    def present(self) -> tuple[str, ...]:
        """Segments that exist now: those with a size, else those heard of this quarter."""
        return tuple(self.sizes or self.heard)

    def size(self, segment: str) -> float:
        """People in a segment; infinite where unknown."""
        known = self.sizes.get(segment)
        return float("inf") if known is None else float(known)

    def distinct(self, segment: str) -> int:
        """People certainly behind the answers of this quarter; each answer is one where sizes are unknown."""
        weeks = self.heard.get(segment, ())
        total = sum(n for _, n in weeks)
        if self.sizes.get(segment) is None:
            return total
        month = max(
            (sum(n for at, n in weeks if 0 <= at - start < RECONTACT) for start, _ in weeks), default=0
        )
        return min(max(month, -(-total // MOST)), int(self.size(segment)))

    def share(self, segment: str) -> float:
        """Weight of a segment in the whole: its people, or its voices where sizes are unknown."""
        known = self.sizes.get(segment)
        return float(known if known is not None else sum(n for _, n in self.heard.get(segment, ())))
