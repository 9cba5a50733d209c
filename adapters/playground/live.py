"""What stands in front of one colleague, as server-sent events: a snapshot, then every change.

snapshot  {"user", "posts": [post], "clock", "people"}      once, at the start
posts     [post]                                             new ones, and changed ones again
clock     {"now", "week", "running", "busy"}
people    [{"user", "name", "language", "zone", "segment", "leader", "waiting"}]
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from time import monotonic
from typing import Any

from adapters.playground.client import CHANNEL, Client
from adapters.playground.rooms import Post
from adapters.playground.stage import Colleague

HEARTBEAT = 15.0  # seconds of silence after which a proxy might hang up
_LOOK = 0.1  # seconds between two looks: messages come from any thread, a look costs one comparison


def clock(client: Client) -> dict[str, Any]:
    """The simulated moment and how time passes."""
    stage = client.stage
    return {
        "now": client.moment(),
        "week": stage.week(),
        "running": stage.running(),
        "busy": client.busy,
    }


def people(client: Client) -> list[dict[str, Any]]:
    """Everybody one can play, with the number of questions that wait for them."""
    waiting = client.rooms.waiting()
    return [
        {**asdict(person), "waiting": waiting.get(person.user, 0)} for person in client.stage.colleagues()
    ]


def drawn(post: Post) -> dict[str, Any]:
    """One message where it stands."""
    return {
        "id": post.id,
        "chat": post.chat,
        "at": post.at,
        "by": post.by,
        "private": post.private,
        "edited": post.edited,
        "card": post.card,
    }


async def follow(client: Client, user: str) -> AsyncIterator[str]:
    """Events for as long as the browser listens or the platform is open."""
    client.players[user] += 1
    try:
        async for event in _events(client, user):
            yield event
    finally:
        client.players[user] -= 1


async def _events(client: Client, user: str) -> AsyncIterator[str]:
    reader = _Reader(client, (user, CHANNEL))
    first = reader.news()
    yield "retry: 1000\n" + _event("snapshot", {"user": user, "posts": [], **first})
    beat = monotonic()
    while not client.closed:
        await asyncio.sleep(_LOOK)
        if news := reader.news():
            yield "".join(_event(name, value) for name, value in news.items())
        elif monotonic() - beat > HEARTBEAT:
            yield ": still here\n\n"
        else:
            continue
        beat = monotonic()


class _Reader:
    """Remembers what one browser has been told."""

    def __init__(self, client: Client, chats: tuple[str, ...]) -> None:
        self._client, self._chats = client, chats
        self._seen = -1
        self._clock: dict[str, Any] = {}
        self._people: list[dict[str, Any]] = []
        self._colleagues: Sequence[Colleague] = ()

    def news(self) -> dict[str, Any]:
        """What differs from what was told last, by the name of its event; everything at first."""
        found: dict[str, Any] = {}
        moved, colleagues = self._client.rooms.changes != self._seen, tuple(self._client.stage.colleagues())
        if moved:
            posts, self._seen = self._client.rooms.since(self._seen, self._chats)
            found["posts"] = [drawn(post) for post in posts]
        if (now := clock(self._client)) != self._clock:
            found["clock"] = self._clock = now
        if (moved or colleagues != self._colleagues) and (crowd := people(self._client)) != self._people:
            found["people"] = self._people = crowd
        self._colleagues = colleagues
        return {name: value for name, value in found.items() if value}


def _event(name: str, value: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
