"""What the store promises about cases, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import events, following, inbox, listening
from bot.cases import Case, CaseRef, Reporter, Turn
from bot.events import Who
from bot.messages import Reply
from bot.model import Account, Home, Person, PersonId, Week, Workspace, WorkspaceId
from bot.ports import Progress
from storage import models
from storage.columns import Sealed
from storage.store import SqlStore

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WEEK, BEFORE = Week("2026-W48"), Week("2026-W47")
A, B = WorkspaceId("a"), WorkspaceId("b")
MIA, LEA = PersonId("person-mia"), PersonId("person-lea")
BY_MIA = Reporter(MIA, "relay-1", "thread-1")


@pytest.fixture
def two(store: SqlStore) -> SqlStore:
    """Two workspaces; three people in the first."""
    for id in (A, B):
        store.found(
            Workspace(id, language="en"),
            Home("slack", f"T{id}", f"C{id}"),
            Progress(BEFORE, BEFORE, BEFORE, NOW.date()),
        )
    with store.work(A) as work:
        for person in (MIA, LEA, PersonId("person-tom")):
            work.people.add(Person(person), Account(person, "slack", "Ta", f"U-{person}"))
    return store


def case(ref: str = "c1", **about: Any) -> Case:
    """Something to follow up."""
    words = listening.read("the refund took weeks", "en", machine=False).text
    made = Case(
        CaseRef(ref),
        "support",
        ("billing",),
        words,
        NOW,
        NOW + timedelta(days=3),
        turns=(Turn(WEEK, "opened"),),
    )
    return replace(made, **about)


def test_a_case_comes_back_as_it_was_and_its_reporter_by_another_way(two: SqlStore) -> None:
    line = listening.read("Refunds are faster now", "en", machine=False).text
    whole = case(
        state="resolved", owner=LEA, resolution=line, stage=2, nudges=1, spent=31, closed=date(2026, 11, 24), held="unsure",
        turns=(Turn(WEEK, "opened"), Turn(WEEK, "closed", 31)),
    )  # fmt: skip
    with two.work(A) as work:
        work.cases.add(case(), BY_MIA)
        work.cases.save(whole)
    with two.look(A) as work:
        assert work.cases.get("c1") == whole
        assert work.cases.reporter(whole.ref) == BY_MIA
        assert work.cases.of_reporter(MIA) == [(whole, BY_MIA)]
        assert work.cases.of_thread("thread-1") == (whole, BY_MIA)
        assert work.cases.of_owner(LEA) == [whole]
        assert (work.cases.of_reporter(LEA), work.cases.of_thread("thread-2"), work.cases.get("c2")) == (
            [],
            None,
            None,
        )
        assert work.cases.due(NOW) == []
        assert work.cases.due(NOW + timedelta(days=3)) == [whole]
        assert [work.cases.anything(NOW + timedelta(days=days)) for days in (2, 3)] == [False, True]
        assert work.cases.turned_in(WEEK) == [whole.turns]
        assert work.cases.turned_in(Week("2026-W49")) == []


def test_no_column_of_a_case_leads_to_who_relayed_it(two: SqlStore) -> None:
    with two.work(A) as work:
        work.cases.add(case(), BY_MIA)
    with two.engine.connect() as db:
        (row,) = [dict(row._mapping) for row in db.execute(select(*models.Case.__table__.columns))]
    for value in row.values():
        for secret in (*(getattr(BY_MIA, name) for name in ("person", "relay", "thread")), "refund"):
            assert secret not in (value.decode("latin-1") if isinstance(value, bytes) else str(value))
    sealed = {column.name for column in models.Case.__table__.columns if isinstance(column.type, Sealed)}
    assert sealed == {"text", "resolution", "reporter"}
    assert row["text"][3 : 3 + row["text"][2]] == b"case:c1:text"
    assert row["reporter"][3 : 3 + row["reporter"][2]] == b"case:c1:who"


def test_without_its_key_a_reporter_is_gone_even_where_an_old_row_comes_back(two: SqlStore) -> None:
    with two.work(A) as work:
        work.cases.add(case(), BY_MIA)
    with two.engine.connect() as db:
        backed_up = db.scalar(select(models.Case.reporter))
    with two.work(A) as work:
        work.cases.unname(CaseRef("c1"))
    with two.engine.begin() as db:
        db.execute(models.Case.__table__.update().values(reporter=backed_up))
    with two.look(A) as work:
        assert work.cases.reporter(CaseRef("c1")) is None
        assert (work.cases.of_reporter(MIA), work.cases.of_thread("thread-1")) == ([], None)
        found = work.cases.get("c1")
    assert found is not None
    assert found.text is not None


def test_a_shredded_case_keeps_its_figures_and_loses_everything_else(two: SqlStore) -> None:
    with two.work(A) as work:
        work.cases.add(case(owner=LEA, due=None), BY_MIA)
        work.cases.shred(CaseRef("c1"))
    assert two.ring.names("case:") == []
    with two.work(A) as work:
        found = work.cases.get("c1")
        assert found == case(due=None, owner=None, text=None)
        assert work.cases.forget(BEFORE) == []
        assert work.cases.forget(WEEK) == ["c1"]
        assert work.cases.get("c1") is None


def test_an_erased_owner_leaves_the_case_to_nobody(two: SqlStore) -> None:
    with two.work(A) as work:
        work.cases.add(case(owner=LEA), BY_MIA)
        work.people.remove(LEA)
    with two.look(A) as work:
        assert work.cases.get("c1") == case(owner=None)


def test_another_workspace_sees_and_changes_nothing(two: SqlStore) -> None:
    with two.work(A) as work:
        work.cases.add(case(owner=LEA), BY_MIA)
    later = NOW + timedelta(days=99)
    with two.work(B) as work:
        cases = work.cases
        assert (cases.get("c1"), cases.reporter(CaseRef("c1")), cases.of_thread("thread-1")) == (
            None,
            None,
            None,
        )
        assert (cases.of_reporter(MIA), cases.of_owner(LEA), cases.of_state(["open"]), cases.due(later)) == (
            [],
            [],
            [],
            [],
        )
        assert (cases.anything(later), cases.turned_in(WEEK)) == (False, [])
        cases.save(case(state="unknown"))
        cases.report(CaseRef("c1"), Reporter(LEA, "r", "t"))
        assert following.rows(work, None, NOW) is not None
    with two.look(A) as work:
        assert work.cases.get("c1") == case(owner=LEA)
        assert work.cases.reporter(CaseRef("c1")) == BY_MIA


def test_two_who_take_it_at_once_the_first_has_it_and_the_second_is_told(two: SqlStore) -> None:
    with two.work(A) as work:
        work.cases.add(case(), BY_MIA)
    replies: dict[str, Reply] = {}
    ready = threading.Barrier(2)

    def takes(user: str) -> None:
        who = Who("slack", "Ta", user, leader=True)
        ready.wait()
        replies[user] = inbox.handle(events.CaseTaken(who=who, case="c1"), two, NOW)

    hands = [threading.Thread(target=takes, args=(f"U-person-{name}",)) for name in ("lea", "tom")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(reply.how for reply in replies.values()) == ["replace", "tell"]
    (winner,) = [user for user, reply in replies.items() if reply.how == "replace"]
    with two.look(A) as work:
        found = work.cases.get("c1")
    assert found is not None
    assert found.owner == winner.removeprefix("U-")
