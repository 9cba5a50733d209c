"""Parts that a machine may lack: found, or skipped with a clear line; with PULSE_DEMAND they must be there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def missing(part: str, what: str) -> None:
    """Skip the test, or fail it where the part is demanded."""
    if part in os.environ.get("PULSE_DEMAND", "").split(","):
        pytest.fail(f"{part} is demanded: {what}")
    pytest.skip(what)


def postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    inline = shutil.which("initdb")
    return found[-1].parent if found else Path(inline).parent if inline else None
