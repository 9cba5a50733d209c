"""Events that come at the same time leave exactly what they leave one after the other."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event as hooks
from sqlalchemy import select, text

from bot import events, importing, inbox, sharing
from bot.events import Answered, Event, Who
from bot.messages import Reply
from bot.model import NO_CUSTOMER, Ask, AskRef, Delivery, Home, Week, Why, Workspace, WorkspaceId
from bot.ports import Progress
from storage import engine as engines
from storage import models
from storage.keyring import KeyRing
from storage.store import SqlStore
from tests.conftest import MASTER

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)  # a Wednesday
WEEK, OLD = Week("2026-W47"), Week("2026-W40")
W = WorkspaceId("w")
PEOPLE = 4

who = st.builds(
    lambda user, home, outsider: Who("slack", home, user, "en", outsider=outsider),
    st.sampled_from([f"U{n}" for n in range(PEOPLE)] + ["stranger"]),
    st.sampled_from(["T1"] * 9 + ["nowhere"]),
    st.sampled_from([False] * 9 + [True]),
)
ask = st.sampled_from([f"r{n}" for n in range(PEOPLE)] + ["old0", "unknown", "r\x001"])
option = st.sampled_from(["kept", "partly", "broken", NO_CUSTOMER, "unheard of"])
event = st.one_of(
    *[st.builds(Answered, who=who, ask=ask, option=option, id=st.sampled_from(["", "", "e1"]))] * 4,
    st.builds(events.Undone, who=who, ask=ask),
    st.builds(events.Snoozed, who=who, ask=ask),
    st.builds(events.Confirmed, who=who, what=st.just("never")),
)


@contextmanager
def opened(folder: Path) -> Iterator[SqlStore]:
    """The store in a folder."""
    ring = KeyRing(engines.connect(f"sqlite:///{folder}/keys.db", durable=False), MASTER)
    store = SqlStore(engines.connect(f"sqlite:///{folder}/pulse.db", durable=False), ring)
    yield store
    store.engine.dispose()
    store.ring.close()


@pytest.fixture(scope="module")
def asked(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace whose people each have a question that stands, and one of them an old one."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with opened(folder) as store:
        store.found(Workspace(W), Home("slack", "T1", "C1"), Progress(WEEK, OLD, OLD, NOW.date()))
        with store.work(W) as work:
            rows = [{"platform": "slack", "id": f"U{n}", "touchpoint": "app"} for n in range(PEOPLE)]
            importing.people(work, enumerate(rows))
            for n in range(PEOPLE):
                met = work.people.met(Who("slack", "T1", f"U{n}"))
                assert met is not None
                for ref, week in [(f"r{n}", WEEK), *([("old0", OLD)] if n == 0 else [])]:
                    work.asks.add([Ask(AskRef(ref), week, met[0].id, "kept", 1, "app", NOW.date(), Why("need"), "sent")])  # fmt: skip
                    work.deliveries.plan([(Delivery(f"ask:{ref}", "ask", ref, "slack", "T1", f"U{n}", person=met[0].id, week=week), NOW)])  # fmt: skip
            work.responses.pseudonym(WEEK, met[0].id, make=True)
    return folder


@contextmanager
def copy(folder: Path) -> Iterator[SqlStore]:
    """A store of its own with the same people, questions and keys."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(folder, place, dirs_exist_ok=True)
        with opened(Path(place)) as store:
            yield store


def left(store: SqlStore) -> dict[str, list[Any]]:
    """Everything that is stored, random ids and seals aside."""
    tables = (models.Response, models.Ask, models.Delivery, models.Account, models.Person, models.Heard)
    with store.engine.connect().execution_options(reading=True) as db:
        return {
            table.__tablename__: sorted(
                str({k: v for k, v in row._mapping.items() if k != "id" or table is models.Person})
                for row in db.execute(select(*table.__table__.columns))
                if getattr(row, "user", "") != "stranger" and getattr(row, "audience", True)
            )
            for table in tables
        }


@settings(max_examples=60, deadline=None)
@given(happened=st.lists(event, min_size=1, max_size=9))
def test_together_is_one_after_the_other(asked: Path, happened: list[Event]) -> None:
    with copy(asked) as one, copy(asked) as other:
        together = sharing.handle(happened, one, NOW)
        alone = [inbox.handle(each, other, NOW) for each in happened]
        assert together == alone
        assert left(one) == left(other)


def taps(*options: str) -> list[Answered]:
    """One tap of everybody on their own question."""
    return [
        Answered(who=Who("slack", "T1", f"U{n}"), ask=f"r{n}", option=option)
        for n, option in enumerate(options)
    ]


def test_a_tap_that_can_not_be_stored_fails_alone_and_the_others_stand(asked: Path) -> None:
    with copy(asked) as store:
        with store.engine.begin() as db:
            db.execute(text("CREATE TRIGGER poison BEFORE UPDATE ON ask WHEN NEW.ref = 'r1' BEGIN SELECT RAISE(ABORT, 'poisoned'); END"))  # fmt: skip
        first, second, third = sharing.handle(taps("kept", "kept", "broken"), store, NOW)
        assert isinstance(first, Reply)
        assert isinstance(third, Reply)
        assert "poisoned" in str(second)
        with store.look(W) as work:
            (tally,) = work.responses.tallies(WEEK)
            assert (work.asks.get("r0").state, work.asks.get("r1").state) == ("answered", "sent")  # type: ignore[union-attr]
        assert dict(tally.counts) == {1: 1, 3: 1}  # nothing of the one that failed


def test_answers_that_come_together_are_one_transaction(asked: Path) -> None:
    with copy(asked) as store:
        commits: list[object] = []
        hooks.listen(store.engine, "commit", commits.append)
        sharing.handle(taps("kept", "partly", NO_CUSTOMER, "broken"), store, NOW)
        assert len(commits) == 1
