"""What stands in front of one colleague, as server-sent events: a snapshot, then every change.

snapshot  {"user", "posts": [post], "clock", "people"}      once, at the start
posts     [post]                                             new ones, and changed ones again
clock     {"now", "week", "running", "busy"}
people    [{"user", "name", "language", "zone", "segment", "leader", "waiting"}]
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from time import monotonic
from typing import Any

from adapters.playground.client import CHANNEL, Client
from adapters.playground.rooms import Post

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
    chats = (user, CHANNEL)
    posts, seen = client.rooms.since(0, chats)
    told: dict[str, Any] = {"clock": clock(client), "people": people(client)}
    yield "retry: 1000\n" + _event("snapshot", {"user": user, "posts": [drawn(p) for p in posts], **told})
    beat = monotonic()
    while not client.closed:
        await asyncio.sleep(_LOOK)
        news, seen = _news(client, chats, seen, told)
        if news:
            yield "".join(_event(name, value) for name, value in news.items())
        elif monotonic() - beat > HEARTBEAT:
            yield ": still here\n\n"
        else:
            continue
        beat = monotonic()


def _news(
    client: Client, chats: tuple[str, ...], seen: int, told: dict[str, Any]
) -> tuple[dict[str, Any], int]:
    """What differs from what was told; `told` is brought up to date."""
    news: dict[str, Any] = {}
    before = seen
    if client.rooms.changes != seen:
        posts, seen = client.rooms.since(seen, chats)
        if posts:
            news["posts"] = [drawn(post) for post in posts]
    now: dict[str, Any] = {"clock": clock(client)}
    if seen != before or now["clock"] != told["clock"]:
        now["people"] = people(client)
    changed = {name: value for name, value in now.items() if value != told[name]}
    told.update(changed)
    return {**news, **changed}, seen


def _event(name: str, value: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
