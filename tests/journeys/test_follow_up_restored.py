"""A backup comes back: nothing about a case is said a second time, and who was erased stays so."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters import keeping
from bot import events
from bot.cases import Case
from storage import copying
from tests.journeys.test_follow_up import DONE, MASKED, card, case, relays, resolves, thursday_noon
from tests.world import Someone, World

pytestmark = pytest.mark.only(
    "playground", why="what stands is the same on every platform, and copying is slow"
)


def restores(world: World, file: Path) -> None:
    """The database is lost, and the backup takes its place."""
    for table in reversed(copying.TABLES):
        with world.house.store.engine.begin() as connection:
            connection.execute(table.delete())
    keeping.restore(world.house.store, file, world.now, copying.unwatched)


def backs_up(world: World, tmp_path: Path) -> Path:
    file = tmp_path / "backup.db"
    keeping.backup(world.house.store, file, copying.unwatched)
    return file


def test_a_stage_that_was_told_is_not_told_again(
    world: World, mia: Someone, lea: Someone, tmp_path: Path
) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    file = backs_up(world, tmp_path)
    world.passes(days=7)
    told = [message.text for message in lea.chat]
    assert len(told) == 1
    restores(world, file)
    world.passes(hours=4)
    assert [message.text for message in lea.chat] == told
    world.passes(days=7)
    assert len([m for m in world.digests if "this is late" in m.text]) == 1


def test_a_reporter_is_not_asked_a_second_time_and_the_first_question_still_counts(
    world: World, mia: Someone, lea: Someone, tmp_path: Path
) -> None:
    relays(mia)
    world.passes(hours=4)
    lea.taps(card(world), "I take it")
    resolves(lea, card(world))
    thursday_noon(world)
    file = backs_up(world, tmp_path)
    world.passes(days=9)
    question = mia.last
    assert "It held" in question.buttons
    restores(world, file)
    world.passes(days=2)
    assert [m for m in mia.chat if "It held" in m.buttons] == [question]
    mia.taps(question, "It held")
    world.passes(days=4)
    assert case(world).state == "confirmed"


def test_who_was_erased_since_the_backup_is_not_in_it_any_more(
    world: World, mia: Someone, lea: Someone, tmp_path: Path
) -> None:
    relays(mia)
    world.passes(hours=4)
    file = backs_up(world, tmp_path)
    mia.writes("delete")
    mia.does(events.Confirmed(what="delete"))
    restores(world, file)
    found: Case = case(world)
    with world.house.store.look(world.id) as work:
        assert work.cases.reporter(found.ref) is None
    assert found.text is not None
    assert MASKED in found.text.text
    lea.taps(card(world), "I take it")
    resolves(lea, card(world), DONE)
    world.passes(days=10)
    assert case(world).state == "unknown"
