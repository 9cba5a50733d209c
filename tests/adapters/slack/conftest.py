"""A bot that runs: the Slack platform behind uvicorn, a door that records, a fake Slack opposite."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from typing import Any, TypeVar

import pytest
import uvicorn
from starlette.applications import Starlette

from adapters import slack as platform
from adapters.platform import Door as AnyDoor
from adapters.platform import Vault as AnyVault
from bot.events import Event
from bot.messages import NOTHING, Reply
from tests.fakes import web
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_peer import Peer
from tests.fakes.slack_people import People

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
T = TypeVar("T")


class Door:
    """Records what it hears and replies what it was told to."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.stands: list[Reply] = []
        self.replies: Callable[[Event], Reply] = lambda event: NOTHING
        self.at: list[float] = []  # when each event was stored

    async def handle(self, event: Event) -> Reply:
        await asyncio.sleep(0)
        self.heard.append(event)
        self.at.append(time.perf_counter())
        return self.replies(event)

    async def shown(self, reply: Reply) -> None:
        self.stands.append(reply)


class Vault:
    """Secrets in a dict, with real turns."""

    def __init__(self) -> None:
        self.secrets: dict[str, dict[str, str]] = {}
        self.locks: dict[str, asyncio.Lock] = {}
        self.turns = 0

    async def read(self, home: str) -> Mapping[str, str] | None:
        await asyncio.sleep(0)
        return self.secrets.get(home)

    async def keep(self, home: str, secrets: Mapping[str, str]) -> None:
        self.secrets[home] = dict(secrets)

    async def forget(self, home: str) -> None:
        self.secrets.pop(home, None)

    @contextlib.asynccontextmanager
    async def turn(self, home: str) -> AsyncIterator[None]:
        async with self.locks.setdefault(home, asyncio.Lock()):
            self.turns += 1
            yield


class Bot:
    """The platform behind uvicorn on a port of its own, in a thread of its own."""

    def __init__(self, slack: FakeSlack, url: str = "", **variables: str) -> None:
        self.door, self.vault = Door(), Vault()
        self.platform = self._connected(slack, url, self.vault, **variables)
        self._start(self.door)

    def _connected(
        self, slack: FakeSlack | Peer, url: str, vault: AnyVault, **variables: str
    ) -> platform.Slack:
        given = {"signing_secret": SECRET, "bot_token": "xoxb-T1", "api_url": slack.url, **variables}
        named = {f"SLACK_{name.upper()}": value for name, value in given.items()}
        return platform.connect(vault, named, url=url)

    def _start(self, door: AnyDoor) -> None:
        app = Starlette(routes=list(self.platform.routes(door)))
        self._socket = web.listening()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something where the platform runs."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def close(self) -> None:
        """Stop, after everything begun is done."""
        self._server.should_exit = True
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        await self._server.serve(sockets=[self._socket])
        await self.platform.close()


def until(true: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait for something that happens after the acknowledgement."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    fake.workspace("T1")
    for user in ("U1", "U2", "UADMIN"):
        fake.user("T1", user, is_admin=user == "UADMIN")
    fake.channel("T1", "C1", ("U1", "U2"))
    yield fake
    fake.close()


@pytest.fixture
def bot(slack: FakeSlack) -> Iterator[Bot]:
    running = Bot(slack)
    yield running
    running.close()


@pytest.fixture
def people(slack: FakeSlack, bot: Bot) -> People:
    return People(slack, bot.url, SECRET)
