"""Relays and comments, each sealed under a key of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.listening.redacted import Redacted
from bot.model import Relay, Week, WorkspaceId
from storage.keyring import KeyDestroyed, KeyRing
from storage.models import Relay as RelayRow

_PLAIN = (
    "id", "week", "pseudonym", "unasked", "draft", "touchpoint", "evidence", "language", "sentiment",
    "confidence", "model", "follow_up", "sounds", "about",
)  # fmt: skip


class SqlRelays:
    """See `bot.ports.Relays`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, ring: KeyRing) -> None:
        self._db, self._ws, self._ring = connection, workspace, ring

    def add(self, relay: Relay) -> None:
        """Seal and store; the key exists before the text does."""
        self._db.execute(insert(RelayRow).values(**self._values(relay), workspace=self._ws))

    def keep(self, relay: Relay) -> None:
        """What changed about one, its text included."""
        self._db.execute(update(RelayRow).where(self._is(relay.id)).values(self._values(relay)))

    def get(self, id: str) -> Relay | None:
        """One of them; None when it or its key is gone."""
        found = self._read(select(RelayRow).where(self._is(id)))
        return found[0] if found else None

    def of(self, week: Week, pseudonym: str) -> Sequence[Relay]:
        """What one pseudonym passed on."""
        mine = (self._mine(), RelayRow.week == week, RelayRow.pseudonym == pseudonym)
        return self._read(select(RelayRow).where(*mine))

    def of_week(self, week: Week) -> Sequence[Relay]:
        """What was passed on in a pulse, drafts left out, in random order."""
        kept = (self._mine(), RelayRow.week == week, RelayRow.draft.is_(False))
        return self._read(select(RelayRow).where(*kept).order_by(RelayRow.id))

    def drop(self, ids: Iterable[str]) -> None:
        """Text and key are gone."""
        wanted = list(ids)
        self._db.info["erased"] = bool(wanted) or self._db.info.get("erased", False)
        self._ring.destroy([_key(id) for id in wanted])
        self._db.execute(delete(RelayRow).where(self._mine(), RelayRow.id.in_(wanted)))

    def drop_drafts(self) -> None:
        """Previews that nobody confirmed."""
        self._drop_where(RelayRow.draft.is_(True))

    def forget(self, up_to: Week) -> None:
        """Texts of old pulses."""
        self._drop_where(RelayRow.week <= up_to)

    def _drop_where(self, condition: Any) -> None:
        self.drop(self._db.scalars(select(RelayRow.id).where(self._mine(), condition)).all())

    def _values(self, relay: Relay) -> dict[str, Any]:
        plain = {name: getattr(relay, name) for name in _PLAIN}
        sealed = self._ring.seal(relay.text.text, _key(relay.id))
        return plain | {"text": sealed, "themes": {"themes": list(relay.themes)}}

    def _read(self, query: Any) -> list[Relay]:
        found = []
        for row in self._db.execute(query):
            try:
                found.append(self._relay_of(row))
            except KeyDestroyed:  # shredded while the row still waits for its sweep
                continue
        return found

    def _relay_of(self, row: Row[Any]) -> Relay:
        plain = {name: getattr(row, name) for name in _PLAIN}
        text = Redacted.stored(self._ring.open(row.text))
        return Relay(**plain, text=text, themes=tuple(row.themes["themes"]))

    def _mine(self) -> Any:
        return RelayRow.workspace == self._ws

    def _is(self, id: str) -> Any:
        return (RelayRow.workspace == self._ws) & (RelayRow.id == id)


def _key(id: str) -> str:
    return f"text:{id}"
