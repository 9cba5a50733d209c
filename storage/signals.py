"""Imported voices: their texts sealed under a key a week, since nobody ever takes back a single one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.heard import Signal
from bot.listening.redacted import Redacted
from bot.model import WorkspaceId
from storage.keyring import KeyDestroyed, KeyRing, mac
from storage.models import Signal as SignalRow

_PLAIN = ("id", "day", "source", "touchpoint", "points", "language", "sentiment", "confidence", "model")
_BATCH = 500


class SqlSignals:
    """See `bot.ports.Signals`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, ring: KeyRing) -> None:
        self._db, self._ws, self._ring = connection, workspace, ring

    def known_as(self, *parts: str) -> str:
        """The id of a row of a file: a keyed hash, so that it says nothing of what stands in the row."""
        return mac(self._ring.key(f"signal:{self._ws}"), *parts)

    def add(self, signals: Iterable[Signal]) -> int:
        """Store those not known yet; how many those are."""
        make = postgres_insert if self._db.dialect.name == "postgresql" else sqlite_insert
        fresh = 0
        for part in _parts(signals):
            line = make(SignalRow).values([self._values(signal) for signal in part])
            known = line.on_conflict_do_nothing().returning(SignalRow.id)
            fresh += len(self._db.scalars(known).all())
        return fresh

    def between(self, first: date, last: date, *, most: int | None = None) -> Sequence[Signal]:
        """Those of these days, both included, in the random order of their ids; at most so many."""
        query = select(SignalRow).where(self._mine(), SignalRow.day.between(first, last))
        return [self._signal_of(row) for row in self._db.execute(query.order_by(SignalRow.id).limit(most))]

    def forget(self, texts: date, ratings: date) -> None:
        """Texts of before one day are gone, and with those of before another the ratings too."""
        old = [name for name in self._ring.names(self._key("")) if name < self._key(_monday(texts))]
        self._ring.destroy(old)
        gone = update(SignalRow).where(self._mine(), SignalRow.day < texts, SignalRow.text.is_not(None))
        self._db.execute(gone.values(text=None))
        self._db.execute(delete(SignalRow).where(self._mine(), SignalRow.day < ratings))

    def _values(self, signal: Signal) -> dict[str, Any]:
        plain = {name: getattr(signal, name) for name in _PLAIN}
        name = self._key(_monday(signal.day))
        sealed = None if signal.text is None else self._ring.seal(signal.text.text, name)
        return plain | {"workspace": self._ws, "text": sealed, "themes": {"themes": list(signal.themes)}}

    def _signal_of(self, row: Row[Any]) -> Signal:
        plain = {name: getattr(row, name) for name in _PLAIN}
        return Signal(**plain, text=self._opened(row.text), themes=tuple(row.themes["themes"]))

    def _opened(self, sealed: bytes | None) -> Redacted | None:
        try:
            return None if sealed is None else Redacted.stored(self._ring.open(sealed))
        except KeyDestroyed:  # shredded while the row still waits for its sweep
            return None

    def _key(self, monday: str) -> str:
        return f"signals:{self._ws}:{monday}"

    def _mine(self) -> Any:
        return SignalRow.workspace == self._ws


def _parts(signals: Iterable[Signal]) -> Iterator[Sequence[Signal]]:
    left = iter(signals)
    while part := list(islice(left, _BATCH)):
        yield part


def _monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()
