"""Handing a file to a chat: a place for it, its bytes, and then where it belongs."""

from __future__ import annotations

from typing import Any

from adapters.platform import Undeliverable
from adapters.slack.client import Client

ALT = 1000  # characters Slack takes of what a screen reader says


async def upload(
    client: Client, home: str, channel: str, name: str, content: bytes, *, thread: str = "", alt: str = ""
) -> None:
    """The file stands in a channel, or below a message of it. Raises `Undeliverable`, `Uncertain`."""
    slot = await client.call(
        home, "files.getUploadURLExternal", filename=name, length=len(content), alt_txt=alt[:ALT]
    )
    if not slot.get("upload_url"):
        raise Undeliverable("no place to upload to")
    await client.post(str(slot["upload_url"]), content)
    below: dict[str, Any] = {"thread_ts": thread} if thread else {}
    await client.call(
        home,
        "files.completeUploadExternal",
        files=[{"id": slot.get("file_id"), "title": name}],
        channel_id=channel,
        **below,
    )
