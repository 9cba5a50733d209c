"""What is read and learned: labels, what was made of them, imported voices; and where they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.model import Week

if TYPE_CHECKING:  # nouns of listening's; importing them at run time would load the readers
    from bot.listening.redacted import Redacted
    from bot.listening.workspace import Counts


NO_THEME = "none"
SOUNDS = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Label:
    """What people of one pulse said of their texts in one language: hashed counts, no text, nobody."""

    week: Week
    language: str
    kind: str  # one of SOUNDS, or "theme:" and its key
    counts: Counts


@dataclass(frozen=True)
class Taught:
    """What a workspace reads with beyond what is shipped, as it is stored; None where it is the shipped one."""

    day: date  # when it was made or set last
    weights: str | None = None
    themes: str | None = None


@dataclass(frozen=True)
class Signal:
    """An imported, indirect voice of one day; kept apart from the indices."""

    id: str  # the same for the same row of a file
    day: date
    source: str
    touchpoint: str
    points: float | None  # its rating in index points, 0 to 100
    text: Redacted | None
    language: str
    sentiment: str
    confidence: float
    themes: tuple[str, ...]
    model: str


class Labels(Protocol):
    """What people confirmed, as sealed counts, and what was made of it."""

    def put(self, label: Label) -> None: ...
    def of_week(self, week: Week) -> Sequence[Label]: ...
    def all(self) -> Sequence[Label]: ...
    def forget(self, up_to: Week) -> None: ...
    def taught(self) -> Taught | None: ...
    def teach(self, taught: Taught | None) -> None: ...


class Signals(Protocol):
    """Imported voices."""

    def known_as(self, *parts: str) -> str: ...
    def add(self, signals: Iterable[Signal]) -> int: ...
    def between(self, first: date, last: date, *, most: int | None = None) -> Sequence[Signal]: ...
    def forget(self, texts: date, ratings: date) -> None: ...
