"""What follows in the chat after a person did something: after the acknowledgement, never before.

Nothing here is lost when it fails: what should stand for good is the worker's business, too, and
what was only told can be asked for again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from adapters.platform import Door, Uncertain, Undeliverable
from adapters.slack import render, uploading
from adapters.slack.client import URL, Client
from adapters.slack.offering import Offering
from adapters.slack.parse import Place
from bot.events import Who
from bot.messages import Message, Reply

ANSWERS = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Replies:
    """Makes replies visible where the person acted."""

    client: Client
    door: Door
    offering: Offering

    async def follow(self, reply: Reply, who: Who, place: Place) -> None:
        """Show a reply; whatever goes wrong is logged, without a word of it."""
        try:
            if reply.message is not None:
                message = await self.offering.filled(reply.message, who.home)
                await self._show(reply, message, who, place)
            if reply.file is not None:
                await self.hand_over(who, *reply.file)
        except (Undeliverable, Uncertain) as refusal:
            log.warning("slack: a reply in %s did not get through: %s", who.home, refusal)

    async def _show(self, reply: Reply, message: Message, who: Who, place: Place) -> None:
        if place.surface == "submission":
            return  # it already stands in the dialog: the acknowledgement carried it
        if reply.how == "form":
            await self._form(message, who, place)
        elif place.surface == "home" and (reply.how == "replace" or not place.trigger):
            view = render.home(message)
            await self.client.call(who.home, "views.publish", user_id=who.user, view=view)
        elif place.surface == "home":
            await self._dialog(message, who, place)
        elif place.surface == "modal":
            view = render.modal(message)
            await self.client.call(who.home, "views.update", view_id=place.view, view=view)
        elif reply.how == "replace" and place.surface == "message":
            await self._replace(message, who, place)
            await self.door.shown(reply)
        elif reply.how in ("tell", "replace"):
            await self._tell(message, who, place)

    async def _form(self, message: Message, who: Who, place: Place) -> None:
        if place.surface == "modal":
            view = render.modal(message)
            await self.client.call(who.home, "views.update", view_id=place.view, view=view)
        elif place.trigger:
            await self._dialog(message, who, place)
        else:
            await self._tell(message, who, place)

    async def _dialog(self, message: Message, who: Who, place: Place) -> None:
        """A dialog; when the three seconds of its trigger are over, a message with the same fields."""
        view = render.modal(message)
        try:
            await self.client.call(who.home, "views.open", trigger_id=place.trigger, view=view)
        except Undeliverable as refusal:
            if refusal.gone:
                raise
            log.warning("slack: a dialog in %s became a message: %s", who.home, refusal)
            await self._tell(message, who, place)

    async def _replace(self, message: Message, who: Who, place: Place) -> None:
        async def answer(body: dict[str, Any]) -> None:
            await self._answer(place, {"replace_original": True, **body})

        async def update(body: dict[str, Any]) -> None:
            if place.ephemeral or not place.message:
                raise Undeliverable("nothing to replace")
            await self.client.call(who.home, "chat.update", channel=place.channel, ts=place.message, **body)

        await self._first(message, answer, update)

    async def _tell(self, message: Message, who: Who, place: Place) -> None:
        async def answer(body: dict[str, Any]) -> None:
            await self._answer(place, {"response_type": "ephemeral", "replace_original": False, **body})

        async def whisper(body: dict[str, Any]) -> None:
            if not place.channel or place.surface == "chat":
                raise Undeliverable("no channel to whisper in")
            await self.client.call(
                who.home, "chat.postEphemeral", channel=place.channel, user=who.user, **body
            )

        async def write(body: dict[str, Any]) -> None:
            await self.client.call(who.home, "chat.postMessage", once=True, channel=who.user, **body)

        await self._first(message, answer, whisper, write)

    async def _first(self, message: Message, *ways: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Try one way after the other; a block Slack does not know (yet) costs one more try."""
        last = Undeliverable("no way")
        for way in ways:
            for native in (True, False):
                try:
                    return await way(render.posted(message, details=True, native=native))
                except Undeliverable as refusal:
                    last = refusal
                    if not refusal.reason.startswith("invalid_blocks"):
                        break
        raise last

    async def _answer(self, place: Place, body: dict[str, Any]) -> None:
        if not place.answer.startswith(ANSWERS) and self.client.url == URL:
            raise Undeliverable("no response_url")
        if not place.answer:
            raise Undeliverable("no response_url")
        await self.client.post(place.answer, body)

    async def hand_over(self, who: Who, name: str, content: str) -> None:
        """A file to this person alone; as text where the workspace takes no files."""
        try:
            chat = await self.client.call(who.home, "conversations.open", users=who.user)
            where = str((chat.get("channel") or {}).get("id") or "")
            await uploading.upload(self.client, who.home, where, name, content.encode())
        except (Undeliverable, Uncertain) as refusal:
            log.warning("slack: a file in %s goes as text: %s", who.home, refusal)
            for page in render.pages(name, content):
                await self.client.call(who.home, "chat.postMessage", once=True, channel=who.user, **page)
