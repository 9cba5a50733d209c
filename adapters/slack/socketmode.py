"""Socket Mode, for a developer's machine that Slack cannot reach: the same events over a web socket."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.slack.client import Client, quiet
from adapters.slack.routes import Inbound

WATCH = 10.0  # seconds between two looks at the connection

log = logging.getLogger(__name__)


async def listen(app_token: str, client: Client, inbound: Inbound, *, watch: float = WATCH) -> None:
    """Hear events until cancelled; a connection found dead is made anew."""
    socket = SocketModeClient(
        app_token,
        logger=quiet("adapters.slack.socket"),
        web_client=client.web(),
        auto_reconnect_enabled=False,  # the watchdog below is the one who reconnects
    )

    async def heard(_: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        ack = await inbound.dispatch(request.payload)
        if ack.status == 200:  # unacknowledged, Slack delivers it again
            await socket.send_socket_mode_response(
                SocketModeResponse(request.envelope_id, _payload(ack.text))
            )
        if ack.after is not None:
            await ack.after()

    socket.socket_mode_request_listeners.append(heard)
    try:
        while True:
            await _connected(socket)
            await asyncio.sleep(watch)
    finally:
        await socket.close()  # type: ignore[no-untyped-call]


async def _connected(socket: SocketModeClient) -> None:
    """Connect where there is no living connection; what goes wrong is tried again at the next look."""
    try:
        if not await socket.is_connected():
            log.info("slack: connecting by Socket Mode")
            await socket.connect_to_new_endpoint(force=True)
    except Exception as error:  # whatever breaks the line, the watchdog outlives it
        log.warning("slack: no Socket Mode connection: %s", type(error).__name__)


def _payload(text: str) -> dict[str, Any] | None:
    return json.loads(text) if text.startswith("{") else None
