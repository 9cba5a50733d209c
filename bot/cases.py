"""The nouns of following up. A case holds nothing of who relayed it: that is a noun of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NewType

from bot.model import PersonId, Week

if TYPE_CHECKING:  # as in `bot.model`
    from bot.listening.redacted import Redacted

CaseRef = NewType("CaseRef", str)
CaseState = Literal["open", "resolved", "asked", "confirmed", "unknown", "withdrawn"]
CaseTurn = Literal["opened", "closed", "reopened", "confirmed", "not_held", "unknown", "lapsed"]
Held = Literal["", "held", "not_held", "unsure"]


@dataclass(frozen=True)
class Turn:
    """What became of a case in a week, for counting; `hours` are the working hours of a closing."""

    week: Week
    what: CaseTurn
    hours: int = 0


@dataclass(frozen=True)
class Case:
    """Something to follow up until the customer confirms, as leaders see it: who relayed it is not in here.

    `since` and `due` are full hours drawn by lot or set by the calendar, never when a person did something.
    """

    ref: CaseRef
    touchpoint: str
    themes: tuple[str, ...]
    text: Redacted | None  # None once its key is destroyed
    since: datetime  # its clock runs from here
    due: datetime | None  # when time has to look at it again
    state: CaseState = "open"
    owner: PersonId | None = None
    resolution: Redacted | None = None
    stage: int = 0  # how many of the clock's stages are behind it
    nudges: int = 0  # how often its owners were nudged
    spent: int = 0  # working hours until it was resolved, all rounds together
    closed: date | None = None
    held: Held = ""  # what who relayed it said, until it takes effect
    turns: tuple[Turn, ...] = ()

    @property
    def last(self) -> CaseTurn:
        """What became of it last."""
        return self.turns[-1].what


@dataclass(frozen=True)
class Reporter:
    """Who relayed a case: sealed under a key of its own, and never in the same hands as the case.

    `thread` names the case towards its reporter alone; it changes with every round.
    """

    person: PersonId
    relay: str
    thread: str
