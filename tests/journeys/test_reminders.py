"""The optional reminder: once, to half of the silent, never to anybody else, and a second number at the close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest

from adapters.settings import Settings
from bot import reminding
from bot.model import Ask, Week
from tests.doorstep import Doorstep
from tests.screens import Screen
from tests.world import Message, Someone, World

HERE = pytest.mark.only("playground", why="what is asked here does not depend on the platform")

W47 = Week("2026-W47")
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def reminding_world(settings: Settings, doorstep: Doorstep, screen: Screen) -> Iterator[World]:
    """A workspace that reminds."""
    made = World(settings, doorstep, screen, reminding=True)
    yield made
    made.end()


def asks(world: World) -> dict[str, Ask]:
    """This week's asks by the user they were put to."""
    users = {world.person(someone.user).id: someone.user for someone in world.people}
    with world.house.store.look(world.id) as work:
        return {users[ask.person]: ask for ask in work.asks.of_week(W47)}


def reminders(someone: Someone) -> list[Message]:
    """What stands below the greeting and the question."""
    return someone.chat[2:]


def early(world: World, ask: Ask) -> bool:
    """Asked early enough in the week for two working days more."""
    return ask.day <= date(2026, 11, 18)


def days(world: World) -> Iterator[date]:
    """Tuesday to Friday, each up to the last minute of the hours of asking, and after."""
    for ahead in range(4):
        day = date.fromordinal(FRIDAY.toordinal() - 3 + ahead)
        world.reaches(day, time(15, 59))
        yield day
    world.reaches(FRIDAY, time(20))


def to_friday(world: World) -> None:
    """The working week passes."""
    for _ in days(world):
        pass


def test_a_random_half_of_the_silent_is_reminded_once_two_working_days_later(reminding_world: World) -> None:
    world, people = reminding_world, reminding_world.colleagues(30)
    since: dict[str, date] = {}
    for day in days(world):
        since |= {person.user: day for person in people if reminders(person) and person.user not in since}
    put = asks(world)
    expected = {p.user for p in people if early(world, put[p.user]) and reminding.drawn(put[p.user].ref)}
    assert since == {user: date.fromordinal(put[user].day.toordinal() + 2) for user in expected}
    assert 0 < len(expected) < sum(early(world, ask) for ask in put.values())
    for reminder in (message for person in people for message in reminders(person)):
        assert reminder.text.startswith(
            "A reminder, and the only one: the question above waits until Sunday."
        )
        assert reminder.buttons == []
    assert max(len(reminders(person)) for person in people) == 1


@HERE
def test_nobody_is_reminded_unless_the_workspace_wants_it(world: World) -> None:
    people = world.colleagues(30)
    to_friday(world)
    assert [person.user for person in people if reminders(person)] == []


def test_who_answered_paused_or_said_never_is_left_alone(reminding_world: World) -> None:
    world, people = reminding_world, reminding_world.colleagues(30)
    done: set[str] = set()
    for day in (17, 18, 19, 20):
        for at in (time(11), time(13), time(15), time(15, 59)):
            world.reaches(date(2026, 11, day), at)
            for person in people:
                if person.user not in done and person.is_asked:
                    _reacts(person, len(done))
                    done.add(person.user)
    to_friday(world)
    drawn = [user for user, ask in asks(world).items() if early(world, ask) and reminding.drawn(ask.ref)]
    assert drawn
    assert [person.user for person in people if "reminder" in str([m.text for m in person.chat])] == []


def _reacts(person: Someone, number: int) -> None:
    """Every way of not being silent, in turn."""
    if number % 4 == 0:
        person.answers(person.question.buttons[0])
    elif number % 4 == 1:
        person.answers("No customer lately")
    elif number % 4 == 2:
        person.taps(person.question, "Pause 2 weeks")
    else:
        person.taps(person.writes("never"), "Yes, never again")


@HERE
def test_who_chose_a_day_of_their_own_is_asked_then_and_not_reminded(reminding_world: World) -> None:
    world, people = reminding_world, reminding_world.colleagues(30)
    with world.house.store.work(world.id) as work:
        for person in work.people.audience():
            work.people.save(replace(person, weekday=2))
    to_friday(world)
    assert {ask.day for ask in asks(world).values()} == {date(2026, 11, 17)}
    assert [person.user for person in people if reminders(person)] == []


def test_once_it_is_answered_or_closed_the_reminder_says_that_nothing_is_left(reminding_world: World) -> None:
    world, people = reminding_world, reminding_world.colleagues(30)
    to_friday(world)
    first, *others = [person for person in people if reminders(person)]
    first.answers(first.question.buttons[0])
    world.passes(hours=1)
    assert reminders(first)[0].text == "Nothing is left to do here. Thank you!"
    assert reminders(others[0])[0].text.startswith("A reminder")
    world.next_week()
    assert {reminders(other)[0].text for other in others} == {"Nothing is left to do here. Thank you!"}
    assert len(reminders(first)) == 1


@HERE
def test_my_data_tells_that_i_was_reminded(reminding_world: World) -> None:
    from bot import privacy

    world, people = reminding_world, reminding_world.colleagues(20)
    to_friday(world)
    with world.house.store.look(world.id) as work:
        for person in people:
            (ask,) = privacy.data(work, world.person(person.user))["asks"]
            assert ask["reminded"] is bool(reminders(person))


@HERE
def test_what_the_reminded_say_becomes_a_second_number_and_never_the_first(
    reminding_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody who answers at once is content, whoever had to be reminded is as unhappy as can be."""
    monkeypatch.setattr(reminding, "drawn", lambda ref: True)  # so that 180 people are enough
    world, people = reminding_world, reminding_world.colleagues(180)
    for day in (17, 18, 19, 20):
        for at in (time(11), time(13), time(15), time(15, 59), time(20)):
            world.reaches(date(2026, 11, day), at)
            for number, person in enumerate(people):
                if person.is_asked and (reminders(person) or number % 3 == 0):
                    person.answers(person.question.buttons[-4 if reminders(person) else 0])
    world.next_week()
    with world.house.store.look(world.id) as work:
        release, state = work.releases.get(W47), work.releases.series()
    assert release is not None
    assert state is not None
    told = {index: second for index, second in release["second"].items() if second}
    assert told
    for index, second in told.items():
        assert second["value"] < release["figures"][index]["*"]["value"]
        assert second["low"] <= second["value"] <= second["high"]
    reminded = sum(cell[0] for cell in state["reminded"]["sums"]["reminded"].values())
    assert reminded == state["reminded"]["silent"] == sum(bool(reminders(person)) for person in people)
    (digest,) = world.digests
    assert "As if all the silent were like those who answered once reminded: " in digest.text


@HERE
def test_below_the_threshold_the_reminded_are_not_even_added_up(reminding_world: World) -> None:
    world, people = reminding_world, reminding_world.colleagues(8)
    to_friday(world)
    for person in people:
        if person.is_asked:
            person.answers(person.question.buttons[0])
    world.next_week()
    with world.house.store.look(world.id) as work:
        release, state = work.releases.get(W47), work.releases.series()
    assert release is not None
    assert state is not None
    assert release["second"] is None
    assert "reminded" not in state
