"""Responses under pseudonyms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.model import PersonId, Response, Tally, Week, WorkspaceId
from storage.keyring import KeyRing, mac
from storage.models import Response as ResponseRow

_CHANGEABLE = ("question", "version", "value", "segment")
_MINE = ("workspace", "week", "pseudonym")


def upsert(fresh: Any) -> Any:
    """The one answer of each pseudonym; a later tap replaces it."""
    return fresh.on_conflict_do_update(
        index_elements=_MINE, set_={name: getattr(fresh.excluded, name) for name in _CHANGEABLE}
    )


def row_of(response: Response, workspace: WorkspaceId) -> dict[str, Any]:
    """A new row; its id says nothing of when it came."""
    return vars(response) | {"id": secrets.token_hex(16), "workspace": workspace}


# Built once: these run on every tap.
PUT = {"sqlite": upsert(sqlite_insert(ResponseRow)), "postgresql": upsert(postgres_insert(ResponseRow))}
_DROP = delete(ResponseRow).where(
    ResponseRow.workspace == bindparam("workspace_"),
    ResponseRow.week == bindparam("week_"),
    ResponseRow.pseudonym == bindparam("pseudonym_"),
)


class SqlResponses:
    """See `bot.ports.Responses`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, ring: KeyRing) -> None:
        self._db, self._ws, self._ring = connection, workspace, ring

    def pseudonym(self, week: Week, person: PersonId, *, make: bool = False) -> str | None:
        """A person's name for one pulse; None once the pulse's key is destroyed (or was never needed)."""
        name = key_of(self._ws, week)
        key = self._ring.key(name) if make else self._ring.existing(name)
        return None if key is None else mac(key, person)

    def put(self, response: Response) -> None:
        """The one answer of a pseudonym; a later tap replaces it."""
        self._db.execute(PUT[self._db.dialect.name], row_of(response, self._ws))

    def of(self, week: Week, pseudonym: str) -> Response | None:
        """What a pseudonym answered."""
        one = select(ResponseRow).where(self._mine(week), ResponseRow.pseudonym == pseudonym)
        row = self._db.execute(one).one_or_none()
        return None if row is None else _response_of(row)

    def drop(self, week: Week, pseudonym: str) -> None:
        """The answer is taken back."""
        self._db.execute(_DROP, {"workspace_": self._ws, "week_": week, "pseudonym_": pseudonym})

    def tallies(self, week: Week) -> Sequence[Tally]:
        """How many chose what, by segment and question."""
        group = (ResponseRow.segment, ResponseRow.question, ResponseRow.version)
        query = select(*group, ResponseRow.value, func.count().label("n")).where(self._mine(week))
        found: dict[tuple[str, str, int], dict[int, int]] = {}
        for row in self._db.execute(query.group_by(*group, ResponseRow.value)):
            found.setdefault((row.segment, row.question, row.version), {})[row.value] = row.n
        return [Tally(*cell, counts) for cell, counts in sorted(found.items())]

    def shuffle(self, week: Week) -> None:
        """Write the pulse's answers anew in random order, so that no order of arrival is left."""
        query = select(ResponseRow).where(self._mine(week))
        rows = [dict(row._mapping) | {"id": secrets.token_hex(16)} for row in self._db.execute(query)]
        rows.sort(key=lambda row: row["id"])
        self._db.execute(delete(ResponseRow).where(self._mine(week)))
        if rows:
            self._db.execute(insert(ResponseRow), rows)

    def untie(self, up_to: Week) -> None:
        """Destroy the keys of old pulses: nothing joins their answers to a person any more."""
        weeks = [week for week in self.linkable() if week <= up_to]
        self._ring.destroy([key_of(self._ws, week) for week in weeks])

    def linkable(self) -> Sequence[Week]:
        """The pulses whose key still lives."""
        prefix = key_of(self._ws, Week(""))
        return [Week(name.removeprefix(prefix)) for name in self._ring.names(prefix)]

    def _mine(self, week: Week) -> Any:
        return (ResponseRow.workspace == self._ws) & (ResponseRow.week == week)


def key_of(workspace: WorkspaceId, week: Week) -> str:
    """The name of a pulse's key."""
    return f"pulse:{workspace}:{week}"


def _response_of(row: Row[Any]) -> Response:
    return Response(row.week, row.question, row.version, row.value, row.segment, row.pseudonym)
