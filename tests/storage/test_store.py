"""What the store promises, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, DateTime, insert, inspect, select
from sqlalchemy.exc import IntegrityError, StatementError

from adapters.settings import Settings
from bot import listening
from bot.events import Who
from bot.model import (
    Account,
    Ask,
    AskRef,
    Delivery,
    Home,
    Memory,
    Person,
    PersonId,
    Relay,
    Response,
    Tally,
    Week,
    Why,
    Workspace,
    WorkspaceId,
)
from bot.ports import Progress
from storage import engine as engines
from storage import models, workspaces
from storage.columns import Moment, Sealed
from storage.keyring import KeyDestroyed, KeyRing, WrongMasterKey
from storage.store import SqlStore
from storage.workspaces import HomeTaken
from tests.conftest import MASTER

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WEEK, BEFORE = Week("2026-W48"), Week("2026-W47")
A, B = WorkspaceId("a"), WorkspaceId("b")
LEASE = NOW + timedelta(minutes=2)


@pytest.fixture
def two(store: SqlStore) -> SqlStore:
    """A store with two workspaces."""
    start = Progress(BEFORE, BEFORE, BEFORE, NOW.date())
    for id in (A, B):
        store.found(Workspace(id), Home("slack", f"T{id}", f"C{id}"), start)
    return store


def person(id: str, **about: Any) -> tuple[Person, Account]:
    """Somebody with an account in workspace a."""
    made = Person(PersonId(id), **about)
    return made, Account(made.id, "slack", "Ta", f"U-{id}")


def ask(id: str, ref: str = "", week: Week = WEEK) -> Ask:
    """A question put to somebody."""
    return Ask(AskRef(ref or f"r-{id}-{week}"), week, PersonId(id), "kept", 1, "app", date(2026, 11, 24), Why("why", {"weeks": "5"}))  # fmt: skip


def question(ref: str, id: str | None = None, *, home: str = "Ta") -> Delivery:
    """The delivery of a question."""
    return Delivery(f"ask:{ref}", "ask", ref, "slack", home, f"U-{id or ref}", None, PersonId(id) if id else None, WEEK)  # fmt: skip


def relay(id: str, text: str = "the invoice was wrong", **about: Any) -> Relay:
    """Masked words."""
    read = listening.read(text, "en", machine=False).text
    made = Relay(
        id, WEEK, "p" * 64, read, True, False, "app", "said", "en", "unclear", 0.0, ("billing",), "none"
    )
    return replace(made, **about)


def test_what_is_stored_comes_back_as_it_was(two: SqlStore) -> None:
    mia, account = person(
        "m", segment="app", locale="en", zone="Pacific/Kiritimati", role="leader", greeted=True, hour=9,
        weekday=5, paused_until=date(2026, 12, 1), memory=Memory(BEFORE, 5, 8, 1, Why("why", {"weeks": "3"})),
    )  # fmt: skip
    with two.work(A) as work:
        work.people.add(mia, account, match="mia@example.org")
        work.asks.add([ask("m")])
        work.relays.add(relay("x"))
        work.releases.put(WEEK, {"k": 5})
        work.releases.put_series({"voices": {"app": [1]}})
        work.audit(NOW.date(), mia.id, "configured")
    with two.look(A) as work:
        assert work.people.get(mia.id) == mia
        assert work.people.met(Who("slack", "Ta", "U-m")) == (mia, account)
        assert work.people.matching("mia@example.org") == mia
        assert (work.people.matching("ben@example.org"), work.people.matching("")) == (None, None)
        assert list(work.people.leaders()) == [mia]
        assert list(work.asks.of_person(mia.id)) == [ask("m")]
        assert work.relays.get("x") == relay("x")
        assert list(work.releases.latest(12, WEEK)) == [(WEEK, {"k": 5})]
        assert work.releases.series() == {"voices": {"app": [1]}}
        assert work.workspace == Workspace(A)
        assert [home.channel for home in work.homes.all()] == ["Ca"]


def test_no_column_can_hold_a_name_a_text_or_a_time_of_day_of_a_person() -> None:
    odd = ("name", "mail", "avatar", "body", "payload", "raw", "title", "address", "at", "time", "clock")
    instants = set()
    for table in models.Base.metadata.sorted_tables:
        for column in table.columns:
            assert table.name == "home" or column.name not in odd
            if isinstance(column.type, Moment | DateTime):
                instants.add(f"{table.name}.{column.name}")
    # Machines' moments only: when something should go out, a lease, a turn, a pause, a beat; a case's drawn hours.
    assert instants == {
        "home.turn_until", "home.gather", "delivery.due", "delivery.lease", "pace.until", "heartbeat.seen", "case.since", "case.due",
    }  # fmt: skip
    assert {c.name for c in models.Response.__table__.columns} == {
        "id", "workspace", "week", "question", "version", "value", "segment", "pseudonym",
    }  # fmt: skip
    assert isinstance(models.Relay.__table__.columns["text"].type, Sealed)
    assert isinstance(models.Ask.__table__.columns["day"].type, Date)


def test_the_database_is_the_one_on_the_page(two: SqlStore) -> None:
    found = inspect(two.engine)
    tables = set(models.Base.metadata.tables)
    assert set(found.get_table_names()) - {"alembic_version"} == tables
    for name in tables:
        columns = {column["name"] for column in found.get_columns(name)}
        assert columns == set(models.Base.metadata.tables[name].columns.keys())


@pytest.mark.parametrize("plain", ["words", b"words", b"\x01", b""])
def test_only_sealed_bytes_are_stored_as_texts(two: SqlStore, plain: Any) -> None:
    values = {name: getattr(relay("x"), name) for name in ("id", "week", "pseudonym", "unasked", "draft", "touchpoint", "evidence", "language", "sentiment", "confidence", "model")}  # fmt: skip
    row = values | {"workspace": A, "themes": {}, "text": plain}
    with pytest.raises(StatementError, match="only sealed values"), two.engine.begin() as db:
        db.execute(insert(models.Relay).values(row))


def test_naive_moments_are_refused_and_aware_ones_come_back_in_utc(two: SqlStore) -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC).astimezone()
    with pytest.raises(StatementError, match="time zone"), two.engine.begin() as db:
        db.execute(insert(models.Heartbeat).values(executor="x", seen=datetime(2026, 1, 1)))
    with two.engine.begin() as db:
        db.execute(insert(models.Heartbeat).values(executor="x", seen=late))
    with two.engine.connect() as db:
        assert db.scalar(select(models.Heartbeat.seen)) == late


def test_workspaces_cannot_see_each_other(two: SqlStore) -> None:
    mia, account = person("m", segment="app")
    with two.work(A) as work:
        work.people.add(mia, account, match="mia")
        work.asks.add([ask("m")])
        work.deliveries.plan([(question("r", "m"), NOW)])
        work.relays.add(relay("x"))
        pseudonym = work.responses.pseudonym(WEEK, mia.id, make=True) or ""
        work.responses.put(Response(WEEK, "kept", 1, 3, "app", pseudonym))
        work.releases.put(WEEK, {"k": 5})
        work.releases.put_series({})
    with two.work(B) as work:
        assert work.people.met(Who("slack", "Ta", "U-m")) is None
        with pytest.raises(LookupError):
            work.people.get(mia.id)
        assert (dict(work.people.some([mia.id])), list(work.people.audience()), dict(work.people.sizes())) == ({}, [], {})  # fmt: skip
        assert (work.people.matching("mia"), list(work.people.accounts(mia.id))) == (None, [])
        assert (work.asks.get("r-m-2026-W48"), list(work.asks.of_week(WEEK))) == (None, [])
        assert (work.relays.get("x"), list(work.relays.of_week(WEEK))) == (None, [])
        assert (list(work.responses.tallies(WEEK)), list(work.responses.linkable())) == ([], [])
        assert work.responses.pseudonym(WEEK, mia.id) is None
        assert (work.releases.get(WEEK), work.releases.series()) == (None, None)
        assert (work.deliveries.get("ask:r"), list(work.deliveries.claim(NOW, 9, LEASE))) == (None, [])
        assert work.homes.get("slack", "Ta") is None
        work.asks.turn([AskRef("r-m-2026-W48")], "answered")
        work.relays.forget(WEEK)
        work.responses.untie(WEEK)
        work.responses.shuffle(WEEK)
        work.deliveries.withdraw(person=mia.id)
        work.people.save(replace(mia, opted_out=True))
        work.people.remove(mia.id)
        work.homes.drop_secrets(Home("slack", "Ta"))
    with two.look(A) as work:
        assert work.people.get(mia.id) == mia
        assert list(work.asks.of_week(WEEK)) == [ask("m")]
        assert [r.id for r in work.relays.of_week(WEEK)] == ["x"]
        assert list(work.responses.linkable()) == [WEEK]
        assert work.deliveries.get("ask:r") == (question("r", "m"), "planned")
        assert [home.active for home in work.homes.all()] == [True]


def test_a_home_belongs_to_one_workspace(two: SqlStore) -> None:
    with pytest.raises(HomeTaken):
        two.join(B, Home("slack", "Ta"))
    two.join(B, Home("teams", "Ta"))
    assert (two.at_home("slack", "Ta"), two.at_home("teams", "Ta"), two.at_home("slack", "?")) == (A, B, None)


def test_a_home_whose_app_came_first_joins_with_everybody_it_knows(two: SqlStore) -> None:
    alone = WorkspaceId("c")
    start = Progress(BEFORE, BEFORE, BEFORE, NOW.date())
    two.found(Workspace(alone), Home("teams", "Tt", address="https://smba"), start)
    assert two.at_home("teams", "Tt") == alone
    with two.work(alone) as work:
        who = Person(PersonId("m"), role="admin", audience=False)
        work.people.add(who, Account(who.id, "teams", "Tt", "U-m"))
    two.join(A, Home("teams", "Tt", "19:leaders"))
    assert two.at_home("teams", "Tt") == A
    assert list(two.workspaces()) == [A, B]
    with two.look(A) as work:
        assert work.homes.get("teams", "Tt") == Home("teams", "Tt", "19:leaders", address="https://smba")
        met = work.people.met(Who("teams", "Tt", "U-m"))
        assert met is not None
        assert met[0] == who


@pytest.mark.parametrize("lived", ["audience", "channel", "second home"])
def test_a_home_of_a_workspace_that_is_in_use_stays_there(two: SqlStore, lived: str) -> None:
    alone = WorkspaceId("c")
    channel = "19:leaders" if lived == "channel" else None
    two.found(Workspace(alone), Home("teams", "Tt", channel), Progress(BEFORE, BEFORE, BEFORE, NOW.date()))
    if lived == "second home":
        two.join(alone, Home("slack", "Tt"))
    if lived == "audience":
        with two.work(alone) as work:
            work.people.add(Person(PersonId("m")), Account(PersonId("m"), "teams", "Tt", "U-m"))
    with pytest.raises(HomeTaken):
        two.join(A, Home("teams", "Tt"))
    assert two.at_home("teams", "Tt") == alone


def test_one_person_is_asked_once_a_pulse(two: SqlStore) -> None:
    with two.work(A) as work:
        work.people.add(*person("m"))
        work.asks.add([ask("m", "one")])
    with pytest.raises(IntegrityError), two.work(A) as work:
        work.asks.add([ask("m", "two")])


def test_the_same_delivery_again_means_nothing_new(two: SqlStore) -> None:
    one = replace(question("one"), person=None)
    with two.work(A) as work:
        work.deliveries.plan([(one, NOW), (one, NOW)])
        (claimed,) = work.deliveries.claim(NOW, 9, LEASE)
        work.deliveries.settle(one.key, "stands", chat="D1", message="m1", revision=claimed.revision)
        work.deliveries.plan([(replace(one, user="other"), NOW)])
        assert list(work.deliveries.claim(NOW + timedelta(days=1), 9, LEASE)) == []
        assert work.deliveries.get(one.key) == (one, "stands")


def test_a_delivery_is_claimed_by_one_worker_only(two: SqlStore) -> None:
    many = [replace(question(f"q{n:03d}"), person=None) for n in range(60)]
    with two.work(A) as work:
        work.deliveries.plan((one, NOW) for one in many)
    taken: list[str] = []
    ready = threading.Barrier(3)

    def works() -> None:
        ready.wait()
        while True:
            with two.work(A) as work:
                found = [claimed.delivery.key for claimed in work.deliveries.claim(NOW, 7, LEASE)]
            if not found:
                return
            taken.extend(found)

    _at_once(works, works, works)
    assert sorted(taken) == [one.key for one in many]


def test_many_workers_told_to_wait_keep_the_longest_wait(two: SqlStore) -> None:
    home = Home("slack", "Ta")

    def told(seconds: int) -> Callable[[], None]:
        def tell() -> None:
            with two.work(A) as work:
                work.deliveries.hold(home, NOW + timedelta(seconds=seconds))

        return tell

    with two.work(A) as work:
        work.deliveries.plan([(replace(question("q"), person=None), NOW)])
    _at_once(*(told(seconds) for seconds in (5, 60, 30, 1, 7)))
    with two.work(A) as work:
        assert list(work.deliveries.claim(NOW + timedelta(seconds=59), 9, LEASE)) == []
        assert not work.deliveries.anything(NOW + timedelta(seconds=59))
        assert len(work.deliveries.claim(NOW + timedelta(seconds=60), 9, LEASE)) == 1


def test_an_opt_out_is_not_undone_by_somebody_with_an_older_copy(two: SqlStore) -> None:
    with two.work(A) as work:
        work.people.add(*person("m"))
    holds, waits = threading.Event(), threading.Event()

    def greets() -> None:
        with two.work(A) as work:
            copy = work.people.get(PersonId("m"))
            holds.set()
            waits.wait(0.2)
            work.people.save(replace(copy, greeted=True))

    def opts_out() -> None:
        holds.wait(5)
        with two.work(A) as work:
            copy = work.people.get(PersonId("m"))
            work.people.save(replace(copy, opted_out=True))
            waits.set()

    _at_once(greets, opts_out)
    with two.work(A) as work:
        stale = work.people.get(PersonId("m"))
        assert (stale.greeted, stale.opted_out) == (True, True)
        work.people.remember([replace(stale, opted_out=False, memory=Memory(WEEK, 1, 8))])
        assert work.people.get(stale.id) == replace(stale, memory=Memory(WEEK, 1, 8))


def test_a_step_of_the_calendar_is_taken_by_one_worker(two: SqlStore) -> None:
    steps: list[str] = []

    def steps_on() -> None:
        with two.work(A) as work:
            if work.progress().planned < WEEK:
                steps.append("planned")
                work.advance(planned=WEEK)

    _at_once(steps_on, steps_on, steps_on)
    assert steps == ["planned"]


def test_sends_whose_worker_vanished_are_never_planned_again(two: SqlStore) -> None:
    with two.work(A) as work:
        work.people.add(*person("m"))
        channel = Delivery("digest:a", "digest", WEEK, "slack", "Ta", channel="Ca", week=WEEK)
        work.deliveries.plan([(question("r", "m"), NOW), (channel, NOW)])
        assert len(work.deliveries.claim(NOW, 9, LEASE)) == 2
        assert work.deliveries.expire(LEASE - timedelta(seconds=1)) == 0
        assert (work.deliveries.anything(NOW), work.deliveries.anything(LEASE)) == (False, True)
        assert work.deliveries.expire(LEASE) == 2
        assert [(work.deliveries.get(k) or ("", ""))[1] for k in ("ask:r", "digest:a")] == [
            "uncertain",
            "attention",
        ]
        assert not work.deliveries.anything(NOW + timedelta(days=9))


def test_a_card_that_stands_is_shown_anew_until_its_newest_face_stands(two: SqlStore) -> None:
    later = NOW + timedelta(minutes=10)
    with two.work(A) as work:
        work.deliveries.plan([(replace(question("r"), person=None), NOW)])
        (claimed,) = work.deliveries.claim(NOW, 9, LEASE)
        assert work.deliveries.alter("ask:r") == 2  # while it is under way
        work.deliveries.settle("ask:r", "stands", chat="D", message="1", revision=claimed.revision)
        (again,) = work.deliveries.claim(NOW, 9, LEASE)
        assert (again.chat, again.message, again.revision, again.attempt) == ("D", "1", 2, 1)
        assert list(work.deliveries.claim(NOW, 9, LEASE)) == []  # leased
        assert work.deliveries.expire(later) == 0
        (third,) = work.deliveries.claim(later, 9, later + timedelta(minutes=2))
        assert third.attempt == 2
        work.deliveries.rest("ask:r", later + timedelta(hours=1))
        assert list(work.deliveries.claim(later, 9, LEASE)) == []
        work.deliveries.shown("ask:r", 2)
        assert not work.deliveries.anything(later + timedelta(days=1))
        assert work.deliveries.alter("nobody knows") == 0


def test_a_tapped_question_is_left_to_who_heard_the_tap_and_no_trace_of_when_stays(two: SqlStore) -> None:
    with two.work(A) as work:
        work.people.add(*person("m"))
        work.deliveries.plan([(question("r", "m"), NOW), (question("other", "m"), NOW)])
        work.deliveries.claim(NOW, 9, LEASE)
        work.deliveries.settle("ask:r", "stands", chat="D1", message="1.1", revision=1)
        proven = work.taps.settle(
            {key: ask("m", key) for key in ("ask:other", "ask:r", "nobody knows")},
            (),
            NOW + timedelta(seconds=15),
        )
        assert dict(proven) == {"ask:r": 2, "ask:other": 2}  # the other one was under way: it stands
        assert not work.deliveries.anything(NOW + timedelta(seconds=14))
        assert work.deliveries.anything(NOW + timedelta(seconds=15))
    two.shown([("ask:r", 2), ("nobody knows", 1)])
    with two.engine.connect().execution_options(reading=True) as db:
        table = models.Delivery.__table__
        row = db.execute(
            select(table.c.shown, table.c.lease, table.c.due).where(table.c.key == "ask:r")
        ).one()
    assert tuple(row) == (2, None, None)


def test_asks_come_with_whom_they_were_put_to_on_every_platform(two: SqlStore) -> None:
    mia, slack = person("m", segment="app")
    teams = Account(mia.id, "teams", "tenant", "aad-m", recent=True)
    with two.work(A) as work:
        work.people.add(mia, slack)
        work.people.link(teams)
        work.people.add(*person("n"))
        work.asks.add([ask("m", "r1"), ask("n", "r2")])
        assert sorted(work.taps.asked(["r1", "unknown"]), key=str) == sorted(
            [(ask("m", "r1"), mia, slack), (ask("m", "r1"), mia, teams)], key=str
        )
    with two.work(B) as work:
        assert list(work.taps.asked(["r1", "r2"])) == []  # nothing crosses workspaces
        assert work.taps.settle({"ask:r1": replace(ask("m", "r1"), state="answered")}, (), NOW) == {}
    with two.look(A) as work:
        assert work.asks.get("r1") == ask("m", "r1")


def test_what_came_of_taps_is_settled_together(two: SqlStore) -> None:
    with two.work(A) as work:
        work.people.add(*person("m"))
        work.people.add(*person("n"))
        work.asks.add([ask("m", "r1"), ask("n", "r2")])
        work.deliveries.plan([(question("r1", "m"), NOW)])
        reached = {
            "ask:r1": replace(ask("m", "r1"), state="answered"),
            "ask:r2": replace(ask("n", "r2"), state="no_customer"),
        }
        said = Response(WEEK, "kept", 1, 3, "app", "p1")
        assert work.taps.settle(reached, [said], NOW) == {"ask:r1": 2}
        assert work.taps.settle(reached, [replace(said, value=1)], NOW) == {"ask:r1": 3}  # thought better of
    with two.look(A) as work:
        assert [each and each.state for each in map(work.asks.get, ("r1", "r2"))] == [
            "answered",
            "no_customer",
        ]
        assert work.responses.of(WEEK, "p1") == replace(said, value=1)


def test_a_paused_home_gets_nothing(two: SqlStore) -> None:
    with two.work(A) as work:
        work.deliveries.plan([(replace(question("r"), person=None), NOW)])
        work.homes.drop_secrets(Home("slack", "Ta"))
        assert not work.deliveries.anything(NOW)
        assert list(work.deliveries.claim(NOW, 9, LEASE)) == []


def test_a_later_tap_replaces_the_answer_and_tallies_count_voices(two: SqlStore) -> None:
    with two.work(A) as work:
        for pseudonym, value in (("x", 1), ("y", 3), ("x", 3), ("z", 2)):
            work.responses.put(Response(WEEK, "kept", 1, value, "app", pseudonym))
        work.responses.put(Response(WEEK, "kept", 1, 1, "store", "v"))
        assert list(work.responses.tallies(WEEK)) == [
            Tally("app", "kept", 1, {2: 1, 3: 2}),
            Tally("store", "kept", 1, {1: 1}),
        ]
        work.responses.drop(WEEK, "y")
        assert work.responses.of(WEEK, "y") is None


def test_closing_leaves_no_order_of_arrival(two: SqlStore) -> None:
    arrived = [f"{n:02d}" for n in range(40)]
    with two.work(A) as work:
        for pseudonym in arrived:
            work.responses.put(Response(WEEK, "kept", 1, 1, "app", pseudonym))
    first = _physical(two)
    with two.work(A) as work:
        work.responses.shuffle(WEEK)
    after = _physical(two)
    assert sorted(after) == arrived
    assert after not in (arrived, first)


def test_destroying_a_pulses_key_unties_its_answers(two: SqlStore) -> None:
    with two.work(A) as work:
        assert work.responses.pseudonym(WEEK, PersonId("m")) is None
        mine = work.responses.pseudonym(WEEK, PersonId("m"), make=True)
        other = work.responses.pseudonym(BEFORE, PersonId("m"), make=True)
        assert mine not in (other, None)
        assert work.responses.pseudonym(WEEK, PersonId("m")) == mine
        work.responses.put(Response(WEEK, "kept", 1, 1, "app", mine or ""))
        work.responses.untie(BEFORE)
        assert list(work.responses.linkable()) == [WEEK]
        work.responses.untie(WEEK)
        assert list(work.responses.linkable()) == []
        assert work.responses.pseudonym(WEEK, PersonId("m")) is None
        assert work.responses.pseudonym(WEEK, PersonId("m"), make=True) != mine
        assert len(work.responses.tallies(WEEK)) == 1


def test_a_text_can_not_be_read_without_its_key(two: SqlStore) -> None:
    with two.work(A) as work:
        work.relays.add(relay("x"))
        work.relays.add(relay("y", "another text"))
        sealed = _text(two, work, "x")
        two.ring.destroy(["text:x"])
        assert [r.id for r in work.relays.of_week(WEEK)] == ["y"]
        assert work.relays.get("x") is None
    with pytest.raises(KeyDestroyed):
        two.ring.open(sealed)


def test_drafts_and_old_texts_go_with_their_keys(two: SqlStore) -> None:
    with two.work(A) as work:
        for one in (relay("old", week=BEFORE), relay("draft", draft=True), relay("kept")):
            work.relays.add(one)
        work.relays.drop_drafts()
        work.relays.forget(BEFORE)
        assert [r.id for r in work.relays.of(WEEK, "p" * 64)] == ["kept"]
        assert list(two.ring.names("text:")) == ["text:kept"]


def test_keys_are_wrapped_and_another_master_key_is_refused(two: SqlStore) -> None:
    with pytest.raises(WrongMasterKey):
        KeyRing(two.ring._engine, "another master key entirely")
    again = KeyRing(two.ring._engine, MASTER)
    assert again.digest("tombstone", "a", "bc") == two.ring.digest("tombstone", "a", "bc")
    assert again.digest("tombstone", "ab", "c") != two.ring.digest("tombstone", "a", "bc")
    sealed = two.ring.seal("xoxb-token")
    assert (again.open(sealed), b"xoxb" in sealed) == ("xoxb-token", False)


def test_a_tombstone_outlives_the_person_and_is_never_weakened(two: SqlStore) -> None:
    mia, account = person("m")
    with two.work(A) as work:
        work.people.add(mia, account)
        work.people.entomb(account, erased=True)
        work.people.remove(mia.id)
    with two.work(A) as work:
        work.people.entomb(account, erased=False)
        assert work.people.entombed(Who("slack", "Ta", "U-m"))
        assert not work.people.entombed(Who("slack", "Ta", "U-n"))
        assert not work.people.entombed(Who("teams", "Ta", "U-m"))
    with two.ring._reading() as db:
        assert [(len(r.hash), r.erased) for r in db.execute(select(*_tombstone()))] == [(64, True)]


def test_removing_a_person_takes_everything_that_names_them(two: SqlStore) -> None:
    with two.work(A) as work:
        for id in ("m", "n"):
            work.people.add(*person(id))
            work.asks.add([ask(id)])
            work.deliveries.plan([(question(f"r{id}", id), NOW)])
        work.people.remove(PersonId("m"))
        assert [p.id for p in work.people.audience()] == ["n"]
        assert [a.person for a in work.asks.of_week(WEEK)] == ["n"]
        assert (work.deliveries.get("ask:rm"), work.deliveries.get("ask:rn") is None) == (None, False)


def test_an_event_is_new_once_in_each_workspace(two: SqlStore) -> None:
    with two.work(A) as work:
        assert [work.first_time(e, NOW.date()) for e in ("E1", "E1", "E2")] == [True, False, True]
        work.forget_before(NOW.date() + timedelta(days=1), NOW.date())
        assert work.first_time("E1", NOW.date())
    with two.work(B) as work:
        assert work.first_time("E1", NOW.date())


def test_what_fails_half_way_leaves_nothing(two: SqlStore) -> None:
    def fails() -> None:
        with two.work(A) as work:
            work.people.add(*person("m"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with two.look(A) as work:
        assert list(work.people.audience()) == []


def test_retention_forgets_up_to_a_week_and_no_further(two: SqlStore) -> None:
    with two.work(A) as work:
        work.people.add(*person("m"))
        work.asks.add([ask("m", week=BEFORE), ask("m")])
        old, new = replace(question("old", "m"), week=BEFORE), question("new", "m")
        digest = Delivery("digest:a", "digest", BEFORE, "slack", "Ta", channel="Ca", week=BEFORE)
        work.deliveries.plan([(one, NOW) for one in (old, new, digest)])
        work.releases.put(BEFORE, {})
        work.releases.put(WEEK, {})
        work.asks.forget(BEFORE)
        work.deliveries.forget(BEFORE)
        work.releases.forget(BEFORE)
        assert [a.week for a in work.asks.of_person(PersonId("m"))] == [WEEK]
        states = [work.deliveries.get(k) is None for k in ("ask:old", "ask:new", "digest:a")]
        assert states == [True, False, False]
        assert [week for week, _ in work.releases.latest(9, WEEK)] == [WEEK]


def test_an_erased_text_is_in_no_file_any_more(settings: Settings, tmp_path: Path) -> None:
    def open_() -> SqlStore:
        ring = KeyRing(engines.connect(settings.keys_url), MASTER)
        return SqlStore(engines.connect(settings.database_url), ring)

    store, marks = open_(), [b"U-somebody", b"m-somebody"]
    store.found(Workspace(A), Home("slack", "Ta"), Progress(BEFORE, BEFORE, BEFORE, NOW.date()))
    mia = Person(PersonId("m-somebody"))
    with store.work(A) as work:
        work.people.add(mia, Account(mia.id, "slack", "Ta", "U-somebody"))
        work.relays.add(relay("text-somebody"))
        sealed = _text(store, work, "text-somebody")
        work.deliveries.plan([(replace(question("r", mia.id), user="U-somebody"), NOW)])
    marks.append(sealed[-20:])

    def found() -> list[bool]:
        bytes_ = b"".join(file.read_bytes() for file in sorted(tmp_path.iterdir()))
        return [mark in bytes_ for mark in marks]

    assert found() == [True, True, True]
    with store.work(A) as work:
        work.relays.drop(["text-somebody"])
        work.people.remove(mia.id)
    assert found() == [False, False, False]
    store.engine.dispose()
    store.ring.close()


def _at_once(*doings: Callable[[], None]) -> None:
    broken: list[BaseException] = []

    def careful(do: Callable[[], None]) -> None:
        try:
            do()
        except BaseException as error:
            broken.append(error)

    threads = [threading.Thread(target=careful, args=(do,)) for do in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert broken == []


def _physical(store: SqlStore) -> list[str]:
    """The pseudonyms in the order in which they lie in the table."""
    with store.engine.connect().execution_options(reading=True) as db:
        return [row.pseudonym for row in db.execute(select(*models.Response.__table__.columns))]


def _text(store: SqlStore, work: Any, id: str) -> bytes:
    return bytes(work._db.scalar(select(models.Relay.text).where(models.Relay.id == id)))


def _tombstone() -> Any:
    from storage.keyring import Tombstone

    return Tombstone.hash, Tombstone.erased


def test_settings_of_a_workspace_survive(two: SqlStore) -> None:
    changed = replace(
        Workspace(A), zone="Pacific/Honolulu", language="en", cut="team", k=9, state="BY", reading=False
    )
    with two.work(A) as work:
        work.configure(changed)
        assert work.workspace == changed
    with two.look(A) as work:
        assert asdict(work.workspace) == asdict(changed)


def test_secrets_are_sealed_and_one_holder_at_a_time_rotates_them(two: SqlStore) -> None:
    with two.engine.begin() as db:
        assert workspaces.keep_secrets(db, two.ring, "slack", "Ta", '{"token": "xoxb-1"}')
        assert not workspaces.keep_secrets(db, two.ring, "slack", "nowhere", "{}")
        assert [workspaces.take_turn(db, "slack", "Ta", NOW, LEASE) for _ in range(2)] == [True, False]
        assert workspaces.take_turn(db, "slack", "Ta", LEASE, LEASE + timedelta(minutes=1))
        workspaces.end_turn(db, "slack", "Ta")
        assert workspaces.take_turn(db, "slack", "Ta", NOW, LEASE)
        assert workspaces.read_secrets(db, two.ring, "slack", "Ta") == '{"token": "xoxb-1"}'
        assert b"xoxb" not in (db.scalar(select(models.Home.secrets).where(models.Home.id == "Ta")) or b"")
    with two.work(A) as work:
        work.homes.drop_secrets(Home("slack", "Ta"))
    with two.engine.connect() as db:
        assert workspaces.read_secrets(db, two.ring, "slack", "Ta") is None
        assert db.scalar(select(models.Home.secrets).where(models.Home.id == "Ta")) is None
