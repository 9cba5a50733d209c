"""One turn: what happened goes in at the door, what follows goes back the way it came."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from adapters.platform import Door, Uncertain, Undeliverable
from adapters.teams import render
from adapters.teams.connector import Connector, Reach
from adapters.teams.install import Homes
from adapters.teams.offering import Offering
from adapters.teams.parse import Turn
from adapters.teams.people import People
from bot.events import CaseResolved, Event, Masked, Relayed, Uninstalled, Who
from bot.events.wishes import FOR_ADMINS, Installed, TimeChosen
from bot.messages import Message, Reply

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
SAID = "application/vnd.microsoft.activity.message"
_SENT_BY_FORMS = (CaseResolved, Masked, Relayed, TimeChosen, *FOR_ADMINS)


@dataclass(frozen=True)
class Answer:
    """The body to answer an invoke with, and what is done once it has been answered."""

    body: Json | None = None
    later: Callable[[], Awaitable[None]] | None = None


class Turns:
    """Carries turns through the door. Nothing a person waits for waits for the connector."""

    def __init__(self, door: Door, connector: Connector, homes: Homes, people: People) -> None:
        self._door, self._connector, self._homes, self._people = door, connector, homes, people
        self._offering = Offering(connector, homes)

    async def follow(self, turn: Turn) -> Answer:
        """What follows from the turn; everything it changed is stored when this returns."""
        event = await self._happened(turn)
        if event is None:
            return Answer()
        reply = await self._offered(turn, await self._door.handle(event))
        body = _body(turn, event, reply)
        return Answer(body, partial(self._later, turn, event, reply))

    async def _offered(self, turn: Turn, reply: Reply) -> Reply:
        if reply.message is None or reply.message.form is None:
            return reply
        return replace(reply, message=await self._offering.filled(reply.message, _reach(turn)))

    async def _happened(self, turn: Turn) -> Event | None:
        if turn.removed:
            if not await self._homes.left(turn):
                return turn.event
            await self._door.handle(Uninstalled(who=Who("teams", turn.home, "")))
            await self._homes.gone(turn.home)
            return None
        new = await self._homes.seen(turn)
        if turn.event is None:
            return None
        if new and turn.added:  # who brings the app is the first to administer it
            who = replace(turn.event.who, admin=True)
            first = turn.event if isinstance(turn.event, Installed) else Installed(id=turn.event.id)
            return replace(first, who=who)
        return await self._people.recognised(turn, turn.event)

    async def _later(self, turn: Turn, event: Event, reply: Reply) -> None:
        who = event.who
        try:
            if reply.message and reply.how == "replace":
                await self._replaced(turn, who, reply, reply.message)
            elif reply.message and isinstance(event, Installed) and event.scope == "team":
                await self._connector.post(_reach(turn), turn.chat, render.activity(reply.message))
            elif reply.message and _posted(turn, event, reply):
                await self._post(turn, who, [render.activity(reply.message)])
            if reply.file:
                await self._post(turn, who, list(render.files(*reply.file)))
        except (Undeliverable, Uncertain) as lost:
            log.warning("an answer in Teams did not arrive: %s", lost)

    async def _replaced(self, turn: Turn, who: Who, reply: Reply, message: Message) -> None:
        """See that a replacement stands, and only then say so."""
        if turn.way == "action" and turn.personal:
            stands = True  # the invoke's answer has put it there
        elif stands := bool(turn.card and (turn.way != "dialog" or reply.stands)):
            await self._connector.put(_reach(turn), turn.chat, turn.card, render.activity(message))
        elif turn.way != "dialog":
            await self._post(turn, who, [render.activity(message)])
        if stands and reply.stands:
            await self._door.shown(reply)

    async def _post(self, turn: Turn, who: Who, activities: list[Json]) -> None:
        """Into the chat with this person alone, wherever they acted."""
        alone = turn.personal and turn.chat
        chat = turn.chat if alone else await self._connector.open(_reach(turn), who.user)
        for activity in activities:
            await self._connector.post(_reach(turn), chat, activity)


def _reach(turn: Turn) -> Reach:
    return Reach(turn.home, turn.service)


def _in_place(turn: Turn, event: Event, reply: Reply) -> bool:
    """Whether the answer to a tap takes the place of the card that was tapped.

    So does what follows from a form that stood in the chat: the form is used up.
    """
    if not reply.message or reply.how == "nothing":
        return False
    used_up = turn.personal and isinstance(event, _SENT_BY_FORMS) and not render.simple(reply.message)
    return reply.how != "tell" or used_up


def _posted(turn: Turn, event: Event, reply: Reply) -> bool:
    """Whether the message has to be posted because the invoke's answer does not carry it."""
    if turn.way == "dialog" or not reply.message:
        return False
    return turn.way != "action" or not (_in_place(turn, event, reply) or render.simple(reply.message))


def _body(turn: Turn, event: Event, reply: Reply) -> Json | None:
    message = reply.message
    if turn.way == "action":
        return _acted(reply, in_place=_in_place(turn, event, reply))
    if turn.way != "dialog":
        return None
    if not message or reply.how == "nothing":
        return {}
    if reply.how == "replace" and reply.stands and turn.card:
        return {"task": {"type": "message", "value": message.summary}}  # the card itself changes
    return render.page(message)


def _acted(reply: Reply, *, in_place: bool) -> Json:
    """The answer to a tap: a card in the place of the card, or a word about it."""
    message = reply.message
    if message and in_place:
        return {"statusCode": 200, "type": render.CARD, "value": render.card(message)}
    said = ""
    if message:
        said = render.words(message) if render.simple(message) else message.summary
    return {"statusCode": 200, "type": SAID, "value": said}
