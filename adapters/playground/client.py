"""The other side of the playground, which is in this very process: it takes messages and applies replies."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from adapters.platform import Address, Door, Sent, Uncertain, Undeliverable
from adapters.playground import parse, render
from adapters.playground.rooms import Post, Rooms
from adapters.playground.stage import Colleague, Stage
from bot.events import Who
from bot.messages import Field, Message, Option, Reply

HOME = "playground"
CHANNEL = "leaders"  # where digests stand
EVERYBODY = "everyone"  # a channel to draw an audience from
NOBODY = "-"  # no channel: the people come from a file


class Client:
    """All of `adapters.platform.Platform` but the web routes, for one home, whose people are the stage's."""

    name = "playground"

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.rooms = Rooms()
        self.busy = False  # days are passing because somebody asked for it
        self.closed = False
        self.shared_channels: set[str] = set()  # where people of other organisations read along
        self.players: Counter[str] = Counter()  # whom people play in their browsers right now
        self.faults: deque[Undeliverable | Uncertain] = deque()  # what the next `show`s raise instead

    async def show(self, message: Message, to: Address, over: Sent | None = None) -> Sent:
        if self.faults:
            raise self.faults.popleft()
        chat, card = self._chat(to), render.card(message)
        post = self.rooms.swap(over.chat, over.message, card) if over else None
        # Chats end with the process: what stood in an earlier one stands anew.
        post = post or self.rooms.put(chat, card, self.moment())
        return Sent(post.chat, post.id)

    async def members(self, home: str, channel: str) -> Sequence[Who]:
        if home != HOME or channel not in (CHANNEL, EVERYBODY):
            raise Undeliverable("There is no such channel in the playground.", permanent=True)
        people = self.stage.colleagues()
        return [self.who(person) for person in people if person.leader or channel == EVERYBODY]

    async def shared(self, home: str, channel: str) -> bool:
        return channel in self.shared_channels

    async def joined(self, home: str, channel: str) -> bool:
        return channel == CHANNEL

    async def ping(self) -> None:
        return

    async def close(self) -> None:
        self.closed = True

    def colleague(self, user: str) -> Colleague | None:
        """The colleague of that id."""
        return next((person for person in self.stage.colleagues() if person.user == user), None)

    def somebody(self) -> Colleague:
        """Whom a newcomer plays: somebody with a question waiting, so that there is something to tap."""
        waiting, people = self.rooms.waiting(), self.stage.colleagues()
        return next((person for person in people if person.user in waiting), people[0])

    def who(self, person: Colleague) -> Who:
        """The colleague as an event names them; leaders may administer the playground."""
        return Who(self.name, HOME, person.user, person.language, person.zone, admin=person.leader)

    def moment(self) -> str:
        """The simulated moment, as posts carry it."""
        return self.stage.now().isoformat(timespec="minutes")

    async def advance(self, days: int) -> None:
        """Let days pass, one wish at a time. Raises `parse.Refused` while others are passing."""
        if self.busy or self.stage.running():
            raise _passing()
        self.busy = True
        try:
            await self.stage.advance(days)
        finally:
            self.busy = False

    async def run(self, on: bool) -> None:
        """Let time pass by itself, or stop it. Raises `parse.Refused` while wished days are passing."""
        if self.busy:
            raise _passing()
        await self.stage.run(on)

    async def act(self, person: Colleague, act: parse.Act, door: Door) -> dict[str, Any]:
        """Let somebody do something and apply what follows.

        Returns what is for the acting browser alone: {"form": card, "file": {"name", "content"}},
        either of them only where there is one. Raises `parse.Refused` for a message out of reach.
        """
        on = self._reachable(person, act.message)
        if act.said:
            self.rooms.put(person.user, render.said(act.said), self.moment(), by=person.user)
        reply = _offered(await door.handle(act.event))
        await self._apply(reply, person, on, door)
        return _hand_over(reply)

    async def _apply(self, reply: Reply, person: Colleague, on: Post | None, door: Door) -> None:
        if reply.how not in ("replace", "tell") or reply.message is None:
            return
        card = render.card(reply.message)
        if reply.how == "replace" and on and self.rooms.swap(on.chat, on.id, card):
            await door.shown(reply)
            return
        # With nothing to replace it is still an answer; the worker sees to what should stand.
        self.rooms.put(person.user, card, self.moment(), private=True)

    def _reachable(self, person: Colleague, message: str) -> Post | None:
        if not message:
            return None
        post = self.rooms.find(message, self.chats(person))
        if post is None:
            raise parse.Refused("gone", "That message stands no more. Type /pulse for a fresh one.")
        return post

    def chats(self, person: Colleague) -> tuple[str, ...]:
        """What a colleague can act in: their own chat, and for leaders the channel."""
        return (person.user, CHANNEL) if person.leader else (person.user,)

    def _chat(self, to: Address) -> str:
        chat = to.channel or to.user or ""
        if to.home != HOME or not (chat == CHANNEL or (to.user == chat and self.colleague(chat))):
            raise Undeliverable("Nobody of that name lives in the playground.", permanent=True)
        return chat


def _offered(reply: Reply) -> Reply:
    """A form that asks for a channel or for people offers the two channels there are."""
    form = reply.message.form if reply.message else None
    if reply.message is None or form is None:
        return reply
    offers = {"channel": (CHANNEL,), "people": (NOBODY, EVERYBODY, CHANNEL)}
    fields = tuple(_filled(f, offers[f.kind]) if f.kind in offers else f for f in form.fields)
    return replace(reply, message=replace(reply.message, form=replace(form, fields=fields)))


def _filled(field: Field, names: Sequence[str]) -> Field:
    options = tuple(_option(name) for name in names)
    return replace(field, options=options, value=field.value or (NOBODY if NOBODY in names else ""))


def _option(name: str) -> Option:
    return Option(name, "–" if name == NOBODY else f"#{name}")


def _passing() -> parse.Refused:
    return parse.Refused("busy", "Time is passing already. Wait until it stands.", 409)


def _hand_over(reply: Reply) -> dict[str, Any]:
    handed: dict[str, Any] = {}
    if reply.how == "form" and reply.message:
        handed["form"] = render.card(reply.message)
    if reply.file:
        handed["file"] = {"name": reply.file[0], "content": reply.file[1]}
    return handed
