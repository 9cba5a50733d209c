"""The port of a chat platform: what each folder beside this file must be able to do.

A platform parses payloads into `bot.events`, renders `bot.messages`, and calls the other side.
It never opens the store and never decides anything: `handle` does, behind the first door.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from starlette.routing import BaseRoute

from bot.events import Event, Who
from bot.messages import Message, Reply


class Door(Protocol):
    """The first door of the bot, seen from the shell."""

    async def handle(self, event: Event) -> Reply:
        """What follows from the event; returns after everything it changed is durably stored."""
        ...

    async def shown(self, reply: Reply) -> None:
        """A `replace` reply stands in the chat now. Unsaid, the worker will see to it later."""
        ...


class Vault(Protocol):
    """The sealed secrets of the homes of one platform (tokens, refresh tokens, bot ids)."""

    async def read(self, home: str) -> Mapping[str, str] | None:
        """The secrets of a home, or None when it is not installed (any more)."""
        ...

    async def keep(self, home: str, secrets: Mapping[str, str]) -> None:
        """Seal and store; a new home gets a workspace of its own, a paused one wakes."""
        ...

    async def forget(self, home: str) -> None:
        """Destroy the secrets at once and pause the home."""
        ...

    def turn(self, home: str) -> AbstractAsyncContextManager[None]:
        """One holder at a time over all processes: for rotating a token."""
        ...


@dataclass(frozen=True)
class Sent:
    """It stands: in this chat, as this message."""

    chat: str
    message: str


@dataclass(frozen=True)
class Address:
    """Where a message goes: a person's direct chat or a channel of a home."""

    home: str
    user: str | None = None
    channel: str | None = None
    chat: str | None = None  # the direct-message channel, once known
    route: str = ""  # what else the platform needs (Teams: the service URL)
    below: Sent | None = None  # the message in whose thread it stands, where the platform has threads


class Undeliverable(Exception):
    """The other side said no.

    `permanent`: it will keep saying no to this recipient. `retry_after`: seconds it asked for,
    which hold back the whole home. `gone`: the home took the app away. Only raised when the
    message certainly does not stand.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, retry_after: float | None = None, gone: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.retry_after, self.gone = reason, permanent, retry_after, gone


class Uncertain(Exception):
    """The answer was lost: the message may or may not stand."""


class Platform(Protocol):
    """A chat platform as the rest of the house sees it."""

    name: str

    def routes(self, door: Door) -> Sequence[BaseRoute]:
        """The web routes on which this platform calls us."""
        ...

    async def show(self, message: Message, to: Address, over: Sent | None = None) -> Sent:
        """Make the message stand at an address, or replace the one that stands there.

        Raises `Undeliverable` or `Uncertain`.
        """
        ...

    async def members(self, home: str, channel: str) -> Sequence[Who]:
        """Who is in a channel or user group now, guests and bots marked as outsiders."""
        ...

    async def shared(self, home: str, channel: str) -> bool:
        """Whether people of other organisations can read the channel."""
        ...

    async def joined(self, home: str, channel: str) -> bool:
        """Whether we can write into the channel."""
        ...

    async def ping(self) -> None:
        """Return when the other side answers; raises `Undeliverable` with what to do next."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
