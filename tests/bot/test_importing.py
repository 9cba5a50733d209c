"""People and answers from files, as the use case sees them."""

from __future__ import annotations

from typing import Any

import pytest

from bot import importing
from bot.events import Who
from bot.importing import BadRow, Voice
from bot.model import Home, Person
from storage.store import SqlStore
from tests.world import World


def rows(*lines: dict[str, str]) -> Any:
    """With line numbers, as a file has them."""
    return [(number, line) for number, line in enumerate(lines, 2)]


def test_one_person_on_two_platforms_is_one_person(world: World) -> None:
    store: SqlStore = world.house.store
    store.join(world.id, Home("teams", "T2"))
    both = rows(
        {"person": "7", "platform": "playground", "id": "mia", "touchpoint": "app"},
        {"person": "7", "platform": "Teams", "id": "mia-t", "touchpoint": "store"},
        {"person": "8", "platform": "teams", "id": "ben-t"},
    )
    with store.work(world.id) as work:
        assert importing.people(work, both) == importing.Imported(2, 0, 0)
        mia, _ = work.people.met(Who("teams", "T2", "mia-t")) or pytest.fail("nobody")
        assert [a.platform for a in work.people.accounts(mia.id)] == ["playground", "teams"]
        assert (mia.segment, dict(work.people.sizes())) == ("app", {"app": 1, "unassigned": 1})


def test_an_empty_cell_changes_nothing_and_a_full_one_only_its_own(world: World) -> None:
    world.colleague("Mia", touchpoint="store", language="en", zone="Europe/London")
    before = world.person("mia")
    with world.house.store.work(world.id) as work:
        row = {"platform": "playground", "id": "mia", "touchpoint": " ", "locale": "", "tz": ""}
        assert importing.people(work, rows(row)) == importing.Imported(0, 0, 0)
    assert world.person("mia") == before
    with world.house.store.work(world.id) as work:
        assert (
            importing.people(work, rows({"platform": "playground", "id": "mia", "role": "leader"})).changed
            == 1
        )
    assert world.person("mia").role == "leader"


def test_who_said_never_on_one_platform_is_not_asked_on_another(world: World) -> None:
    world.house.store.join(world.id, Home("teams", "T2"))
    gone = rows({"platform": "teams", "id": "mia-t"})
    with world.house.store.work(world.id) as work:
        importing.people(work, gone)
        mia, account = work.people.met(Who("teams", "T2", "mia-t")) or pytest.fail("nobody")
        work.people.entomb(account, erased=True)
        work.people.remove(mia.id)
    both = rows(
        {"person": "7", "platform": "playground", "id": "mia"},
        {"person": "7", "platform": "teams", "id": "mia-t"},
    )
    with world.house.store.work(world.id) as work:
        importing.people(work, both)
        audience: list[Person] = list(work.people.audience())
    assert audience == []


@pytest.mark.parametrize(
    ("row", "voice"),
    [
        ({"date": "2026-11-20", "touchpoint": "app", "score": "5"}, ("2026-W47", "app", "satisfied", 5, 1)),
        ({"date": "20-11-2026", "touchpoint": "app", "score": " Kept "}, ("2026-W47", "app", "kept", 3, 1)),
        ({"week": "2026-w53", "site": "North", "rating": "Extremely likely", "n": "7"}, ("2026-W53", "North", "satisfied", 5, 7)),
        ({"week": "2026-W01", "site": "North", "rating": "Gehalten"}, ("2026-W01", "North", "kept", 3, 1)),
    ],
)  # fmt: skip
def test_answers_are_read_as_people_write_them(row: dict[str, str], voice: tuple[Any, ...]) -> None:
    (found,) = importing.voices([(2, row)])
    assert (found.week, found.segment, found.question, found.value, found.count) == voice


def test_who_does_not_know_gives_no_score() -> None:
    row = {"week": "2026-W01", "site": "North", "rating": "Don't know", "n": "9"}
    found: list[Voice] = importing.voices([(2, row)])
    assert found == []
    with pytest.raises(BadRow, match="line 2: n is"):
        importing.voices([(2, row | {"n": "many"})])
