"""Empty databases to measure on: SQLite, and PostgreSQL where it is installed; both on the disk, both durable."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from adapters.settings import Settings
from storage import engine as engines
from tests import postgres


@contextmanager
def systems() -> Iterator[dict[str, str]]:
    """What there is: by name, the address under which `fresh` makes databases."""
    try:
        with postgres.server(durable=True) as url:
            yield {"sqlite": "", "postgresql": url}
    except pytest.skip.Exception as missing:
        print(f"PostgreSQL is left out: {missing}")
        yield {"sqlite": ""}


@contextmanager
def fresh(url: str) -> Iterator[Settings]:
    """Settings with an empty database and an empty key store."""
    with tempfile.TemporaryDirectory(prefix="kundenpuls-bench-") as folder:
        if not url:
            yield Settings(f"sqlite:///{folder}/pulse.db", f"sqlite:///{folder}/keys.db", "k" * 32)
            return
        names = [f"bench_{secrets.token_hex(4)}" for _ in range(2)]
        admin = engines.connect(url)
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in names:
                connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        pulse, keys = (f"{url.rpartition('/')[0]}/{name}" for name in names)
        yield Settings(pulse, keys, "k" * 32)
