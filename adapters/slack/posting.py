"""Making messages stand: posted at most once, replaced where they stand, details in the thread."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters import charts
from adapters.platform import Address, Sent, Uncertain, Undeliverable
from adapters.slack import render, uploading
from adapters.slack.client import Client
from adapters.slack.people import People
from bot.messages import Chart, Message

log = logging.getLogger(__name__)

PICTURE = "kundenpuls.png"

Drawn = Callable[[bool], dict[str, Any] | None]


@dataclass(frozen=True)
class Posting:
    """What stands in chats. `Sent.message` is the timestamp, and after a `+` that of the details."""

    client: Client
    people: People

    async def show(self, message: Message, to: Address, over: Sent | None) -> Sent:
        """Post a message, or replace the one that stands; raises `Undeliverable`, `Uncertain`."""
        if over is not None:
            return await self._over(message, to.home, over)
        if to.user and not to.chat:
            await self.people.refuse(to.home, to.user)
        channel = to.chat or to.channel or to.user or ""
        thread = {"thread_ts": to.below.message.partition("+")[0]} if to.below else {}
        found, _ = await self._write(
            to.home,
            "chat.postMessage",
            lambda native: render.posted(message, native=native),
            channel=channel,
            **thread,
        )
        sent = Sent(str(found.get("channel") or channel), str(found["ts"]))
        return await self._detailed(message, to.home, sent)

    async def _over(self, message: Message, home: str, over: Sent) -> Sent:
        first, _, below = over.message.partition("+")
        await self._write(
            home,
            "chat.update",
            lambda native: render.posted(message, native=native),
            channel=over.chat,
            ts=first,
        )
        return await self._detailed(message, home, Sent(over.chat, first), below)

    async def _detailed(self, message: Message, home: str, sent: Sent, below: str = "") -> Sent:
        """The details in the thread. Without them the message stands all the same."""
        if not message.details:
            return sent
        where = {"ts": below} if below else {"thread_ts": sent.message}
        method = "chat.update" if below else "chat.postMessage"
        try:
            found, native = await self._write(
                home,
                method,
                lambda native: render.thread(message, native=native),
                channel=sent.chat,
                **where,
            )
        except (Undeliverable, Uncertain) as refusal:
            log.warning("slack: the details of a message in %s do not stand: %s", home, refusal)
            return sent
        if not native and not below:
            await self._pictured(message, home, sent)
        return Sent(sent.chat, f"{sent.message}+{below or found.get('ts', '')}")

    async def _pictured(self, message: Message, home: str, sent: Sent) -> None:
        """The charts as pictures in the thread; where they cannot be uploaded, their numbers stand there as text."""
        for chart in (it for it in message.details if isinstance(it, Chart) and charts.told(it)):
            try:
                picture = await asyncio.to_thread(charts.png, chart)
                said = "\n".join((chart.title, *charts.told(chart)))
                await uploading.upload(
                    self.client, home, sent.chat, PICTURE, picture, thread=sent.message, alt=said
                )
            except (Undeliverable, Uncertain) as refusal:
                log.warning("slack: a chart in %s goes as text: %s", home, refusal)

    async def _write(self, home: str, method: str, drawn: Drawn, **where: str) -> tuple[dict[str, Any], bool]:
        """What Slack answered, and whether it drew everything itself."""
        once = method == "chat.postMessage"
        try:
            return await self.client.call(home, method, once=once, **where, **(drawn(True) or {})), True
        except Undeliverable as refusal:
            if not refusal.reason.startswith("invalid_blocks"):
                raise
        # A block this workspace's Slack does not know (yet): the same words, drawn plainly.
        return await self.client.call(home, method, once=once, **where, **(drawn(False) or {})), False
