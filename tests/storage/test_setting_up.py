"""What setting up stores and looks up, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import UNASSIGNED, Home, PersonId, Week
from storage.store import SqlStore
from tests.storage.test_store import NOW, A, B, person, question, two

__all__ = ["two"]  # the fixture of two workspaces


@pytest.fixture
def peopled(two: SqlStore) -> SqlStore:
    """Three people of workspace a, in two segments; one administers, one has left."""
    with two.work(A) as work:
        work.people.add(*person("p", segment="app", role="admin"))
        work.people.add(*person("q", segment="store"))
        work.people.add(*person("r", segment="app", role="admin", active=False))
    return two


def test_people_of_a_home_are_known_by_their_id_there(peopled: SqlStore) -> None:
    with peopled.look(A) as work:
        assert {user: p.id for user, p in work.people.at_home(Home("slack", "Ta")).items()} == {
            "U-p": "p",
            "U-q": "q",
            "U-r": "r",
        }
        assert work.people.at_home(Home("slack", "Tb")) == {}
    with peopled.look(B) as work:
        assert work.people.at_home(Home("slack", "Ta")) == {}
        assert work.people.admins() == []


def test_who_left_administers_nothing(peopled: SqlStore) -> None:
    with peopled.look(A) as work:
        assert [one.id for one in work.people.admins()] == ["p"]


def test_only_segments_that_are_kept_keep_their_people(peopled: SqlStore) -> None:
    def segments() -> list[str]:
        with peopled.look(A) as work:
            return [work.people.get(PersonId(id)).segment for id in "pqr"]

    with peopled.work(B) as work:
        work.people.unassign()
    assert segments() == ["app", "store", "app"]
    with peopled.work(A) as work:
        work.people.unassign(keep=("app",))
    assert segments() == ["app", UNASSIGNED, "app"]
    with peopled.work(A) as work:
        work.people.unassign()
    assert segments() == [UNASSIGNED] * 3


def test_a_home_remembers_whose_members_are_asked_and_when_they_are_read(two: SqlStore) -> None:
    wanted = replace(Home("slack", "Ta", "Ca"), audience="S1", gather=NOW)
    with two.work(A) as work:
        work.homes.save(wanted)
    with two.look(A) as work:
        assert work.homes.get("slack", "Ta") == wanted


def test_a_series_is_dropped_in_one_workspace_alone(two: SqlStore) -> None:
    for id in (A, B):
        with two.work(id) as work:
            work.releases.put_series({"of": id})
    with two.work(A) as work:
        work.releases.drop_series()
    with two.look(A) as work:
        assert work.releases.series() is None
    with two.look(B) as work:
        assert work.releases.series() == {"of": B}


def test_only_what_still_waits_is_moved(two: SqlStore) -> None:
    later = NOW + timedelta(hours=5)
    with two.work(A) as work:
        work.deliveries.plan([(question("r1"), NOW), (question("r2"), NOW)])
        work.deliveries.settle("ask:r2", "stands", chat="D", message="1", revision=1)
    with two.work(B) as work:
        work.deliveries.move("ask:r1", later)
    with two.look(A) as work:
        assert work.deliveries.due("ask:r1") == NOW
    with two.work(A) as work:
        for ref in ("r1", "r2", "nobody"):
            work.deliveries.move(f"ask:{ref}", later)
    with two.look(A) as work:
        assert [work.deliveries.due(f"ask:{ref}") for ref in ("r1", "r2", "nobody")] == [later, None, None]


def test_settings_come_back_as_they_were_put(two: SqlStore) -> None:
    with two.work(A) as work:
        wanted = replace(
            work.workspace, touchpoints=("app", "Hotline"), next_cut="team", since=Week("2026-W40")
        )
        work.configure(wanted)
    with two.look(A) as work:
        assert work.workspace == wanted
