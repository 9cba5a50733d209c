"""Socket Mode: the same events over a web socket, and a watchdog that does not give up."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from adapters import slack as platform
from adapters.slack import socketmode
from bot import messages
from bot.events import Commanded
from bot.messages import Line, Message
from tests.adapters.slack.conftest import Door, Vault
from tests.fakes.slack import FakeSlack

HELLO = Message("Hallo", (Line("Hallo"),))
SAID = {"type": "message", "channel_type": "im", "channel": "DU1", "user": "U1", "text": "hallo"}
EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": SAID}


def heard(slack: FakeSlack, door: Door, talk: Callable[[ServerConnection], Awaitable[bool]]) -> None:
    """Run the listener against a socket that talks, until the talk is over."""

    async def run() -> None:
        done = asyncio.Event()

        async def talking(socket: ServerConnection) -> None:
            if await talk(socket):
                done.set()
                await socket.wait_closed()

        async with serve(talking, "127.0.0.1", 0) as server:
            slack.socket = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            given = {"SLACK_APP_TOKEN": "xapp-1", "SLACK_BOT_TOKEN": "xoxb-T1", "SLACK_API_URL": slack.url}
            bot = platform.connect(Vault(), given)
            assert bot.routes(door) == []
            inbound, client = bot.inbound(door), bot._client
            listening = asyncio.create_task(socketmode.listen("xapp-1", client, inbound, watch=0.05))
            await asyncio.wait_for(done.wait(), 10)
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
            await bot.close()

    asyncio.run(run())


async def envelope(socket: ServerConnection, id: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Send an event and wait for its acknowledgement."""
    await socket.send(json.dumps({"type": "events_api", "envelope_id": id, "payload": payload}))
    return json.loads(await asyncio.wait_for(socket.recv(), 5))  # type: ignore[no-any-return]


def test_an_event_is_heard_acknowledged_and_answered(slack: FakeSlack) -> None:
    door = Door()
    door.replies = lambda event: messages.tell(HELLO)

    async def talk(socket: ServerConnection) -> bool:
        await socket.send(json.dumps({"type": "hello", "num_connections": 1}))
        assert (await envelope(socket, "e1", EVENT))["envelope_id"] == "e1"
        while not slack.said("U1"):
            await asyncio.sleep(0.01)
        return True

    heard(slack, door, talk)
    assert [type(each) for each in door.heard] == [Commanded]
    assert [each["text"] for each in slack.said("U1")] == ["Hallo"]


def test_the_watchdog_connects_again(slack: FakeSlack) -> None:
    door, visits = Door(), [0]

    async def talk(socket: ServerConnection) -> bool:
        visits[0] += 1
        if visits[0] == 1:
            slack.fail("apps.connections.open", "500", "lost")
            await socket.close()
            return False
        await envelope(socket, "e2", EVENT)
        return True

    heard(slack, door, talk)
    assert visits[0] == 2
    assert len(door.heard) == 1
