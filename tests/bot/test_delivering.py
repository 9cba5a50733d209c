"""What the other side answers, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from adapters.platform import Uncertain, Undeliverable
from adapters.playground import CHANNEL, HOME
from bot import cadence, events, inbox
from bot.model import Home, Week
from storage import models
from tests.world import World

THURSDAY = 3


def states(world: World, table: Any = models.Delivery, kind: str = "ask") -> list[str]:
    """The states of all deliveries of a kind, or of all asks."""
    with world.house.store.engine.connect().execution_options(reading=True) as db:
        rows = db.execute(select(*table.__table__.columns))
        return sorted(row.state for row in rows if table is models.Ask or row.kind == kind)


def at(world: World, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the running week."""
    date = cadence.monday(world.week) + timedelta(days=day)
    return datetime.combine(date, time(hour, minute), ZoneInfo("Europe/Berlin"))


def counted(world: World) -> list[datetime]:
    """When the platform was called from now on."""
    calls: list[datetime] = []
    show = world.platform.show

    async def counting(*what: Any) -> Any:
        calls.append(world.now)
        return await show(*what)

    world.platform.show = counting  # type: ignore[method-assign]
    return calls


def test_after_wait_nothing_is_called_before_the_time_is_over(world: World) -> None:
    people = world.colleagues(12)
    world.catches_up()
    calls = counted(world)
    world.platform.faults.append(Undeliverable("ratelimited", retry_after=600))
    world.jumps(at(world, THURSDAY, 15, 0))
    assert len(calls) == 1
    assert states(world, models.Ask) == ["planned"] * 12
    world.jumps(at(world, THURSDAY, 15, 9))
    assert len(calls) == 1
    world.jumps(at(world, THURSDAY, 15, 11))
    assert sum(person.is_asked for person in people) == len(calls) // 2 >= 8


def test_a_question_that_never_arrived_does_not_count_as_asked(world: World) -> None:
    mia = world.colleague("Mia")
    world.catches_up()
    world.platform.faults.extend(Undeliverable("503") for _ in range(40))
    world.asks_everybody()
    world.platform.faults.clear()
    world.next_week()
    assert "silent" not in states(world, models.Ask)
    assert (world.person("mia").memory.last, world.person("mia").memory.recontact) == (None, 4)
    world.asks_everybody()
    assert mia.is_asked


def test_who_was_never_greeted_is_greeted_before_the_first_question_that_arrives(world: World) -> None:
    mia = world.colleague("Mia")
    world.catches_up()
    world.jumps(at(world, THURSDAY, 20))  # too late for this week: greeting and question are taken back
    assert mia.chat == []
    world.next_week()
    world.asks_everybody()
    assert "automated assistant" in mia.chat[0].text
    assert [message.post.waits for message in mia.chat] == [False, True]


def test_a_lost_answer_leaves_an_uncertain_question_that_a_tap_proves(world: World) -> None:
    mia = world.colleague("Mia")
    show = world.platform.show

    async def losing(message: Any, to: Any, over: Any = None) -> Any:
        await show(message, to, over)
        raise Uncertain("read timed out")

    world.platform.show = losing  # type: ignore[method-assign]
    world.asks_everybody()
    assert (states(world), len(mia.chat)) == (["uncertain"], 2)
    world.platform.show = show  # type: ignore[method-assign]
    world.passes(hours=20)
    assert len(mia.chat) == 2  # not asked twice
    mia.answers(mia.question.buttons[0])
    assert (states(world), states(world, models.Ask)) == (["stands"], ["answered"])


def test_a_tap_while_the_answer_gets_lost_keeps_the_question_standing(world: World) -> None:
    mia = world.colleague("Mia")
    show = world.platform.show

    async def tapped(message: Any, to: Any, over: Any = None) -> Any:
        sent = await show(message, to, over)
        answers = [button.event for button in message.buttons if isinstance(button.event, events.Answered)]
        if answers:
            who = events.Who("playground", HOME, "mia")
            inbox.handle(events.by(answers[0], who), world.house.store, world.now)
            raise Uncertain("read timed out")
        return sent

    world.platform.show = tapped  # type: ignore[method-assign]
    world.asks_everybody()
    assert (states(world), states(world, models.Ask)) == (["stands"], ["answered"])
    assert mia.chat


@pytest.mark.parametrize(
    ("fault", "calls"),
    [
        (Undeliverable("message_not_found", permanent=True), 1),
        (Undeliverable("503"), 8),
        (Uncertain("lost"), 8),
    ],
    ids=["permanent", "refused", "lost"],
)
def test_a_card_that_can_not_be_renewed_is_given_up_in_the_end(
    world: World, fault: Undeliverable | Uncertain, calls: int
) -> None:
    world.colleague("Mia")
    world.asks_everybody()
    world.catches_up()
    made = counted(world)
    with world.house.store.work(world.id) as work:
        (ask,) = work.asks.of_week(world.week)
        work.deliveries.alter(f"ask:{ask.ref}")
    world.platform.faults.extend([fault] * 99)
    for _ in range(14):  # from Thursday evening to Saturday
        world.jumps(world.now + timedelta(hours=3, minutes=1))
    assert len(made) == calls
    assert states(world) == ["stands"]


def test_a_revoked_token_pauses_the_home_and_nothing_old_is_flushed(world: World) -> None:
    people = world.colleagues(6)
    world.catches_up()
    world.platform.faults.extend([Undeliverable("token_revoked", gone=True)] * 99)
    calls = counted(world)
    world.jumps(at(world, THURSDAY, 15, 59))
    world.platform.faults.clear()
    made = len(calls)
    with world.house.store.look(world.id) as work:
        (home,) = work.homes.all()
    assert not home.active
    world.jumps(at(world, 7, 10))
    with world.house.store.work(world.id) as work:
        assert work.progress().planned == Week("2026-W47")  # nobody can be reached: nothing is planned
        work.homes.save(Home("playground", HOME, CHANNEL))
    world.catches_up()
    assert len(calls) == made
    assert world.digests == []
    world.asks_everybody()
    assert any(person.is_asked for person in people)
    assert len(calls) > made


def test_a_digest_that_can_not_be_posted_is_in_attention(world: World) -> None:
    world.colleague("Mia")
    world.asks_everybody()
    world.jumps(at(world, 6, 12))
    world.jumps(at(world, 7, 8))
    world.platform.faults.append(Undeliverable("channel_not_found", permanent=True))
    world.jumps(at(world, 0, 9, 1))
    assert (states(world, kind="digest"), world.digests) == (["attention"], [])
    world.passes(hours=12)
    assert world.digests == []
