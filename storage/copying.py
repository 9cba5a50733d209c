"""Copying every business row from one database to another: the one way of backup, restore and move."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select

from storage import keyring, migrating
from storage.models import Base, Heartbeat

BATCH = 1000
TABLES: tuple[Table, ...] = tuple(
    table for table in Base.metadata.sorted_tables if table.name != Heartbeat.__tablename__
)
KEY_TABLES: tuple[Table, ...] = tuple(keyring.Base.metadata.sorted_tables)

Watch = Callable[[str, int, int], None]  # a table's name, its rows copied so far, its rows in all


class NotEmpty(Exception):
    """The target holds rows already; the message names the table. Nothing was copied."""


def unwatched(_table: str, _done: int, _total: int) -> None:
    """Nobody looks."""


def copy(source: Engine, target: Connection, watch: Watch = unwatched) -> int:
    """Copy all business rows into the target's transaction; how many.

    Each table goes in the order of its random keys, so no order of arrival comes along.
    Raises `NotEmpty`, and `migrating.NotMigrated` or `NewerDatabase` unless both have today's schema.
    """
    migrating.require(source)
    migrating.require_on(target)
    return _copied(source, target, TABLES, watch)


def copy_keys(source: Engine, target: Connection, watch: Watch = unwatched) -> int:
    """Copy wrapped keys and tombstones, as they are; the tables are made. Raises `NotEmpty`."""
    keyring.Base.metadata.create_all(target)
    return _copied(source, target, KEY_TABLES, watch)


def _copied(source: Engine, target: Connection, tables: tuple[Table, ...], watch: Watch) -> int:
    for table in tables:
        if target.execute(select(table).limit(1)).first():
            raise NotEmpty(f"{table.name} holds rows already: the target must be empty. Nothing was copied")
    with _snapshot(source) as reading:
        return sum(_copy_table(table, reading, target, watch) for table in tables)


def _copy_table(table: Table, source: Connection, target: Connection, watch: Watch) -> int:
    total, done = source.scalar(select(func.count()).select_from(table)) or 0, 0
    watch(table.name, 0, total)
    whole = select(table).order_by(*table.primary_key)
    with source.execution_options(yield_per=BATCH).execute(whole) as rows:
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict[str, Any](row) for row in part])
            done += len(part)
            watch(table.name, done, total)
    return done


def _snapshot(source: Engine) -> AbstractContextManager[Connection]:
    """All tables as of one moment, whoever writes meanwhile."""
    isolation = {} if source.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    return source.connect().execution_options(reading=True, **isolation)
