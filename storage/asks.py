"""Asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.model import Ask, AskRef, AskState, PersonId, Week, WorkspaceId
from storage.columns import among, checked
from storage.models import Ask as AskRow
from storage.rows import ASK, ask_of

# Built once: these run on every tap.
_ONE = select(*ASK).where(AskRow.ref == bindparam("ref_"), AskRow.workspace == bindparam("workspace_"))
_TURN = {
    dialect: update(AskRow)
    .where(among(dialect, AskRow.ref, "refs_"), checked(AskRow.workspace == bindparam("workspace_")))
    .values(state=bindparam("state_"))
    for dialect in ("sqlite", "postgresql")
}


class SqlAsks:
    """See `bot.ports.Asks`."""

    def __init__(self, connection: Connection, workspace: WorkspaceId) -> None:
        self._db, self._ws = connection, workspace

    def add(self, asks: Iterable[Ask]) -> None:
        """New asks; one person is asked once a pulse, else IntegrityError."""
        rows = [asdict(ask) | {"workspace": self._ws} for ask in asks]
        if rows:
            self._db.execute(insert(AskRow), rows)

    def get(self, ref: str) -> Ask | None:
        """An ask by its reference."""
        row = self._db.execute(_ONE, {"ref_": ref, "workspace_": self._ws}).one_or_none()
        return None if row is None else ask_of(row)

    def of_week(self, week: Week) -> Sequence[Ask]:
        """The asks of a pulse, in the order of their random references."""
        query = select(*ASK).where(AskRow.workspace == self._ws, AskRow.week == week)
        return [ask_of(row) for row in self._db.execute(query.order_by(AskRow.ref))]

    def of_person(self, person: PersonId) -> Sequence[Ask]:
        """What a person was asked, as long as that is remembered, newest first."""
        query = select(*ASK).where(AskRow.workspace == self._ws, AskRow.person == person)
        return [ask_of(row) for row in self._db.execute(query.order_by(AskRow.week.desc()))]

    def turn(self, refs: Iterable[AskRef], state: AskState) -> None:
        """Asks reach a state."""
        if wanted := list(refs):
            which = {"refs_": wanted, "workspace_": self._ws, "state_": state}
            self._db.execute(_TURN[self._db.dialect.name], which)

    def promise(self, ask: Ask) -> None:
        """What the thank-you of an ask will say has changed."""
        mine = (AskRow.ref == ask.ref, AskRow.workspace == self._ws)
        self._db.execute(update(AskRow).where(*mine).values(changed=ask.changed, told=ask.told))

    def forget(self, up_to: Week) -> None:
        """Asks of old pulses are gone."""
        self._db.execute(delete(AskRow).where(AskRow.workspace == self._ws, AskRow.week <= up_to))
