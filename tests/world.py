"""The test world speaks the domain: people act in chats, time passes, messages stand.

Everything goes through the two doors and a platform; nothing here reaches into the bot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters import playground, wiring
from adapters.playground import CHANNEL, HOME, Colleague, parse
from adapters.playground.rooms import Post
from adapters.settings import Settings
from bot import cadence, events, importing
from bot.model import Home, Language, Person, Week, Workspace, WorkspaceId

ZONE = "Europe/Berlin"
START = datetime(2026, 11, 16, 8, tzinfo=ZoneInfo(ZONE))  # a Monday: week 47 begins
TUESDAY_NOON = timedelta(days=1, hours=4)


class World:
    """One workspace on the playground, and its clock."""

    def __init__(self, settings: Settings, *, now: datetime = START, **workspace: Any) -> None:
        self.now = now
        self._people: list[Colleague] = []
        self._loop = asyncio.Runner()
        self.house = wiring.House(wiring.open_store(settings), settings, lambda: self.now.astimezone(UTC))
        self.house.seed = 7
        self.platform = playground.connect(_Stage(self))
        self.house.platforms["playground"] = self.platform
        fresh = Workspace(WorkspaceId("w"), zone=ZONE, language="en", country="", weekly_cap=1.0)
        self.id = self.house.settle_in(Home("playground", HOME, CHANNEL), replace(fresh, **workspace))

    def end(self) -> None:
        """Let go."""
        self._loop.run(self.house.close())
        self._loop.close()

    def colleague(
        self, name: str, *, touchpoint: str = "support", language: Language = "en", zone: str = ZONE,
        role: str = "colleague", imported: bool = True,
    ) -> Someone:  # fmt: skip
        """Somebody who works here, in the audience unless not imported."""
        user = name.lower()
        self._people.append(Colleague(user, name, language, zone, touchpoint, role == "leader"))
        if imported:
            row = {"platform": "playground", "id": user, "locale": language, "tz": zone, "role": role}
            with self.house.store.work(self.id) as work:
                importing.people(work, [(1, row | {"touchpoint": touchpoint, "team": touchpoint})])
        return Someone(self, user)

    def leaves_the_channel(self, user: str) -> None:
        """Somebody is not in the leadership channel any more."""
        self._people = [replace(one, leader=one.leader and one.user != user) for one in self._people]

    def colleagues(self, count: int, **about: Any) -> list[Someone]:
        """Many of them."""
        begin = len(self._people)
        return [self.colleague(f"c{begin + n}", **about) for n in range(count)]

    def known(self) -> Sequence[Colleague]:
        """Everybody, as the platform lists them."""
        return self._people

    def catches_up(self) -> None:
        """Whatever is due gets done."""
        self._loop.run(self.house.catch_up())

    def passes(self, **span: float) -> None:
        """Time passes, and whatever is due gets done: a day has a few moments that matter."""
        until = self.now + timedelta(**span)
        while self.now < until:
            self.now = min(_next_moment(self.now), until)
            self.catches_up()

    def jumps(self, moment: datetime) -> None:
        """The clock stands at a moment, as after an outage."""
        self.now = moment
        self.catches_up()

    def reaches(self, day: date, at: time) -> None:
        """Time passes until a local day and time."""
        until = datetime.combine(day, at, ZoneInfo(ZONE))
        self.passes(seconds=(until - self.now).total_seconds())

    def asks_everybody(self) -> None:
        """The week's questions stand: Thursday, half past four."""
        self.catches_up()
        monday = cadence.monday(self.week)
        for day, at in ((1, time(15, 59)), (2, time(15, 59)), (3, time(15, 59)), (3, time(16, 30))):
            moment = datetime.combine(monday + timedelta(days=day), at, ZoneInfo(ZONE))
            if moment > self.now:
                self.jumps(moment)

    def next_week(self) -> None:
        """Monday, ten o'clock: the pulse is closed, the digest stands."""
        self.reaches(cadence.monday(self.week) + timedelta(days=7), time(10))

    @property
    def week(self) -> Week:
        """The running pulse."""
        return cadence.week_of(self.now, ZONE)

    @property
    def digests(self) -> list[Message]:
        """What stands in the leadership channel."""
        posts, _ = self.platform.rooms.since(0, (CHANNEL,))
        return [Message(self, post) for post in posts]

    def person(self, user: str) -> Person:
        """What is stored of somebody."""
        with self.house.store.look(self.id) as work:
            met = work.people.met(events.Who("playground", HOME, user))
        assert met is not None
        return met[0]

    def does(self, user: str, event: events.Event, message: str = "") -> dict[str, Any]:
        """Somebody does something; what comes back is what their own screen alone shows."""
        colleague = next(c for c in self._people if c.user == user)
        act = parse.Act(events.by(event, self.platform.who(colleague)), message)
        return self._loop.run(self.platform.act(colleague, act, self.house))


