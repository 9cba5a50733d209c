"""Taps that come together, on SQLite and on PostgreSQL: what they leave, each alone or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from bot import events, inbox, reminding, sharing
from bot.events import Answered, Who
from bot.model import (
    NO_CUSTOMER,
    Account,
    Ask,
    AskRef,
    Delivery,
    Home,
    Person,
    PersonId,
    Week,
    Why,
    Workspace,
    WorkspaceId,
)
from bot.ports import Progress
from storage import engine as engines
from storage.store import SqlStore
from storage.taps import SqlTaps

NOW, WEEK, A = datetime(2026, 11, 24, 10, tzinfo=UTC), Week("2026-W48"), WorkspaceId("a")
NAMES = ("mia", "ben", "eva", "tom")


@pytest.fixture
def asked(store: SqlStore) -> SqlStore:
    """Four people with a question that stands and a reminder of it; Ben was heard of on Teams last."""
    before = Week("2026-W47")
    store.found(
        Workspace(A, reminding=True), Home("slack", "T"), Progress(before, before, before, NOW.date())
    )
    store.join(A, Home("teams", "tenant"))
    with store.work(A) as work:
        for name in NAMES:
            person = Person(PersonId(name), "app", "en")
            work.people.add(person, Account(person.id, "slack", "T", name, recent=name != "ben"))
            work.asks.add([Ask(AskRef(name), WEEK, person.id, "kept", 1, "app", date(2026, 11, 24), Why("need"), "sent")])  # fmt: skip
            for key in (f"ask:{name}", reminding.key(name)):
                work.deliveries.plan([(Delivery(key, "ask", name, "slack", "T", name, person=person.id, week=WEEK), NOW)])  # fmt: skip
                work.deliveries.settle(key, "stands", chat="D", message="1.1", revision=1)
        work.people.link(Account(PersonId("ben"), "teams", "tenant", "aad", recent=True))
    return store


def tap(name: str, option: str) -> Answered:
    """A tap in Slack."""
    return Answered(who=Who("slack", "T", name, "en"), ask=name, option=option)


def left(store: SqlStore) -> Mapping[str, Any]:
    """What stands in the database, but for random ids."""
    with store.look(A) as work:
        names = [work.responses.pseudonym(WEEK, PersonId(name)) or "" for name in NAMES]
        return {
            "asks": [work.asks.get(name) for name in NAMES],
            "answers": [work.responses.of(WEEK, name) for name in names],
            "cards": [
                (c.delivery.key, c.revision) for c in work.deliveries.claim(NOW.replace(hour=11), 99, NOW)
            ],
            "recent": [a.platform for a in work.people.accounts(PersonId("ben")) if a.recent],
        }


ROUNDS = (
    [tap("mia", "kept"), tap("ben", "broken"), tap("eva", NO_CUSTOMER), tap("nobody", "kept")],
    [tap("mia", "partly"), tap("eva", "kept"), tap("tom", "unheard of"), tap("ben", NO_CUSTOMER)],
    [events.Undone(who=Who("slack", "T", "mia", "en"), ask="mia"), tap("mia", "broken"), tap("tom", "kept")],
)


def test_together_leaves_what_one_after_the_other_leaves(
    asked: SqlStore, request: pytest.FixtureRequest
) -> None:
    for happened in ROUNDS:
        replies = sharing.handle(happened, asked, NOW)
        assert not [reply for reply in replies if isinstance(reply, Exception)]
    together = left(asked)
    answers = [answer and answer.value for answer in together["answers"]]
    assert answers == [1, None, 3, 3]  # Mia thought better of it twice, Ben met no customer after all
    assert [each.state for each in together["asks"]] == ["answered", "no_customer", "answered", "answered"]
    assert together["recent"] == ["slack"]
    revisions = dict(together["cards"])
    # Every tap shows on the card and on its reminder; what was refused changes neither.
    assert [revisions[f"ask:{name}"] for name in NAMES] == [5, 3, 3, 2]
    assert [revisions[reminding.key(name)] for name in NAMES] == [5, 3, 3, 2]


def test_when_they_can_not_be_stored_together_each_is_alone(
    asked: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = SqlTaps.settle, list[int]()

    def settle(self: SqlTaps, reached: Any, *given: Any) -> Any:
        tried.append(len(reached))
        if len(reached) > 1:
            raise RuntimeError("not these together")
        return real(self, reached, *given)

    monkeypatch.setattr(SqlTaps, "settle", settle)
    replies = sharing.handle([tap(name, "kept") for name in NAMES], asked, NOW)
    assert tried == [4, 1, 1, 1, 1]
    assert all(not isinstance(reply, Exception) and reply.stands for reply in replies)
    assert [answer.value for answer in left(asked)["answers"]] == [3, 3, 3, 3]


def test_a_tap_alone_is_the_same(asked: SqlStore) -> None:
    reply = inbox.handle(tap("ben", "kept"), asked, NOW)
    assert reply.stands == ("ask:ben", 2)
    found = left(asked)
    assert found["answers"][1].value == 3
    assert found["recent"] == ["slack"]
    assert found["asks"][0] == replace(found["asks"][0], state="sent")


@pytest.mark.parametrize("store", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("rested", [0.0, 3600.0], ids=["after a rest", "in a crowd"])
def test_a_lost_connection_costs_no_answer(
    asked: SqlStore, rested: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.RESTED_S", rested)
    sharing.handle([tap("mia", "kept"), tap("ben", "kept")], asked, NOW)
    other = engines.connect(asked.engine.url.render_as_string(hide_password=False))
    with other.begin() as db:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert db.scalar(text(f"SELECT count(pg_terminate_backend(pid)) {others}"))
    other.dispose()
    replies = sharing.handle([tap(name, "broken") for name in NAMES], asked, NOW)
    assert all(not isinstance(reply, Exception) and reply.stands for reply in replies)
    assert [answer.value for answer in left(asked)["answers"]] == [1, 1, 1, 1]
