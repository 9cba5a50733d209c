"""The test world speaks the domain: people act in chats, time passes, messages stand.

Everything goes through the two doors and a platform, as the platform's own clients and servers do
it (`tests.screens`); nothing here reaches into the bot, and no word here is about any platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters import wiring
from adapters.settings import Settings
from bot import cadence, events, importing
from bot.model import Home, Language, Person, Week, Workspace, WorkspaceId
from tests.doorstep import Doorstep
from tests.screens import Colleague, Handed, Post, Screen

ZONE = "Europe/Berlin"
START = datetime(2026, 11, 16, 8, tzinfo=ZoneInfo(ZONE))  # a Monday: week 47 begins
TUESDAY_NOON = timedelta(days=1, hours=4)


class World:
    """One workspace, the platforms it lives on, and its clock."""

    def __init__(
        self,
        settings: Settings,
        doorstep: Doorstep,
        *screens: Screen,
        now: datetime = START,
        **workspace: Any,
    ) -> None:
        self.now = now
        self._doorstep, self.screens = doorstep, {screen.name: screen for screen in screens}
        self.screen = screens[0]
        self._people: dict[str, Colleague] = {}
        self.house = wiring.House(wiring.open_store(settings), settings, lambda: self.now.astimezone(UTC))
        self.house.seed = 7
        for screen in screens:
            self.house.platforms[screen.name] = screen.connect(self.house, doorstep)
        self.platform: Any = self.house.platforms[self.screen.name]
        fresh = Workspace(WorkspaceId("w"), zone=ZONE, language="en", country="", weekly_cap=1.0)
        first, *more = [Home(screen.name, screen.home, screen.channel) for screen in screens]
        self.id = self.house.settle_in(first, replace(fresh, **workspace))
        for home in more:
            self.house.store.join(self.id, home)

    def end(self) -> None:
        """Let go."""
        self._doorstep.run(self.house.close())
        for screen in self.screens.values():
            screen.end()

    def colleague(
        self, name: str, *, touchpoint: str = "support", language: Language = "en", zone: str = ZONE,
        role: str = "colleague", imported: bool = True, on: Sequence[str] = (), person: str = "",
    ) -> Someone:  # fmt: skip
        """Somebody who works here, in the audience unless not imported.

        `on`: the platforms they have an account on, the first one unless told; `person`: the admin's
        word for one and the same person on several of them.
        """
        user, places = name.lower(), on or (self.screen.name,)
        self._people[user] = Colleague(user, name, language, zone, touchpoint, role == "leader")
        rows = []
        for place in places:
            self.screens[place].joins(self._people[user])
            row = {"platform": place, "id": self.screens[place].id(user), "locale": language, "tz": zone}
            rows.append(row | {"role": role, "touchpoint": touchpoint, "team": touchpoint, "person": person})
        if imported:
            self.imports(*rows)
        return Someone(self, user, self.screens[places[0]])

    def imports(self, *rows: dict[str, str]) -> importing.Imported:
        """The admin's file."""
        with self.house.store.work(self.id) as work:
            return importing.people(work, enumerate(rows, 2))

    def leaves_the_channel(self, user: str) -> None:
        """Somebody is not in the leadership channel any more."""
        self._people[user] = replace(self._people[user], leader=False)
        for screen in self.screens.values():
            screen.joins(self._people[user])

    def colleagues(self, count: int, **about: Any) -> list[Someone]:
        """Many of them."""
        begin = len(self._people)
        return [self.colleague(f"c{begin + n}", **about) for n in range(count)]

    @property
    def people(self) -> list[Someone]:
        """Everybody, in front of the first platform."""
        return [Someone(self, user, self.screen) for user in self._people]

    def guest(self, name: str) -> Someone:
        """Somebody of another organisation who can write to the bot."""
        user = name.lower()
        self._people[user] = Colleague(user, name, guest=True)
        self.screen.joins(self._people[user])
        return Someone(self, user, self.screen)

    def catches_up(self) -> None:
        """Whatever is due gets done."""
        self._doorstep.run(self.house.catch_up())

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
        return [Message(self, post) for post in self.screen.posted()]

    def who(self, user: str, **more: Any) -> events.Who:
        """Somebody, as events of this platform name them; known here or not."""
        return replace(events.Who(self.screen.name, self.screen.home, self.screen.id(user)), **more)

    def person(self, user: str) -> Person:
        """What is stored of somebody."""
        ids = [events.Who(s.name, s.home, s.id(user)) for s in self.screens.values()]
        with self.house.store.look(self.id) as work:
            met = next(found for who in ids if (found := work.people.met(who)))
        return met[0]

    def does(self, user: str, event: events.Event, message: str = "") -> Handed:
        """Somebody does something; what comes back is what their own screen alone shows.

        `message` is the id of what they do it on: a tap. Without it a command is written, a form is
        sent, a relay is begun on somebody else's message.
        """
        return Someone(self, user, self.screen).does(event, message)


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
    screen: Screen

    def on(self, platform: str) -> Someone:
        """The same one, in front of another platform."""
        return replace(self, screen=self.world.screens[platform])

    @property
    def id(self) -> str:
        """Their id on the platform."""
        return self.screen.id(self.user)

    @property
    def chat(self) -> list[Message]:
        """What stands there, oldest first."""
        return [Message(self.world, post) for post in self.screen.chat(self.user)]

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

    def taps(self, message: Message, label: str) -> Handed:
        """Taps a button, also of a message that has changed since it was looked at."""
        return self.screen.taps(self.user, message.spelt(label), message.post)

    def writes(self, text: str) -> Message:
        """Writes to the bot; what it says."""
        self.screen.writes(self.user, text)
        return self.last

    def sends(self, handed: Handed, **fields: str) -> Message:
        """Fills and sends the form that was handed over; what follows."""
        self.screen.sends(self.user, handed["form"], fields)
        return self.last

    def passes_on(self, text: str) -> Handed:
        """Starts a relay on a message of somebody else."""
        return self.screen.relays(self.user, text)

    def leaves(self) -> None:
        """Left the platform."""
        self.screen.leaves(self.user)

    def returns(self) -> None:
        """Is back."""
        self.screen.arrives(self.user)

    def does(self, event: events.Event, message: str = "") -> Handed:
        """See `World.does`."""
        on = next((post for post in self.screen.chat(self.user) if post.id == message), None)
        if isinstance(event, events.Commanded) and on is None:
            return self.screen.writes(self.user, event.text)
        if isinstance(event, events.RelayBegun) and on is None:
            return self.screen.relays(self.user, event.text)
        if isinstance(event, events.Relayed | events.Masked):
            said = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in ("who", "id")}
            bare = replace(event, **{"text" if isinstance(event, events.Relayed) else "words": ""})
            return self.screen.sends(self.user, Post("", (), (), {}, events.spell(bare)), said)
        return self.screen.taps(self.user, events.spell(event), on)


@dataclass(frozen=True)
class Message:
    """A message that stands in a chat."""

    world: World
    post: Post

    @property
    def text(self) -> str:
        """Its lines and tables."""
        return "\n".join(self.post.lines)

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [label for label, _ in self.post.buttons]

    def spelt(self, label: str) -> str:
        """What a tap on a button says."""
        return dict(self.post.buttons)[label]

    def event(self, label: str) -> events.Event:
        """What a button stands for."""
        return events.read(self.spelt(label), events.NOBODY)
