"""The one factory of database engines."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from time import monotonic
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

RESTED_S = 1.0  # seconds after which a connection to PostgreSQL may have been lost


class Unreachable(Exception):
    """The database can not be opened."""


def url_of(text: str) -> URL:
    """A database address; raises `Unreachable` for what is none of ours."""
    try:
        url = make_url(text)
    except Exception as error:
        raise Unreachable("DATABASE_URL is not a database address, e.g. sqlite:///pulse.db") from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise Unreachable(f"{url.get_backend_name()} is not supported: use sqlite:///… or postgresql://…")
    return url


def connect(text: str, *, durable: bool = True, existing: bool = False) -> Engine:
    """An engine with the settings that the guarantees rest on.

    SQLite: WAL, every commit on disk, one writer at a time, nothing of deleted rows left in the
    file, which its owner alone can read. What is not `durable` is thrown away with its process and
    need not wait for the disk. Raises `Unreachable` when an `existing` file is not there.
    """
    url = url_of(text)
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url, hide_parameters=True, pool_size=10, max_overflow=20)
        event.listen(engine, "checkin", _rest)
        event.listen(engine, "checkout", partial(_wake, engine.dialect))
        return engine
    if existing and url.database and not Path(url.database).exists():
        raise Unreachable(f"there is no database {url.database} yet. Run: pulse migrate")
    if url.database and url.database != ":memory:":
        os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))
        Path(url.database).chmod(0o600)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare if durable else _prepare_fleeting)
    event.listen(engine, "begin", _begin)
    return engine


def _rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = monotonic()


def _wake(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Try a connection that has rested before it is used; in a crowd of taps it costs a round trip each to ask."""
    if monotonic() - record.info.get("rests_since", monotonic()) > RESTED_S:
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as gone:
            raise DisconnectionError from gone  # the pool makes another one


def _prepare(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_fleeting(connection: SqliteConnection, record: Any) -> None:
    _prepare(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


def _begin(connection: Connection) -> None:
    """Deferred transactions lose updates silently between processes; immediate ones wait."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def cut_log(engine: Engine) -> None:
    """On SQLite deleted rows also lie in the write-ahead log until that is cut. Does nothing elsewhere."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
