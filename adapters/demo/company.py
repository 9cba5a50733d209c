"""The stage of the playground: a company in which time passes at the press of a button."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.demo.people import SAID, colleagues
from adapters.demo.truth import Truth
from adapters.platform import Door
from adapters.playground import CHANNEL, HOME, Colleague, Playground, parse
from adapters.playground.rooms import Post
from adapters.wiring import House
from bot import bank, cadence, events, words
from bot.model import NO_CUSTOMER, Account, Home, Language, Person, PersonId, Role, Workspace, WorkspaceId

ZONE = "Europe/Berlin"
FIRST_DAY = date(2026, 9, 7)  # a Monday; the demo's calendar begins here, whatever the real one says
HOURS = (time(0, 6), *(time(hour) for hour in range(8, 19)))  # when something may happen on a day
TAPS = 0.35  # chance that somebody with an open question gets to it within the hour
SILENT, NOBODY_CAME, CHANGES_MIND, WRITES = 0.2, 0.1, 0.03, 0.25
PACE = 0.6  # seconds of real time an hour takes while the company runs by itself


class Company:
    """Implements `adapters.playground.Stage`."""

    def __init__(self, seed: int = 0, language: Language = "de") -> None:
        self._seed, self._language = seed, language
        self._people = colleagues(seed)
        self._truth = Truth(seed)
        self._luck = random.Random(f"company {seed}")
        self._now = datetime.combine(FIRST_DAY, time(0), ZoneInfo(ZONE)).astimezone(UTC)
        self._ignored: set[str] = set()
        self._run: asyncio.Task[None] | None = None
        self.id = WorkspaceId("demo")

    def settle(self, house: House, playground: Playground) -> None:
        """Found the company's workspace and bring its people in."""
        self._house, self._playground = house, playground
        house.seed = self._seed
        workspace = Workspace(self.id, zone=ZONE, language=self._language, country="", weekly_cap=0.25)
        house.settle_in(Home("playground", HOME, CHANNEL), workspace)
        with house.store.work(self.id) as work:
            for one in self._people:
                person = PersonId(f"demo-{one.user}")
                role: Role = "admin" if one.leader else "colleague"
                spoken: Language = "en" if one.language == "en" else "de"
                work.people.add(
                    Person(person, one.segment, spoken, one.zone, role),
                    Account(person, "playground", HOME, one.user, recent=True),
                )

    def colleagues(self) -> Sequence[Colleague]:
        """Everybody."""
        return self._people

    def now(self) -> datetime:
        """The simulated moment, on the company's wall clock."""
        return self._local()

    def week(self) -> str:
        """The running pulse."""
        return cadence.week_of(self._now, ZONE)

    def weeks_passed(self) -> int:
        """Pulses since the beginning, the running one being 0 at first."""
        return cadence.apart(cadence.week_of(_midnight(FIRST_DAY), ZONE), cadence.week_of(self._now, ZONE))

    async def advance(self, days: int) -> None:
        """Let days pass, hour by hour."""
        await self.until((self._local() + timedelta(days=days)).astimezone(UTC))

    async def until(self, moment: datetime, *, answering: bool = True) -> None:
        """Let time pass until a moment; when nobody is `answering`, questions wait."""
        while (step := self._next_step()) <= moment:
            await self._step(step, answering)
        self._now = moment
        await self._house.catch_up()

    def running(self) -> bool:
        """Whether time passes by itself."""
        return self._run is not None and not self._run.done()

    async def run(self, on: bool) -> None:
        """Start or stop it."""
        if on and not self.running():
            self._run = asyncio.create_task(self._keep_going())
        elif not on and self._run is not None:
            self._run.cancel()
            with suppress(asyncio.CancelledError):
                await self._run
            self._run = None

    async def choose_language(self, user: str, language: str) -> None:
        """Through the same door as everybody."""
        self.speaks(user, language)
        await self._act(self._of(user), events.Chose(setting="language", value=language), "")

    def speaks(self, user: str, language: str) -> None:
        """The list of colleagues shows the language somebody reads."""
        self._people = [replace(p, language=language) if p.user == user else p for p in self._people]

    def truth(self) -> Mapping[str, Any]:
        """The hidden levels beside what the pulse released."""
        with self._house.store.look(self.id) as work:
            releases = work.releases.latest(52, cadence.week_of(self._now, ZONE))
        first = cadence.week_of(_midnight(FIRST_DAY), ZONE)
        where = [person.segment for person in self._people]
        series = []
        for at, index in enumerate(bank.INDICES):
            cells = [release["figures"][index]["*"] or {} for _, release in releases]
            series.append(
                {
                    "name": words.say(f"digest.{index}", self._language),
                    "truth": [
                        self._truth.whole(cadence.apart(first, week), at, where) for week, _ in releases
                    ],
                    "estimate": [cell.get("value") for cell in cells],
                    "low": [cell.get("low") for cell in cells],
                    "high": [cell.get("high") for cell in cells],
                }
            )
        return {"weeks": [week for week, _ in releases], "series": series}

    async def _keep_going(self) -> None:
        while True:
            await self._step(self._next_step())
            await asyncio.sleep(PACE if 8 <= self._local().hour <= 18 else PACE / 3)

    def _next_step(self) -> datetime:
        local = self._local()
        for days in (0, 1):
            day = local.date() + timedelta(days=days)
            for at in HOURS:
                moment = cadence.instant(day, at, ZONE)
                if moment > self._now:
                    return moment
        raise AssertionError("a day without hours")

    async def _step(self, moment: datetime, answering: bool = True) -> None:
        self._now = moment
        await self._house.catch_up()
        if answering and 9 <= self._local().hour <= 18:
            await self._work()

    async def _work(self) -> None:
        """Whoever has a question open may get to it now; who is played by a human is left alone."""
        waiting = self._playground.rooms.waiting()
        for person in self._people:
            if person.user in waiting and not self._playground.players[person.user]:
                for post in self._questions(person):
                    await self._consider(person, post)

    def _questions(self, person: Colleague) -> list[Post]:
        posts, _ = self._playground.rooms.since(0, (person.user,))
        return [post for post in posts if post.waits and post.id not in self._ignored]

    async def _consider(self, person: Colleague, post: Post) -> None:
        luck = self._luck
        if luck.random() > TAPS:
            return
        if luck.random() < SILENT:
            self._ignored.add(post.id)
            return
        answer = self._answer(person, post)
        await self._act(person, answer, post.id)
        if luck.random() < CHANGES_MIND:
            await self._act(person, events.Undone(ask=answer.ask), post.id)
            await self._act(person, self._answer(person, post), post.id)
        elif answer.option != NO_CUSTOMER and luck.random() < WRITES:
            await self._write(person, answer, post.id)

    def _answer(self, person: Colleague, post: Post) -> events.Answered:
        """One of the buttons that stand there, as the customer felt."""
        nobody = events.Who("playground", HOME, person.user)
        taps = [events.read(button["spelt"], nobody) for button in post.card["buttons"]]
        answers = [tap for tap in taps if isinstance(tap, events.Answered)]
        options = [tap for tap in answers if tap.option != NO_CUSTOMER]
        if self._luck.random() < NOBODY_CAME:
            return next(tap for tap in answers if tap.option == NO_CUSTOMER)
        index = self._index(options)
        felt = self._truth.answer(self.weeks_passed(), person.segment, index, len(options), self._luck)
        return options[len(options) - 1 - felt]  # the best stands first

    def _index(self, options: Sequence[events.Answered]) -> int:
        names = {tap.option for tap in options}
        found = next(q for q in bank.current().values() if set(q.options) == names)
        return bank.INDICES.index(found.index)

    async def _write(self, person: Colleague, answer: events.Answered, message: str) -> None:
        """Add what they said: the form, the preview, keep it."""
        happy = answer.option in ("kept", "consistent", "yes", "very", "rather")
        text = self._luck.choice(SAID[person.language, happy])
        await self._act(person, events.Relayed(text=text, ask=answer.ask, touchpoint=person.segment), message)
        posts, _ = self._playground.rooms.since(0, (person.user,))
        keep = next(b["spelt"] for b in posts[-1].card["buttons"] if b["spelt"].startswith("k"))
        nobody = events.Who("playground", HOME, person.user)
        await self._act(person, events.read(keep, nobody), posts[-1].id)

    async def _act(self, person: Colleague, event: events.Event, message: str) -> None:
        door: Door = self._house
        act = parse.Act(events.by(event, self._playground.who(person)), message)
        await self._playground.act(person, act, door)

    def _of(self, user: str) -> Colleague:
        return next(person for person in self._people if person.user == user)

    def _local(self) -> datetime:
        return self._now.astimezone(ZoneInfo(ZONE))


def _midnight(day: date) -> datetime:
    return cadence.instant(day, time(0), ZONE)
