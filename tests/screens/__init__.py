"""What people see and do on each platform: the test world's eyes and hands, one file a platform.

A screen puts people and the leadership channel on its platform's other side, reads what stands in
front of them, and acts as their client does: real requests, really signed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from adapters.platform import Platform
from adapters.wiring import House
from bot.events import Event
from bot.messages import Message
from tests.doorstep import Doorstep

JOINER = "\u2060"  # invisible: breaks what a platform might read as a command


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here; `user` is the world's own word for them."""

    user: str
    name: str
    language: str = "en"
    zone: str = "Europe/Berlin"
    segment: str = "support"
    leader: bool = False
    guest: bool = False


@dataclass(frozen=True)
class Post:
    """A message, or the page of a dialog, as it stands in front of somebody."""

    id: str
    lines: tuple[str, ...]  # every paragraph and table row from top to bottom, details included
    buttons: tuple[tuple[str, str], ...]  # label, and the event it spells
    card: Any = field(repr=False)  # everything the platform was given to draw
    form: str = ""  # the event that sending its form spells
    place: str = ""  # the chat, where the platform needs it
    link: str = ""  # the address that a button of it opens

    @property
    def waits(self) -> bool:
        """A question stands here that nobody has answered yet."""
        return any(spelt.startswith("a|") for _, spelt in self.buttons)


Fault = Literal["permanent", "passing", "wait", "gone", "lost", "kept"]
Handed = dict[
    str, Any
]  # what only the acting person's screen shows: {"form": Post, "file": {"name", "content"}}


class Screen(Protocol):
    """One platform, as its people have it before them."""

    name: str
    home: str
    channel: str  # where the leaders read

    def connect(self, house: House, doorstep: Doorstep) -> Platform:
        """The bot's side of the platform, reachable at the doorstep."""
        ...

    def joins(self, person: Colleague) -> None:
        """Somebody has an account here; leaders are in the leadership channel."""
        ...

    def id(self, user: str) -> str:
        """The platform's own id of somebody."""
        ...

    def chat(self, user: str) -> list[Post]:
        """Everything in front of somebody, oldest first."""
        ...

    def posted(self) -> list[Post]:
        """What stands in the leadership channel."""
        ...

    def taps(self, user: str, spelt: str, on: Post | None) -> Handed:
        """Somebody taps the button that spells this."""
        ...

    def writes(self, user: str, text: str) -> Handed:
        """Somebody writes to the bot."""
        ...

    def sends(self, user: str, form: Post, fields: dict[str, str]) -> Handed:
        """Somebody fills a form and sends it; fields not named keep what stands in them."""
        ...

    def relays(self, user: str, text: str) -> Handed:
        """Somebody starts a relay on a message of somebody else."""
        ...

    def arrives(self, user: str) -> None:
        """Somebody joined, or is back."""
        ...

    def leaves(self, user: str) -> None:
        """Somebody left, or was deactivated."""
        ...

    def uninstalls(self) -> None:
        """The organisation takes the app away."""
        ...

    def breaks(self, how: Fault) -> None:
        """What the next message meets on its way to stand."""
        ...

    def forges(self, user: str, spelt: str) -> int:
        """Somebody who is not the platform says that this was tapped; the status they get."""
        ...

    def faults(self, message: Message) -> list[str]:
        """What the platform would not draw of a message, on whichever surface."""
        ...

    def means(self, message: Message) -> list[Event]:
        """What its buttons and its form say when the platform sends them back."""
        ...

    def strangers_join(self) -> None:
        """People of another organisation can read the leadership channel from now on."""
        ...

    def end(self) -> None:
        """Look once more whether everything that was drawn was right."""
        ...


def read(text: str) -> str:
    """A text as people read it."""
    return text.replace(JOINER, "")


def row(cells: list[str]) -> str:
    """A row of a table as a line."""
    return " ".join(cells).strip()
