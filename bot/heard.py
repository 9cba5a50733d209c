"""The nouns of what is read and learned: labels, what was made of them, and imported voices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.model import Week

if TYPE_CHECKING:  # nouns of listening's; importing them at run time would load the readers
    from bot.listening.redacted import Redacted
    from bot.listening.workspace import Counts


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
