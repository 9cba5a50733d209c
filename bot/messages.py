"""What the bot can say, without a word about how a platform draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.events import Event

LineKind = Literal["plain", "heading", "strong", "small", "quote"]


@dataclass(frozen=True)
class Line:
    """One paragraph. A `quote` is somebody else's words: shown inert, never formatted or linked."""

    text: str
    kind: LineKind = "plain"


@dataclass(frozen=True)
class Table:
    """A small table; the first row is its head. Cells are plain text."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Series:
    """One line of a chart, with its band; `None` where nothing may be shown."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Lines over weeks on the scale 0–100. What it shows always stands as text beside it too."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


Block = Line | Table | Chart


@dataclass(frozen=True)
class Button:
    """A tap that means an event."""

    label: str
    event: Event
    style: Literal["plain", "primary", "danger", "quiet"] = "plain"


@dataclass(frozen=True)
class Link:
    """A button that opens an address of ours in the browser. Only in what one person alone sees."""

    label: str
    url: str


@dataclass(frozen=True)
class Option:
    """One choice of a field."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One input of a form; its name is the slot of the form's event that it fills.

    `channel` picks a channel of the home and `people` a channel, user group or roster: the platform
    offers its own, by a picker of its own or as `options` it fills in. Where it has two pickers for
    people, `beside` is what the second one is called, and its choice of none.
    """

    name: str
    label: str
    kind: Literal["text", "choice", "tick", "channel", "people"] = "text"
    options: tuple[Option, ...] = ()
    value: str = ""
    required: bool = False
    hint: str = ""
    limit: int = 3000
    beside: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Form:
    """The fields of a dialog and what sending them means."""

    submit: str
    event: Event
    fields: tuple[Field, ...]
    cancel: str = ""


@dataclass(frozen=True)
class Message:
    """What should stand in a chat: blocks from top to bottom, then buttons.

    `details` is the part one opens: a thread, an expandable section. `summary` is what a
    notification shows and what stands where nothing can be drawn.
    """

    summary: str
    body: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()
    details: tuple[Block, ...] = ()
    form: Form | None = None
    title: str = ""
    language: str = "en"
    link: Link | None = None


@dataclass(frozen=True)
class Reply:
    """What follows at once from what a person did.

    `replace` puts the message where they tapped; `tell` shows it to them alone; `form` opens a
    dialog; `nothing` leaves everything as it is.
    """

    how: Literal["replace", "tell", "form", "nothing"]
    message: Message | None = None
    file: tuple[str, str] | None = None  # name and content handed over with it, to this person alone
    stands: tuple[str, int] | None = None  # the delivery and its revision that a replacement makes stand


NOTHING = Reply("nothing")


def tell(message: Message) -> Reply:
    """Show it to the person alone."""
    return Reply("tell", message)


def replaced(message: Message) -> Reply:
    """Put it where they tapped."""
    return Reply("replace", message)


def lines(*texts: str, kind: LineKind = "plain") -> tuple[Line, ...]:
    """Paragraphs of one kind, empty ones left out."""
    return tuple(Line(text, kind) for text in texts if text)
