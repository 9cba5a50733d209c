"""What can happen in a chat, in the bot's own words.

A platform parses its payload into one of these and hands it to `inbox.handle`. Buttons carry an
event as a short text (`spell`), and a tap on one reads it back (`read`): one spelling for every
platform, with nothing in it about a person or a chosen answer of somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.events import wishes
from bot.events.base import NOBODY as NOBODY
from bot.events.base import Event as Event
from bot.events.base import Who as Who
from bot.events.cases import CaseHandedOver as CaseHandedOver
from bot.events.cases import CaseReopened as CaseReopened
from bot.events.cases import CaseResolved as CaseResolved
from bot.events.cases import CaseShown as CaseShown
from bot.events.cases import CaseTaken as CaseTaken
from bot.events.cases import CaseTakenBack as CaseTakenBack
from bot.events.cases import HeldAnswered as HeldAnswered
from bot.events.cases import ResolveBegun as ResolveBegun


class Unreadable(ValueError):
    """This button is from an older version. Type /pulse for a fresh one."""


@dataclass(frozen=True, kw_only=True)
class Answered(Event):
    """A tap on an option of a question."""

    ask: str
    option: str


@dataclass(frozen=True, kw_only=True)
class Undone(Event):
    """The answer is taken back; the question stands again."""

    ask: str


@dataclass(frozen=True, kw_only=True)
class Snoozed(Event):
    """Two weeks of pause, asked for on a question."""

    ask: str


@dataclass(frozen=True, kw_only=True)
class WhyAsked(Event):
    """Why me?"""

    ask: str


@dataclass(frozen=True, kw_only=True)
class CommentBegun(Event):
    """Add what they said: wants the form."""

    ask: str


@dataclass(frozen=True, kw_only=True)
class RelayBegun(Event):
    """Relay as customer pulse: wants the form, perhaps with a text already in it."""

    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Relayed(Event):
    """A filled form: with `ask` the comment of an answer, without it a relay."""

    text: str
    ask: str = ""
    touchpoint: str = ""
    evidence: str = ""
    follow_up: str = ""  # "yes" when ticked


@dataclass(frozen=True, kw_only=True)
class DraftKept(Event):
    """The masked preview is right, and this is how the customer's words sounded, if its author says."""

    draft: str
    sounds: str = ""


@dataclass(frozen=True, kw_only=True)
class MaskBegun(Event):
    """Something in the preview still has to go, or was read wrongly: wants the form."""

    draft: str


@dataclass(frozen=True, kw_only=True)
class Masked(Event):
    """These words, separated by commas, have to go too; and what the text is about."""

    draft: str
    words: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftDropped(Event):
    """The masked preview is thrown away."""

    draft: str


@dataclass(frozen=True, kw_only=True)
class Commanded(Event):
    """`/pulse …`, a text to the bot, or a button that stands for such a word."""

    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Chose(Event):
    """A setting of one's own: language, segment, hour, weekday."""

    setting: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Confirmed(Event):
    """Yes, really: what was asked twice, like `delete` or `never`."""

    what: str


@dataclass(frozen=True, kw_only=True)
class Believed(Event):
    """What a leader expects of a month; without a guess, the question again."""

    week: str
    guess: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionBegun(Event):
    """Log what we did: wants the form."""


@dataclass(frozen=True, kw_only=True)
class ActionLogged(Event):
    """A filled form: what was done, about what, for whom."""

    text: str
    theme: str = ""
    segment: str = ""


@dataclass(frozen=True, kw_only=True)
class QuoteTaken(Event):
    """A leader takes a quote back: the masking missed something."""

    relay: str


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    """A leader wants the page of a digest, or of the newest: a personal link to it."""

    week: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrived(Event):
    """Somebody opened the bot, joined, or was changed by the platform."""


@dataclass(frozen=True, kw_only=True)
class Departed(Event):
    """Somebody was deactivated, left, or removed the bot from their chats."""


@dataclass(frozen=True, kw_only=True)
class Uninstalled(Event):
    """The home took the app away, or its token was revoked."""


FOR_LEADERS: tuple[type[Event], ...] = (
    Believed, ActionBegun, ActionLogged, QuoteTaken, Opened,
    CaseTaken, CaseHandedOver, ResolveBegun, CaseResolved, CaseReopened, CaseShown,
)  # fmt: skip
"""What only members of the leadership channel may do; the shell marks their `Who.leader` at each act."""

_SPELLINGS: dict[str, type[Event]] = {
    "a": Answered, "u": Undone, "z": Snoozed, "w": WhyAsked, "c": CommentBegun, "b": RelayBegun,
    "r": Relayed, "m": MaskBegun, "x": Masked, "k": DraftKept, "d": DraftDropped,
    "v": Believed, "l": ActionBegun, "g": ActionLogged, "q": QuoteTaken, "o": Opened,
    "/": Commanded, "s": Chose, "y": Confirmed,
    "ct": CaseTaken, "cg": CaseHandedOver, "cb": ResolveBegun, "cr": CaseResolved, "co": CaseReopened,
    "cs": CaseShown, "ch": HeldAnswered, "cx": CaseTakenBack,
    "t": wishes.TimeBegun, "T": wishes.TimeChosen, "e": wishes.SetupBegun, "P": wishes.PeopleSetUp,
    "R": wishes.RhythmSetUp, "L": wishes.PlaceSetUp, "M": wishes.MeasureSetUp,
}  # fmt: skip
_TOLD_BY_THE_SHELL = ("who", "id", "seen")
_LETTERS = {kind: letter for letter, kind in _SPELLINGS.items()}


def slots(kind: type[Event]) -> list[str]:
    """What a button or a form may say about an event."""
    return [f.name for f in fields(kind) if f.name not in _TOLD_BY_THE_SHELL]


def spell(event: Event) -> str:
    """The event as a button value of at most 255 characters; `read` gives it back.

    Texts people write are never spelt: they come back as form fields.
    """
    values = [str(getattr(event, slot)) for slot in slots(type(event))]
    while values and not values[-1]:
        values.pop()
    return "|".join([_LETTERS[type(event)], *values])


def read(spelt: str, who: Who, *, id: str = "", filled: Mapping[str, str] | None = None) -> Event:
    """The event a button or a form stands for; `filled` holds the form's fields by name.

    Raises `Unreadable` when the text was not spelt by this version.
    """
    letter, *values = spelt.split("|")
    kind = _SPELLINGS.get(letter)
    names = slots(kind) if kind else []
    if kind is None or len(values) > len(names):
        raise Unreadable(Unreadable.__doc__)
    given: dict[str, Any] = dict(zip(names, values, strict=False))
    given.update({name: value for name, value in (filled or {}).items() if name in names})
    try:
        return kind(who=who, id=id, **given)
    except TypeError as missing:
        raise Unreadable(Unreadable.__doc__) from missing


def by(event: Event, who: Who) -> Event:
    """The same event, done by `who`."""
    return replace(event, who=who)
