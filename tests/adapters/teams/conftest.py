"""A bot on Teams whose first door only records, and the other side in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.applications import Starlette

from adapters import teams
from bot import events, messages
from tests.doorstep import Doorstep
from tests.fakes import teams as fakes

T = TypeVar("T")
PAYLOADS = Path(__file__).parent / "payloads"


class Recorder:
    """A door that notes what comes through it and answers as it was told."""

    def __init__(self) -> None:
        self.events: list[events.Event] = []
        self.shown_replies: list[messages.Reply] = []
        self.replies: dict[type[events.Event], messages.Reply] = {}
        self.delay = 0.0

    async def handle(self, event: events.Event) -> messages.Reply:
        self.events.append(event)
        await asyncio.sleep(self.delay)
        reply = self.replies.get(type(event), messages.NOTHING)
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def shown(self, reply: messages.Reply) -> None:
        self.shown_replies.append(reply)


class Drawer:
    """A vault without a lock."""

    def __init__(self) -> None:
        self.homes: dict[str, Mapping[str, str]] = {}
        self.reads = 0

    async def read(self, home: str) -> Mapping[str, str] | None:
        self.reads += 1
        return self.homes.get(home)

    async def keep(self, home: str, secrets: Mapping[str, str]) -> None:
        self.homes[home] = dict(secrets)

    async def forget(self, home: str) -> None:
        self.homes.pop(home, None)

    @asynccontextmanager
    async def turn(self, home: str) -> Any:
        yield


class Bot:
    """The platform, new for each test, in a house."""

    def __init__(self, fake: fakes.Fake, house: Doorstep) -> None:
        self.fake, self.door, self.vault, self._house = fake, Recorder(), Drawer(), house
        self.platform = teams.connect(self.vault, **fake.settings())
        self.url = f"{house.url}/api/messages"
        house.lives_here = Starlette(routes=list(self.platform.routes(self.door)))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the bot's own loop."""
        return self._house.run(work)

    def hears(self, activity: dict[str, Any], **over: Any) -> dict[str, Any]:
        """Teams delivers the activity, signed."""
        return self.fake.deliver(self.url, {**activity, "serviceUrl": self.fake.url}, **over)

    def close(self) -> None:
        self.run(self.platform.close())


def until(true: Callable[[], T], *, within: float = 5.0) -> T:
    """Wait until it is so."""
    end = time.monotonic() + within
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


def payload(name: str) -> dict[str, Any]:
    """An activity in the shape Teams documents."""
    loaded: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text())
    return loaded


@pytest.fixture(scope="session")
def microsoft() -> Iterator[fakes.Fake]:
    with fakes.running() as fake:
        yield fake


@pytest.fixture
def fake(microsoft: fakes.Fake) -> fakes.Fake:
    microsoft.tell("clear")
    return microsoft


@pytest.fixture
def bot(fake: fakes.Fake, doorstep: Doorstep) -> Iterator[Bot]:
    with contextlib.closing(Bot(fake, doorstep)) as bot:
        yield bot
