"""What the estimator remembers can be lost: it comes back from stored answers, to the last bit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete

from bot import remembering
from bot.statistics.engine import Engine
from storage import models
from tests.world import World

pytestmark = pytest.mark.only("playground", why="what is asked here does not depend on the platform")

FIGURES = ("engine", "voices", "shown", "said")


def weeks(world: World, count: int) -> None:
    """Some pulses in which most answer, while the company grows."""
    for week in range(count):
        people = world.colleagues(6, touchpoint=("support", "app")[week % 2])
        world.asks_everybody()
        for number, person in enumerate(people):
            if person.is_asked:
                person.answers(person.question.buttons[number % 3])
        world.next_week()


def stored(world: World) -> Any:
    """The series, as plain JSON."""
    with world.house.store.look(world.id) as work:
        return json.loads(json.dumps(remembering.series(work)))


def lose(world: World) -> None:
    """The row is gone."""
    with world.house.store.engine.begin() as db:
        assert db.execute(delete(models.Series)).rowcount == 1


def test_a_lost_series_is_made_anew_from_stored_answers(world: World) -> None:
    weeks(world, 5)
    before = stored(world)
    assert before["shown"]["*"]
    lose(world)
    again = stored(world)
    assert {name: again[name] for name in FIGURES} == {name: before[name] for name in FIGURES}
    assert again["rates"] == []


def test_the_next_release_is_the_same_as_if_nothing_had_been_lost(world: World) -> None:
    weeks(world, 4)
    people = world.colleagues(6)
    world.asks_everybody()
    for person in people:
        if person.is_asked:
            person.answers(person.question.buttons[1])
    week, before = world.week, stored(world)
    lose(world)
    world.next_week()
    with world.house.store.look(world.id) as work:
        release, after = work.releases.get(week), work.releases.series()
        tallies, sizes = work.responses.tallies(week), remembering.sizes(work)
    assert release is not None
    assert after is not None
    engine = Engine.load(before["engine"])
    engine.observe(week, [remembering.points(tally) for tally in tallies], sizes)
    assert after["engine"] == engine.dump()
    ledger = remembering.heard(remembering.ledger(before), tallies).showing(release["renewed"])
    assert json.dumps([after["voices"], after["shown"]]) == json.dumps([ledger.voices, ledger.shown])
    assert release["people"] == {"app": 12, "support": 18}


def test_an_engine_of_another_version_is_made_anew_and_the_rest_is_kept(world: World) -> None:
    weeks(world, 3)
    before = stored(world)
    with world.house.store.work(world.id) as work:
        work.releases.put_series(before | {"engine": {"version": 0}})
    assert stored(world) == before