def _next_moment(now: datetime) -> datetime:
    """The next moment of a day in which anything is due in these tests."""
    local = now.astimezone(ZoneInfo(ZONE))
    for day in (local.date(), local.date() + timedelta(days=1)):
        for at in (time(0, 6), time(9), time(11), time(13), time(15), time(16), time(20)):
            moment = datetime.combine(day, at, ZoneInfo(ZONE))
            if moment > now:
                return moment
    raise AssertionError("a day without moments")


@dataclass(frozen=True)
class Someone:
    """A colleague in front of their chat."""

    world: World
    user: str

    @property
    def chat(self) -> list[Message]:
        """What stands there, oldest first."""
        posts, _ = self.world.platform.rooms.since(0, (self.user,))
        return [
            Message(self.world, post) for post in sorted(posts, key=lambda post: int(post.id.split("-")[1]))
        ]

    @property
    def last(self) -> Message:
        """The last message."""
        return self.chat[-1]

    @property
    def question(self) -> Message:
        """The question that waits."""
        return next(message for message in self.chat if message.post.waits)

    @property
    def is_asked(self) -> bool:
        """Whether a question waits."""
        return any(message.post.waits for message in self.chat)

    def answers(self, label: str) -> Message:
        """Taps an option of the waiting question; the message as it stands then."""
        question = self.question
        self.taps(question, label)
        return next(message for message in self.chat if message.post.id == question.post.id)

    def taps(self, message: Message, label: str) -> dict[str, Any]:
        """Taps a button."""
        return self.world.does(self.user, message.event(label), message.post.id)

    def writes(self, text: str) -> Message:
        """Writes to the bot; what it says."""
        self.world.does(self.user, events.Commanded(text=text))
        return self.last

    def sends(self, form: dict[str, Any], **fields: str) -> Message:
        """Fills and sends a form; what follows."""
        spelt = form["form"]["form"]["spelt"]
        event = events.read(spelt, events.NOBODY, filled=fields)
        self.world.does(self.user, event)
        return self.last


@dataclass(frozen=True)
class Message:
    """A message that stands in a chat."""

    world: World
    post: Post

    @property
    def text(self) -> str:
        """Its lines and tables."""
        blocks = [*self.post.card["body"], *self.post.card["details"]]
        return "\n".join(b.get("text") or " | ".join(" ".join(r) for r in b.get("rows", ())) for b in blocks)

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [button["label"] for button in self.post.card["buttons"]]

    def event(self, label: str) -> events.Event:
        """What a button stands for."""
        spelt = next(b["spelt"] for b in self.post.card["buttons"] if b["label"] == label)
        return events.read(spelt, events.NOBODY)


class _Stage:
    """The stage of the playground, as the world wants it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def colleagues(self) -> Sequence[Colleague]:
        return self._world.known()

    def now(self) -> datetime:
        return self._world.now

    def week(self) -> str:
        return self._world.week

    def running(self) -> bool:
        return False

    def truth(self) -> dict[str, Any]:
        return {}

    async def advance(self, days: int) -> None:
        raise NotImplementedError

    async def run(self, on: bool) -> None:
        raise NotImplementedError

    async def choose_language(self, user: str, language: str) -> None:
        raise NotImplementedError
