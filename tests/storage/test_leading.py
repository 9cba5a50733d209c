"""What leaders believe and did, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot import listening, privacy
from bot.model import Account, Action, Belief, Home, Person, PersonId, Week, Workspace, WorkspaceId
from bot.ports import Progress
from storage.models import Belief as BeliefRow
from storage.store import SqlStore

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WEEK, OLD = Week("2026-W48"), Week("2024-W10")
A, B = WorkspaceId("a"), WorkspaceId("b")


def founded(store: SqlStore) -> SqlStore:
    """Two workspaces with a leader each."""
    start = Progress(Week("2026-W47"), Week("2026-W47"), Week("2026-W47"), NOW.date())
    for id in (A, B):
        store.found(Workspace(id), Home("slack", f"T{id}", f"C{id}"), start)
        with store.work(id) as work:
            work.people.add(
                Person(PersonId(f"p{id}"), role="leader"),
                Account(PersonId(f"p{id}"), "slack", f"T{id}", "U1"),
            )
    return store


def action(number: int, week: Week, text: str) -> Action:
    """Something done."""
    return Action(number, week, NOW.date(), listening.read(text, "en").text, "price", "support")


def test_a_belief_is_sealed_replaced_seen_by_its_workspace_and_gone_with_its_key(store: SqlStore) -> None:
    founded(store)
    with store.work(A) as work:
        work.beliefs.put(Belief(WEEK, PersonId("pa"), "under_50"))
        work.beliefs.put(Belief(WEEK, PersonId("pa"), "80_89"))
        work.beliefs.put(Belief(OLD, PersonId("pa"), "90_more"))
    with store.look(B) as other:
        assert not other.beliefs.of_week(WEEK)
        assert not other.beliefs.of_person(PersonId("pa"))
    with store.engine.connect() as connection:
        assert not any(b"80_89" in guess for guess in connection.scalars(select(BeliefRow.guess)))
    with store.work(A) as work:
        assert [b.guess for b in work.beliefs.of_person(PersonId("pa"))] == ["90_more", "80_89"]
        privacy.forget(work, NOW)
        assert [b.week for b in work.beliefs.of_person(PersonId("pa"))] == [WEEK]
        store.ring.destroy([f"belief:{A}:{WEEK}"])
        assert not work.beliefs.of_week(WEEK)


def test_whoever_goes_takes_their_beliefs_along(store: SqlStore) -> None:
    founded(store)
    with store.work(A) as work:
        work.beliefs.put(Belief(WEEK, PersonId("pa"), "under_50"))
        privacy.erase(work, work.people.get(PersonId("pa")))
        assert not work.beliefs.of_week(WEEK)


def test_actions_are_counted_up_and_old_ones_go(store: SqlStore) -> None:
    founded(store)
    with store.work(A) as work:
        assert work.actions.last() == 0
        work.actions.add(action(1, OLD, "Long ago"))
        assert [a.text.text for a in work.actions.recent()] == ["Long ago"]
        work.actions.add(action(2, WEEK, "This week"))
        assert [a.number for a in work.actions.recent()] == [1, 2]
        assert [a.text.text for a in work.actions.of_week(WEEK)] == ["This week"]
        privacy.forget(work, NOW)
    with store.look(A) as work:
        assert [a.number for a in work.actions.recent()] == [2]
    with store.look(B) as other:
        assert other.actions.last() == 0
