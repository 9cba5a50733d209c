"""Two persons turn out to be one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, PrimaryKeyConstraint, Table, UniqueConstraint, delete, select, update

from bot.model import PersonId, WorkspaceId
from storage.models import Account, Ask, Base, Delivery, Person


def move(db: Connection, workspace: WorkspaceId, gone: PersonId, into: PersonId) -> None:
    """Every row that names one person names the other; where there may be only one, the other's stays."""
    _take_back(db, workspace, gone, into)
    acted = select(Account.person).where(Account.person == into, Account.recent.is_(True))
    theirs = (Account.person == gone, Account.workspace == workspace)
    db.execute(update(Account).where(*theirs, acted.exists()).values(recent=False))
    for table in Base.metadata.sorted_tables:
        for name in _naming_a_person(table):
            _drop_second(db, table, name, gone, into)
            mine = (table.c[name] == gone, table.c.workspace == workspace)
            db.execute(update(table).where(*mine).values({name: into}))


def _take_back(db: Connection, workspace: WorkspaceId, gone: PersonId, into: PersonId) -> None:
    """Of two questions in one pulse the second does not go out any more."""
    asked = select(Ask.week).where(Ask.person == into, Ask.workspace == workspace)
    twice = (Ask.person == gone, Ask.workspace == workspace, Ask.week.in_(asked))
    for ref in db.scalars(select(Ask.ref).where(*twice)).all():
        waiting = (Delivery.subject == ref, Delivery.state.in_(("planned", "retry")))
        mine = (Delivery.workspace == workspace, *waiting)
        db.execute(update(Delivery).where(*mine).values(state="withdrawn", due=None))


def _drop_second(db: Connection, table: Table, name: str, gone: PersonId, into: PersonId) -> None:
    for others in _with(table, name):
        first = table.alias()
        same = [first.c[other] == table.c[other] for other in others]
        there = select(first.c[name]).where(first.c[name] == into, *same).exists()
        db.execute(delete(table).where(table.c[name] == gone, there))


def _with(table: Table, name: str) -> Iterator[list[str]]:
    """The columns that are unique together with this one."""
    for key in table.constraints:
        if isinstance(key, PrimaryKeyConstraint | UniqueConstraint) and name in key.columns:
            yield [column.name for column in key.columns if column.name != name]


def _naming_a_person(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.column is Person.__table__.c.id]
