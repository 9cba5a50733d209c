"""Labels, what was taught and imported signals, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot import listening
from bot.heard import Label, Signal, Taught
from bot.listening.workspace import Counts
from bot.model import Home, Week, Workspace, WorkspaceId
from bot.ports import Progress
from storage.store import SqlStore

A, B = WorkspaceId("a"), WorkspaceId("b")
WEEK, LATER = Week("2026-W47"), Week("2026-W48")
DAY = date(2026, 11, 18)


@pytest.fixture
def two(store: SqlStore) -> SqlStore:
    """A store with two workspaces."""
    start = Progress(WEEK, WEEK, WEEK, datetime(2026, 11, 24, tzinfo=UTC).date())
    for id in (A, B):
        store.found(Workspace(id), Home("slack", f"T{id}", f"C{id}"), start)
    return store


def label(week: Week, texts: int, words: dict[int, int]) -> Label:
    """A label of a pulse."""
    return Label(week, "de", "negative", Counts(texts, words))


def signal(id: str, day: date = DAY, text: str | None = "the queue was long") -> Signal:
    """A signal of a day."""
    masked = None if text is None else listening.read(text, "en", machine=False).text
    return Signal(id, day, "reviews", "store", 25.0, masked, "en", "negative", 0.8, ("waiting",), "m")


def test_counts_of_other_buckets_are_left_aside(two: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with two.work(A) as work:
        with monkeypatch.context() as before:
            before.setattr("storage.labels.BITS", 14)
            work.labels.put(label(WEEK, 1, {5: 1}))
        work.labels.put(label(LATER, 2, {7: 2}))
        assert work.labels.all() == [label(LATER, 2, {7: 2})]
        work.labels.forget(LATER)
    assert two.ring.names("label:") == []


def test_labels_are_replaced_forgotten_and_seen_by_their_workspace_alone(two: SqlStore) -> None:
    with two.work(A) as work:
        work.labels.put(label(WEEK, 1, {5: 1}))
        work.labels.put(label(LATER, 2, {7: 2}))
    with two.work(A) as work:
        work.labels.put(label(WEEK, 3, {5: 2, 16383: 1}))
        assert work.labels.all() == [label(WEEK, 3, {5: 2, 16383: 1}), label(LATER, 2, {7: 2})]
        assert work.labels.of_week(LATER) == [label(LATER, 2, {7: 2})]
    with two.work(B) as work:
        assert work.labels.all() == []
        work.labels.forget(LATER)
    with two.work(A) as work:
        work.labels.put(label(LATER, 0, {}))
        work.labels.forget(Week("2026-W46"))
        assert [found.week for found in work.labels.all()] == [WEEK]
        work.labels.forget(WEEK)
        assert work.labels.all() == []
    assert two.ring.names("label:") == []


def test_what_was_taught_is_one_row_whose_old_key_is_gone(two: SqlStore) -> None:
    with two.work(A) as work:
        assert work.labels.taught() is None
        work.labels.teach(Taught(DAY, "weights", None))
        work.labels.teach(Taught(DAY, "other weights", "[themes]"))
    with two.look(A) as work:
        assert work.labels.taught() == Taught(DAY, "other weights", "[themes]")
    assert len(two.ring.names("taught:a:")) == 1
    with two.work(B) as work:
        work.labels.teach(None)
    with two.work(A) as work:
        assert work.labels.taught() is not None
        work.labels.teach(None)
        assert work.labels.taught() is None
    assert two.ring.names("taught:") == []


def test_a_signal_is_stored_once_whoever_brings_it_again(two: SqlStore) -> None:
    with two.work(A) as work:
        assert work.signals.add([signal("x"), signal("y", text=None)]) == 2
        assert work.signals.add([signal("x"), signal("z")]) == 1
    with two.look(A) as work:
        assert list(work.signals.between(DAY, DAY)) == [signal("x"), signal("y", text=None), signal("z")]
        assert len(work.signals.between(DAY, DAY, most=2)) == 2
        assert list(work.signals.between(date(2026, 11, 19), date.max)) == []
    with two.look(B) as work:
        assert list(work.signals.between(date.min, date.max)) == []


def test_ids_of_signals_are_keyed_by_workspace(two: SqlStore) -> None:
    with two.work(A) as work:
        one, same, other = (
            work.signals.known_as(*parts) for parts in (("ab", "c"), ("ab", "c"), ("a", "bc"))
        )
    with two.work(B) as work:
        elsewhere = work.signals.known_as("ab", "c")
    assert one == same
    assert len({one, other, elsewhere}) == 3


def test_old_texts_of_signals_are_shredded_with_the_key_of_their_week(two: SqlStore) -> None:
    old, new = date(2026, 11, 10), date(2026, 11, 18)
    with two.work(A) as work:
        work.signals.add([signal("old", old), signal("new", new)])
    assert two.ring.names("signals:a:") == ["signals:a:2026-11-09", "signals:a:2026-11-16"]
    with two.work(A) as work:
        work.signals.forget(date(2026, 11, 16), date(2020, 1, 1))
        assert [(found.id, found.text is None) for found in work.signals.between(old, new)] == [
            ("new", False), ("old", True),
        ]  # fmt: skip
    assert two.ring.names("signals:a:") == ["signals:a:2026-11-16"]
    with two.work(A) as work:
        work.signals.forget(date(2026, 11, 16), date(2026, 11, 16))
        assert [found.id for found in work.signals.between(old, new)] == ["new"]
