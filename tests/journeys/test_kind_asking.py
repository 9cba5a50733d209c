"""The planner keeps its word: own hours, holidays, a longer wait after silence and after "no customer"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.settings import Settings
from bot import cadence
from bot.model import Week
from tests.doorstep import Doorstep
from tests.screens import Screen
from tests.world import ZONE, Someone, World

pytestmark = pytest.mark.only("playground", why="what is asked here does not depend on the platform")

FRIDAY_AT_EIGHT = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo(ZONE))


def asked_weeks(world: World, person: Someone, weeks: int, answer: str | None) -> list[int]:
    """In which of the coming weeks somebody is asked who always reacts like this."""
    begun, found = world.week, []
    for _ in range(weeks):
        world.asks_everybody()
        if person.is_asked:
            found.append(cadence.apart(begun, world.week))
            if answer is not None:
                person.answers(answer)
        world.next_week()
    return found


def test_every_ignored_question_doubles_the_wait_up_to_sixteen_weeks(world: World) -> None:
    assert asked_weeks(world, world.colleague("Mia"), 46, None) == [0, 8, 24, 40]


def test_an_answer_keeps_it_at_four_weeks_and_three_a_quarter(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    best = mia.question.buttons[0]
    assert best
    assert asked_weeks(world, mia, 1, best) == [0]
    begun = world.week
    found = []
    for _ in range(25):
        world.asks_everybody()
        if mia.is_asked:
            found.append(cadence.apart(begun, world.week) + 1)
            mia.answers(mia.question.buttons[0])
        world.next_week()
    assert found == [4, 8, 13, 17, 21]


def test_twice_no_customer_halves_the_rate(world: World) -> None:
    assert asked_weeks(world, world.colleague("Mia"), 30, "No customer lately") == [0, 4, 12, 20, 28]


def test_who_chose_an_hour_and_a_day_is_asked_then(world: World) -> None:
    mia, ben = world.colleague("Mia"), world.colleague("Ben")
    with world.house.store.work(world.id) as work:
        work.people.save(replace(world.person(mia.user), hour=8, weekday=5))
    world.asks_everybody()
    assert (mia.is_asked, ben.is_asked) == (False, True)
    world.jumps(FRIDAY_AT_EIGHT.replace(minute=59))
    assert mia.is_asked
    with world.house.store.look(world.id) as work:
        days = {ask.person: ask.day for ask in work.asks.of_week(world.week)}
    assert days[world.person(mia.user).id] == FRIDAY_AT_EIGHT.date()


@pytest.mark.parametrize(("country", "state", "free"), [("DE", "BY", True), ("DE", "", False)])
def test_no_question_comes_on_a_public_holiday_of_the_state(
    settings: Settings, doorstep: Doorstep, screen: Screen, country: str, state: str, free: bool
) -> None:
    monday = datetime(2026, 1, 5, 8, tzinfo=ZoneInfo(ZONE))
    world = World(settings, doorstep, screen, now=monday, country=country, state=state)
    try:
        world.colleagues(30)
        world.catches_up()
        with world.house.store.look(world.id) as work:
            days = {ask.day.isoformat() for ask in work.asks.of_week(Week("2026-W02"))}
        assert days == {"2026-01-07", "2026-01-08", *(() if free else ("2026-01-06",))}
    finally:
        world.end()
