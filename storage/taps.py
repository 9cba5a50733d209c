"""Taps: what they are about, and what came of them, for many at once in as few ways to the database as can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Row, bindparam, case, column, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgres_insert

from bot.model import Account, Ask, Person, Response, WorkspaceId
from storage.columns import among, checked
from storage.models import Account as AccountRow
from storage.models import Ask as AskRow
from storage.models import Delivery as DeliveryRow
from storage.models import Person as PersonRow
from storage.models import Response as ResponseRow
from storage.models import Workspace as WorkspaceRow
from storage.responses import PUT, row_of, upsert
from storage.rows import ACCOUNT, ASK, PERSON, account_of, ask_of, person_of


def _asked(dialect: str) -> Any:
    here = checked(AskRow.workspace == bindparam("workspace_"))
    settings = (
        select(WorkspaceRow.settings).where(WorkspaceRow.id == bindparam("workspace_")).scalar_subquery()
    )
    with_the_first = case((func.row_number().over() == 1, settings))
    return (
        select(*ASK, *PERSON, *ACCOUNT, with_the_first)
        .join(PersonRow, PersonRow.id == AskRow.person)
        .join(AccountRow, (AccountRow.workspace == AskRow.workspace) & (AccountRow.person == PersonRow.id))
        .where(among(dialect, AskRow.ref, "refs_"), here)
    )


def _prove(dialect: str) -> Any:
    here = checked(DeliveryRow.workspace == bindparam("workspace_"))
    return (
        update(DeliveryRow)
        .where(among(dialect, DeliveryRow.key, "keys_"), here)
        .values(revision=DeliveryRow.revision + 1, state="stands", lease=bindparam("until_"), due=None)
        .returning(DeliveryRow.key, DeliveryRow.revision)
    )


def _settle() -> Any:
    """All of it as one statement, rows as documents: on PostgreSQL every round trip costs more than what it carries."""
    columns = [column(each.name, each.type) for each in ResponseRow.__table__.columns]
    rows = func.json_to_recordset(bindparam("answers_", type_=JSON)).table_valued(*columns)
    rows = rows.render_derived(with_types=True)
    names = [each.name for each in columns]
    put = upsert(postgres_insert(ResponseRow).from_select(names, select(*(rows.c[name] for name in names))))
    here = among("postgresql", AskRow.ref, "refs_"), checked(AskRow.workspace == bindparam("workspace_"))
    turn = update(AskRow).where(*here).values(state=bindparam("states_", type_=JSONB)[AskRow.ref].astext)
    return _prove("postgresql").add_cte(put.cte("answered"), turn.cte("turned"))


# Built once: these run on every tap.
_ASKED = {dialect: _asked(dialect) for dialect in ("sqlite", "postgresql")}
_TURN = (
    update(AskRow)
    .where(AskRow.ref == bindparam("ref_"), checked(AskRow.workspace == bindparam("workspace_")))
    .values(state=bindparam("state_"))
)
_PROVE = _prove("sqlite")
# SQLite writes every index anew of which a column is set, changed or not.
_STANDING = (
    update(DeliveryRow)
    .where(*_PROVE.whereclause.clauses, checked(DeliveryRow.state == "stands"))
    .values(revision=DeliveryRow.revision + 1, lease=bindparam("until_"))
    .returning(DeliveryRow.key, DeliveryRow.revision)
)
_SETTLE = _settle()


class SqlTaps:
    """See `bot.ports.Taps`."""

    def __init__(
        self, connection: Connection, workspace: WorkspaceId, know: Callable[[Mapping[str, Any]], None]
    ) -> None:
        """`know` is told the settings of the workspace when they have come along."""
        self._db, self._ws, self._know = connection, workspace, know

    def asked(self, refs: Sequence[str]) -> Sequence[tuple[Ask, Person, Account]]:
        """Those of these asks that are known, with whom they were put to, once for each of their accounts."""
        which = {"refs_": refs, "workspace_": self._ws}
        rows = self._db.execute(_ASKED[self._db.dialect.name], which).all()
        for row in rows[:1]:
            self._know(row[-1])
        return [_asked_of(row) for row in rows]

    def settle(
        self, reached: Mapping[str, Ask], answers: Sequence[Response], shown_until: datetime
    ) -> Mapping[str, int]:
        """Asks have reached their states, with these answers; what stands under these keys shows it from now on.

        Somebody tapped those, so they stand, whatever we thought. Their new revisions, for the keys
        there are. Who passed the taps on is about to make those stand: nobody else tries before then.
        """
        rows = [row_of(each, self._ws) for each in answers]
        states = {str(ask.ref): ask.state for ask in reached.values()}
        proven = {"keys_": sorted(reached), "workspace_": self._ws, "until_": shown_until}
        if self._db.dialect.name == "postgresql":
            given = {"answers_": rows, "refs_": list(states), "states_": states}
            found = self._db.execute(_SETTLE, proven | given).all()
        else:
            if rows:
                self._db.execute(PUT["sqlite"], rows)
            turned = [{"ref_": ref, "workspace_": self._ws, "state_": state} for ref, state in states.items()]
            self._db.execute(_TURN, turned)
            standing = self._db.execute(_STANDING, proven).all()
            surprising = sorted({*reached} - {row.key for row in standing})
            found = [
                *standing,
                *(self._db.execute(_PROVE, proven | {"keys_": surprising}) if surprising else ()),
            ]
        return {row.key: row.revision for row in found}


def _asked_of(row: Row[Any]) -> tuple[Ask, Person, Account]:
    person, account = len(ASK), len(ASK) + len(PERSON)
    return ask_of(row), person_of(row[person:]), account_of(row[account:])
