"""On SQLite one engine at a time: a lock beside the database, freed by the system when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from adapters.settings import Settings


class EngineRuns(Exception):
    """The engine of this database can not be held; the message says by whom or why."""


@contextmanager
def engine_lock(settings: Settings, holder: str, patience: float = 0.0) -> Iterator[None]:
    """Hold the engine for a while; `patience` in seconds. Raises `EngineRuns`.

    On PostgreSQL many engines share the work, and nothing is held.
    """
    path = make_url(settings.database_url).database if settings.embedded else None
    if not path or path == ":memory:":
        yield
        return
    file = Path(path + ".engine")
    try:
        handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise EngineRuns(f"{file} can not be written: {error.strerror}. Check DATABASE_URL") from error
    try:
        _take(handle, file, time.monotonic() + patience)
        os.truncate(handle, 0)
        os.pwrite(handle, f"{holder}, process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, file: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as held:
            if time.monotonic() >= until:
                holder = file.read_text() or "unknown"
                raise EngineRuns(
                    f"an engine works on this database already: {holder}. Stop it first"
                ) from held
        time.sleep(0.1)
