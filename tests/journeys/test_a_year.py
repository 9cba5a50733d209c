"""A year in fast motion: fifty-three weeks, two changes of the clock, an outage, silence, and somebody who leaves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from adapters.settings import Settings
from bot import cadence, words
from bot.model import Week
from tests import screens
from tests.doorstep import Doorstep
from tests.world import ZONE, Message, Someone, World

START = datetime(2026, 9, 28, 8, tzinfo=ZoneInfo(ZONE))  # week 40
CLOCK_CHANGES = {date(2026, 10, 26), date(2027, 3, 29)}  # the Mondays after
OUTAGE = Week("2026-W46")  # from its Tuesday, for three weeks
SILENT = {Week("2026-W52"), Week("2026-W53"), Week("2027-W01")}
LAST = Week("2027-W39")


@pytest.fixture
def world(settings: Settings, doorstep: Doorstep, screen: screens.Screen) -> Iterator[World]:
    made = World(settings, doorstep, screen, now=START)
    yield made
    made.end()


class Year:
    """What is to be seen of a year, and what must hold in each of its weeks."""

    def __init__(self, world: World) -> None:
        self.world, self.people = world, world.colleagues(24)
        self.asked: dict[str, list[Week]] = defaultdict(list)
        self.told: dict[Week, str] = {}
        self.answered: Someone | None = None  # one of those who did last week
        self.late = 0  # how many were tapped too late

    def week(self) -> None:
        """Asked, answered (but in silent weeks), told."""
        self.answered = None
        week, open_ = self.world.week, list[tuple[Someone, Message]]()
        self.world.asks_everybody()
        for number, someone in enumerate(self.people):
            if someone.is_asked:
                self.asked[someone.user].append(week)
                if week not in SILENT and number % 5:
                    someone.answers(someone.question.buttons[number % 3])
                    self.answered = someone
                else:
                    open_.append((someone, someone.question))
        self.monday(week)
        for someone, question in open_[:1]:
            someone.taps(question, question.buttons[0])
            assert "This pulse has closed" in "".join(message.text for message in someone.chat[-2:])
            self.late += 1

    def monday(self, week: Week) -> None:
        """The digest stands at nine by the clock on the wall, not before, and once."""
        monday = cadence.monday(week) + timedelta(days=7)
        if monday in CLOCK_CHANGES:
            self.world.reaches(monday, time(8, 59))
            assert len(self.world.digests) == len(self.told)
        self.world.reaches(monday, time(10))
        texts = [digest.text for digest in self.world.digests]
        assert texts[:-1] == list(self.told.values())  # what stood stands, word for word
        self.told[week] = texts[-1]

    def outage(self) -> None:
        """Planned, and then nothing runs for three weeks."""
        world, before = self.world, {someone.user: len(someone.chat) for someone in self.people}
        world.reaches(cadence.monday(world.week) + timedelta(days=1), time(9))
        world.jumps(world.now + timedelta(days=21))
        assert {someone.user: len(someone.chat) for someone in self.people} == before
        for digest in world.digests[len(self.told) :]:
            week = Week(f"2026-W{number(digest.text)}")
            assert OUTAGE <= week < world.week
            self.told[week] = digest.text


def number(digest: str) -> int:
    """The week a digest is about."""
    return int(re.search(r"week (\d+) \(", digest)[1])  # type: ignore[index]


def test_a_year(world: World) -> None:
    year = Year(world)
    while world.week < OUTAGE:
        year.week()
    year.outage()
    while world.week not in SILENT:
        year.week()
    for _ in SILENT:
        year.week()
    said = [year.told[week] for week in sorted(SILENT)]
    assert said[1].startswith("Customer pulse · week 53 (28 Dec – 3 Jan)")
    while year.answered is None:
        year.week()
    gone, shown = forgets_everything(year, year.answered)
    end = world.week
    while world.week <= LAST:
        year.week()
    assert list(year.told) == weeks(START, LAST)
    assert sum(map(len, year.asked.values())) > 100
    assert year.late > 4
    for asked in year.asked.values():
        assert all(cadence.apart(one, other) >= 4 for one, other in pairwise(asked))
    assert year.asked[gone.user][-1] < end
    only_what_may_be_kept(world, shown)


def forgets_everything(year: Year, gone: Someone) -> tuple[Someone, dict[Week, object]]:
    """Somebody who answered has everything deleted; the figures that have left the house stay as they are."""
    world, last = year.world, year.asked[gone.user][-1]
    with world.house.store.look(world.id) as work:
        before = {week: work.releases.get(week) for week in year.told}
        voices = sum(sum(tally.counts.values()) for tally in work.responses.tallies(last))
    gone.taps(gone.writes("delete"), "Yes, delete everything")
    with world.house.store.look(world.id) as work:
        assert {week: work.releases.get(week) for week in year.told} == before
        left = sum(sum(tally.counts.values()) for tally in work.responses.tallies(last))
        assert work.people.met(world.who(gone.user)) is None
    assert voices - left == 1
    assert gone.last.text == words.say("privacy.deleted", "en")
    return gone, dict(before)


def weeks(start: datetime, last: Week) -> list[Week]:
    found = [cadence.week_of(start, ZONE)]
    while found[-1] < last:
        found.append(cadence.later(found[-1], 1))
    return found


def only_what_may_be_kept(world: World, shown: dict[Week, object]) -> None:
    """Links end fourteen days after a close; what was released stands as it was."""
    with world.house.store.look(world.id) as work:
        assert len(work.responses.linkable()) <= 3
        for week in weeks(START, cadence.later(world.week, -4)):
            assert list(work.asks.of_week(week)) == []
        assert {week: work.releases.get(week) for week in shown} == shown
