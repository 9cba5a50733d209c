"""A release with what came before it: all a digest may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import bank
from bot.model import Week
from bot.ports import Work
from bot.statistics.release import WHOLE

WEEKS_SHOWN = 12

EVENTS = ("belief", "news", "cases", "done", "effects")  # what makes a week worth telling without any answer

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Digest:
    """A release with what came before it, ready to be told in a language."""

    week: Week
    release: Figures
    past: Sequence[tuple[Week, Figures]]  # the last releases, this one included, oldest first
    k: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell: nobody asked, nobody heard, nothing else in the week."""
        return not (self.release["any"] or any(self.release.get(name) for name in EVENTS))

    def cell(self, name: str, segment: str = WHOLE) -> Figures | None:
        """A figure as it stands, or None where it may not be shown."""
        found: Figures | None = self.release["figures"].get(name, {}).get(segment)
        return found

    def fresh(self, cell: Figures | None) -> bool:
        """Whether a figure was renewed by this very pulse."""
        return cell is not None and cell["week"] == self.week

    def shown_segments(self, name: str) -> list[tuple[str, Figures]]:
        """The segments whose figure may be shown, best first."""
        cells = [(s, c) for s, c in self.release["figures"][name].items() if s != WHOLE and c]
        return sorted(cells, key=lambda cell: (-cell[1]["value"], cell[0]))

    @property
    def segments(self) -> list[str]:
        """Every segment there is, shown or not, in order of name."""
        return sorted({s for name in bank.INDICES for s in self.release["figures"][name]} - {WHOLE})


def read(work: Work, week: Week, weeks: int = WEEKS_SHOWN) -> Digest | None:
    """The digest of a closed pulse with `weeks` releases up to it; None when it was never released."""
    release = work.releases.get(week)
    if release is None:
        return None
    return Digest(week, release, work.releases.latest(weeks, week), release["k"])
