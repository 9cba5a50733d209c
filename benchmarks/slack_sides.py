"""The processes of `make bench-slack`: the product, a bare AsyncApp, and a Slack that paces.

python -m benchmarks.slack_sides ours|alone|bare|slack SOCKET [DATABASE KEYS MASTER_KEY] [API|RATE]
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import socket
import sys
import time
from datetime import UTC, datetime
from typing import Any, cast

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters import slack, wiring
from adapters.platform import Vault
from adapters.settings import Settings
from bot.events import Event
from bot.messages import NOTHING, Reply

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TUESDAY = datetime(2026, 11, 17, 10, 30, tzinfo=UTC)
LATENCY, REFUSED, PAUSE = 0.1, 0.1, 0.02  # seconds, share, seconds of Retry-After (one, sped up 50 times)


def house(settings: Settings, api: str) -> wiring.House:
    """The product, its clock running from a Tuesday."""
    began = time.monotonic()

    def now() -> datetime:
        return datetime.fromtimestamp(TUESDAY.timestamp() + time.monotonic() - began, UTC)

    made = wiring.House(wiring.open_store(settings, migrate=True), settings, now)
    variables = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": api}
    made.platforms["slack"] = slack.connect(made.vault("slack"), variables)
    return made


def ours(settings: Settings, api: str) -> Starlette:
    """The product: an answer is stored before it is acknowledged."""
    made = house(settings, api)
    return Starlette(routes=list(made.platforms["slack"].routes(made)))


class Nobody:
    """A door behind which nothing is stored: what the platform's own part costs."""

    async def handle(self, event: Event) -> Reply:
        return NOTHING

    async def shown(self, reply: Reply) -> None: ...


def alone(api: str) -> Starlette:
    """The product's Slack part without the product."""
    variables = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": api}
    made = slack.connect(cast("Vault", None), variables)
    return Starlette(routes=list(made.routes(Nobody())))


def bare() -> Starlette:
    """The other side of the ratio: verifies and acknowledges, nothing else."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @app.action("b0")
    async def tapped(ack: Any) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)
    return Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])


class Pacing:
    """A Slack with a token bucket: 100 ms an answer, every tenth call refused."""

    def __init__(self, rate: float) -> None:
        self.rate, self.tokens, self.at = rate, 1.0, time.monotonic()
        self.posts: dict[str, int] = {}
        self.first = self.last = 0.0
        self.refused = {"paced": 0, "random": 0}
        self.answers = 0
        self.luck = random.Random(1)

    async def method(self, request: Request) -> Response:
        """Any method of the Web API."""
        name = request.path_params["method"]
        if name == "users.list":
            return JSONResponse({"ok": True, "members": [{"id": f"U{n}"} for n in range(10_000)]})
        if name != "chat.postMessage":
            return JSONResponse({"ok": True})
        given = json.loads(await request.body())
        self.first = self.first or time.monotonic()
        await asyncio.sleep(LATENCY)
        why = "random" if self.luck.random() < REFUSED else "" if self._room() else "paced"
        if why:
            self.refused[why] += 1
            headers = {"Retry-After": str(PAUSE)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
        channel = given["channel"]
        self.posts[channel] = self.posts.get(channel, 0) + 1
        self.last = time.monotonic()
        return JSONResponse({"ok": True, "channel": "D" + channel, "ts": f"1.{len(self.posts)}"})

    def _room(self) -> bool:
        now = time.monotonic()
        self.tokens = min(self.rate / 5, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    async def told(self, request: Request) -> Response:
        """What it saw."""
        doubled = sum(count - 1 for count in self.posts.values())
        return JSONResponse(
            {
                "stand": len(self.posts),
                "doubled": doubled,
                "seconds": self.last - self.first,
                "refused": self.refused,
                "answers": self.answers,
            }
        )

    async def answer(self, request: Request) -> Response:
        """A response_url."""
        self.answers += 1
        return Response("ok")


def pacing(rate: float) -> Starlette:
    """Slack, sped up."""
    slack_ = Pacing(rate)
    return Starlette(
        routes=[
            Route("/told", slack_.told),
            Route("/response", slack_.answer, methods=["POST"]),
            Route("/api/{method}", slack_.method, methods=["POST"]),
        ]
    )


def main(side: str, place: str, *more: str) -> None:
    """Serve one side."""
    logging.disable(logging.CRITICAL)
    apps = {
        "ours": lambda: ours(Settings(*more[:3]), more[3]),
        "alone": lambda: alone(more[0]),
        "bare": bare,
        "slack": lambda: pacing(float(more[0])),
    }
    config = uvicorn.Config(apps[side](), log_config=None, access_log=False)
    wiring.brisk()
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(place))])


if __name__ == "__main__":
    main(*sys.argv[1:])
