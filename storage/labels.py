"""Labels people confirmed, each sealed under a key of its own, and what was made of them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.heard import Label, Taught
from bot.listening.features import BITS
from bot.listening.workspace import Counts
from bot.model import Week, WorkspaceId
from storage.keyring import KeyDestroyed, KeyRing
from storage.models import Label as LabelRow
from storage.models import Taught as TaughtRow


class SqlLabels:
    """See `bot.ports.Labels`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, ring: KeyRing) -> None:
        self._db, self._ws, self._ring = connection, workspace, ring

    def put(self, label: Label) -> None:
        """The counts of a label from now on; what they were before can be read in no copy any more.

        Without any text the label is gone.
        """
        one = (LabelRow.week == label.week, LabelRow.language == label.language, LabelRow.kind == label.kind)
        self._drop_where(*one)
        if label.counts.texts:
            values = {name: getattr(label, name) for name in ("week", "language", "kind")}
            id = secrets.token_hex(16)
            sealed = self._ring.seal(_spelt(label.counts), _key(id))
            self._db.execute(insert(LabelRow).values(**values, id=id, workspace=self._ws, counts=sealed))

    def of_week(self, week: Week) -> Sequence[Label]:
        """What was confirmed in a pulse."""
        return self._read(LabelRow.week == week)

    def all(self) -> Sequence[Label]:
        """What was confirmed in any pulse."""
        return self._read()

    def forget(self, up_to: Week) -> None:
        """Labels of old pulses."""
        self._drop_where(LabelRow.week <= up_to)

    def taught(self) -> Taught | None:
        """What the workspace reads with; None where that is what is shipped."""
        row = self._db.execute(select(TaughtRow).where(TaughtRow.workspace == self._ws)).one_or_none()
        if row is None:
            return None
        try:
            weights = None if row.weights is None else self._ring.open(row.weights)
        except KeyDestroyed:  # replaced since this copy was made
            weights = None
        return Taught(row.day, weights, row.themes)

    def teach(self, taught: Taught | None) -> None:
        """Read with this from now on; None: with what is shipped."""
        mine = TaughtRow.workspace == self._ws
        self._ring.destroy(self._ring.names(f"taught:{self._ws}:"))
        self._db.execute(delete(TaughtRow).where(mine))
        if taught is not None:
            name = f"taught:{self._ws}:{secrets.token_hex(8)}"
            sealed = None if taught.weights is None else self._ring.seal(taught.weights, name)
            values = {"day": taught.day, "themes": taught.themes, "weights": sealed}
            self._db.execute(insert(TaughtRow).values(workspace=self._ws, **values))

    def _drop_where(self, *conditions: Any) -> None:
        mine = (LabelRow.workspace == self._ws, *conditions)
        ids = self._db.scalars(select(LabelRow.id).where(*mine)).all()
        self._ring.destroy([_key(id) for id in ids])
        self._db.execute(delete(LabelRow).where(*mine))

    def _read(self, *conditions: Any) -> list[Label]:
        query = select(LabelRow).where(LabelRow.workspace == self._ws, *conditions)
        found = []
        for row in self._db.execute(query.order_by(LabelRow.week, LabelRow.language, LabelRow.kind)):
            try:
                counts = _counts(self._ring.open(row.counts))
            except KeyDestroyed:  # an old copy of what was erased or forgotten since
                continue
            if counts is not None:
                found.append(Label(Week(row.week), row.language, row.kind, counts))
        return found


def _key(id: str) -> str:
    return f"label:{id}"


def _spelt(counts: Counts) -> str:
    return json.dumps([counts.texts, sorted(counts.words.items()), BITS])


def _counts(spelt: str) -> Counts | None:
    """None for counts by the buckets of another version: there the same number means other words."""
    texts, words, *bits = json.loads(spelt)
    return Counts(texts, dict(words)) if bits == [BITS] else None
