"""Two persons turn out to be one."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, select, update

from bot.model import PersonId, WorkspaceId
from storage.models import Account, Ask, Base, Person


def move(db: Connection, workspace: WorkspaceId, gone: PersonId, into: PersonId) -> None:
    """Every row that names one person names the other. Of two questions in one pulse the second goes."""
    asked = select(Ask.week).where(Ask.person == into, Ask.workspace == workspace)
    twice = (Ask.person == gone, Ask.workspace == workspace, Ask.week.in_(asked))
    _take_back(db, [str(ref) for ref in db.scalars(select(Ask.ref).where(*twice))])
    acted = select(Account.person).where(Account.person == into, Account.recent.is_(True))
    theirs = (Account.person == gone, Account.workspace == workspace)
    db.execute(update(Account).where(*theirs, acted.exists()).values(recent=False))
    for table in Base.metadata.sorted_tables:
        for column in _naming_a_person(table):
            mine = (table.c[column] == gone, table.c.workspace == workspace)
            db.execute(update(table).where(*mine).values({column: into}))


def _take_back(db: Connection, refs: list[str]) -> None:
    delivery = Base.metadata.tables["delivery"]
    for ref in refs:
        waiting = (delivery.c.key == f"ask:{ref}", delivery.c.state.in_(("planned", "retry")))
        db.execute(update(delivery).where(*waiting).values(state="withdrawn", due=None))
        db.execute(delete(Ask).where(Ask.ref == ref))


def _naming_a_person(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.column is Person.__table__.c.id]
