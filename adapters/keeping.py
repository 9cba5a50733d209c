"""Backup, restore and move: one copy of all business rows, between files and databases. Keys stay outside."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from adapters import metrics
from adapters.lock import EngineRuns
from adapters.settings import Settings
from adapters.wiring import CannotOpen
from storage import copying, counting, migrating, replaying
from storage import engine as engines
from storage.copying import Watch
from storage.store import SqlStore


class FileTaken(Exception):
    """There is such a file already, and nothing is ever written over it."""


class NoBackup(Exception):
    """The file is no backup of Kundenpuls; the message names it."""


def backup(store: SqlStore, file: Path, watch: Watch) -> int:
    """Write all business rows into a new SQLite file that its owner alone can read; how many.

    Raises `FileTaken`, `CannotOpen`.
    """
    with _new_file(file) as written, database(f"sqlite:///{written}") as target:
        migrating.migrate(target)
        with target.begin() as connection:
            rows = copying.copy(store.engine, connection, watch)
        _one_file(target)
    return rows


def restore(store: SqlStore, file: Path, now: datetime, watch: Watch) -> tuple[int, replaying.Replayed]:
    """Read a backup into an empty database, honouring erasures and opt-outs since; rows and what was redone.

    Raises `NoBackup`, `copying.NotEmpty`, `EngineRuns`.
    """
    require_rest(store.engine, now)
    with _readable(file) as source, store.engine.begin() as connection:
        rows = copying.copy(source, connection, watch)
        redone = replaying.replay(connection, store.ring, now)
    engines.cut_log(store.engine)
    return rows, redone


def move(
    store: SqlStore, settings: Settings, to: str, keys_to: str | None, now: datetime, watch: Watch
) -> tuple[int, int]:
    """Copy all business rows, and the keys where they are to go too, into empty databases; how many of each.

    A target without any schema gets one. Raises `copying.NotEmpty`, `EngineRuns`, `CannotOpen`.
    """
    require_rest(store.engine, now)
    with database(to) as target:
        if migrating.standing(target) is None:
            migrating.migrate(target)
        with target.begin() as connection:
            rows = copying.copy(store.engine, connection, watch)
            keys = _move_keys(settings.keys_url, keys_to, watch) if keys_to else 0
    return rows, keys


def _move_keys(source: str, target: str, watch: Watch) -> int:
    with (
        database(source) as old,
        database(target) as new,
        new.begin() as connection,
    ):
        return copying.copy_keys(old, connection, watch)


def require_rest(engine: Engine, now: datetime) -> None:
    """Raises `EngineRuns` while a `pulse serve` or `pulse worker` is alive."""
    seen = counting.last_heartbeat(engine)
    if engine.dialect.name != "sqlite" and seen is not None and now - seen < metrics.STALE:
        raise EngineRuns(
            "an engine works on this database: stop `pulse serve`, `pulse web` and `pulse worker`, "
            "then wait a minute"
        )


@contextmanager
def database(url: str) -> Iterator[Engine]:
    """Another database for a while. Raises `CannotOpen`."""
    try:
        engine = engines.connect(url)
        try:
            yield engine
        finally:
            engine.dispose()
    except (OperationalError, OSError) as error:
        reason = error.orig if isinstance(error, OperationalError) else error.strerror
        raise CannotOpen(f"{engines.url_of(url).render_as_string()} can not be opened: {reason}") from error
    except (engines.Unreachable, migrating.NewerDatabase, migrating.NotMigrated) as error:
        raise CannotOpen(str(error)) from error


@contextmanager
def _new_file(file: Path) -> Iterator[Path]:
    """A file beside, which takes the name once it is complete; the name itself is taken at once."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise FileTaken(
            f"{file} exists already, and nothing is written over it. Choose another name"
        ) from error
    except OSError as error:
        raise CannotOpen(f"{file} can not be written: {error.strerror}") from error
    folder = Path(tempfile.mkdtemp(prefix=f".{file.name}.", dir=file.parent))
    try:
        written = folder / "backup.db"
        os.close(os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield written
        written.replace(file)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _one_file(engine: Engine) -> None:
    """No log beside it: the file alone is the backup."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()


@contextmanager
def _readable(file: Path) -> Iterator[Engine]:
    """A backup, brought to today's schema in a copy: the file itself is only read. Raises `NoBackup`."""
    with tempfile.TemporaryDirectory(prefix="kundenpuls-") as folder:
        copied = Path(shutil.copyfile(file, Path(folder, "backup.db")))
        with database(f"sqlite:///{copied}") as engine:
            _require_ours(file, engine)
            migrating.migrate(engine)
            yield engine


def _require_ours(file: Path, engine: Engine) -> None:
    try:
        standing = migrating.standing(engine)
    except DatabaseError as error:
        raise NoBackup(f"{file} is no backup: {error.orig}") from error
    if standing is None:
        raise NoBackup(f"{file} is no backup: it holds nothing, perhaps since its backup was interrupted")
