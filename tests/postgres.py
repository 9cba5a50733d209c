"""A private PostgreSQL on loopback for the tests of this run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import optional


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Its address; given by PULSE_TEST_POSTGRES, or a cluster of our own that goes when we do.

    Only a `durable` one waits for the disk, as benchmarks must.
    """
    given = os.environ.get("PULSE_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = optional.postgres_programs()
    if programs is None:
        optional.missing("postgres", "no PostgreSQL here: install it or set PULSE_TEST_POSTGRES")
        return
    folder = Path(tempfile.mkdtemp(prefix="kundenpuls-pg-"))
    data, port = folder / "data", _free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    _run(programs / "initdb", "-D", data, "-A", "trust", "-U", "pulse", "-E", "UTF8", "--locale=C.UTF-8")
    options = (
        f"-p {port} -h 127.0.0.1 -k {folder} -c max_connections=60 -c fsync={'on' if durable else 'off'}"
    )
    _run(programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    try:
        yield f"postgresql+psycopg://pulse@127.0.0.1:{port}/postgres"
    finally:
        _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    """PostgreSQL refuses to run as root: there it runs as its own user."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
