"""Bringing a database to today's schema, and saying when it is not there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine


class NewerDatabase(Exception):
    """The database was written by a newer version of Kundenpuls. Install that version again."""


class NotMigrated(Exception):
    """The database has not today's schema. Run: pulse migrate"""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def newest() -> str:
    """The newest revision this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def standing(engine: Engine) -> str | None:
    """The revision of a database; None for an empty one. Raises `NewerDatabase`."""
    with engine.connect().execution_options(reading=True) as connection:
        return _standing_on(connection)


def _standing_on(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None:
        try:
            ScriptDirectory.from_config(_config()).get_revision(revision)
        except CommandError as error:
            raise NewerDatabase(NewerDatabase.__doc__) from error
    return revision


def migrate(engine: Engine) -> None:
    """Bring the database up to date; nothing happens to one that is. Raises `NewerDatabase`."""
    if standing(engine) == newest():
        return
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def require(engine: Engine) -> None:
    """Raises `NotMigrated` or `NewerDatabase` unless the schema is today's."""
    if standing(engine) != newest():
        raise NotMigrated(NotMigrated.__doc__)


def require_on(connection: Connection) -> None:
    """The same, seen from inside a transaction."""
    if _standing_on(connection) != newest():
        raise NotMigrated(NotMigrated.__doc__)
