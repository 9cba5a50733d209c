"""What leaders do with a case, and what who relayed it says about it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events.base import Event


@dataclass(frozen=True, kw_only=True)
class CaseTaken(Event):
    """I take it."""

    case: str


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(Event):
    """Somebody else should have it."""

    case: str


@dataclass(frozen=True, kw_only=True)
class ResolveBegun(Event):
    """A case is resolved: wants the form."""

    case: str


@dataclass(frozen=True, kw_only=True)
class CaseResolved(Event):
    """What was done about it, in one line."""

    case: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    """It is not done after all."""

    case: str


@dataclass(frozen=True, kw_only=True)
class CaseShown(Event):
    """One case of a list, to be looked at."""

    case: str


@dataclass(frozen=True, kw_only=True)
class HeldAnswered(Event):
    """Did it hold for the customer? Said by who relayed it; `thread` names the case to them alone."""

    thread: str
    held: str


@dataclass(frozen=True, kw_only=True)
class CaseTakenBack(Event):
    """Who relayed it wants no follow-up any more."""

    thread: str
