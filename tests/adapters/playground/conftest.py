"""The invented company behind real HTTP on the loopback."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.platform import Address, Sent
from adapters.playground import HOME, Playground
from bot.messages import Message
from tests.adapters.playground import company as companies
from tests.fakes import web


def elsewhere(doing: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: where Playwright drives a browser, a loop is running here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, doing).result()


@dataclass
class House:
    """A running playground: its parts, its address and a browser's words."""

    company: companies.Company
    door: companies.Answering
    playground: Playground
    url: str

    def show(self, message: Message, user: str | None = None, channel: str | None = None) -> Sent:
        """Make a message stand, from another thread than the server's, as a worker does."""
        sent: Sent = elsewhere(self.playground.show(message, Address(HOME, user=user, channel=channel)))
        return sent

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """What the page sends."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.post(self.url + path, content=raw, headers={"sec-fetch-site": "same-origin"} | headers)

    @contextmanager
    def listening(self, user: str = "") -> Iterator[Iterator[tuple[str, Any]]]:
        """The live events, as (name, value)."""
        with httpx.stream("GET", f"{self.url}/play/stream?user={user}", timeout=5) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            yield _events(response.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


class Current:
    """A web app that is exchanged from test to test: starting a server costs more than a test."""

    app: ASGIApp = Starlette()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Current, str]]:
    """A server on the loopback, and its address."""
    current, listener = Current(), web.listening()
    config = uvicorn.Config(
        current, log_level="critical", timeout_graceful_shutdown=1, ws="none", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield current, f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def house(served: tuple[Current, str]) -> Iterator[House]:
    """A playground with a question for Mia and Tom and a digest for the leaders."""
    current, url = served
    company, door, playground = companies.found()
    elsewhere(companies.settle(playground))
    current.app = Starlette(routes=list(playground.routes(door)))
    yield House(company, door, playground, url)
    elsewhere(playground.close())
