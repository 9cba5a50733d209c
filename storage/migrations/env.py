"""Alembic's entry: which database, which tables, and that the engine's own tables are not ours."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from storage.engine import connect
from storage.models import Base


def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave the tables of the durable engine alone: autogenerate would drop them."""
    return kind != "table" or name in Base.metadata.tables


def run(connection: Connection) -> None:
    """Migrate on this connection; batch mode lets SQLite alter tables too."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, include_object=ours, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with connect(os.environ.get("DATABASE_URL", "sqlite:///pulse.db")).connect() as opened:
        run(opened)
        opened.commit()
