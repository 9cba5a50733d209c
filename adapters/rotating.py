"""A new master key for everything that the old one wrapped or sealed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters import settings as environment
from adapters.keeping import require_rest
from adapters.settings import BadSetting, Settings
from storage import workspaces
from storage.engine import cut_log
from storage.store import SqlStore

NEW = "PULSE_NEW_MASTER_KEY"


@dataclass(frozen=True)
class Rotated:
    """How much is under the new key now; `file` holds it, where the old one came from a file."""

    keys: int
    secrets: int
    file: Path | None


def new_key(variables: Mapping[str, str]) -> str:
    """The new master key from the environment. Raises `BadSetting`."""
    found = variables.get(NEW, "")
    if len(found) < 16:
        what = f"{NEW} is shorter than 16 characters" if found else f"{NEW} is missing"
        raise BadSetting(f"{what}; `pulse keys new` makes a good one")
    return found


def rotate(store: SqlStore, settings: Settings, master: str, now: datetime) -> Rotated:
    """Put everything under a new master key, all or nothing in each of the two stores.

    Secrets go first: were the second store lost on the way, the old key still opens the key store, and
    doing it again finishes it. Raises `EngineRuns`, `WrongMasterKey`.
    """
    require_rest(store.engine, now)
    with store.engine.begin() as connection:
        secrets = workspaces.reseal_secrets(connection, store.ring, master)
    cut_log(store.engine)
    keys = store.ring.rewrap(master)
    file = None if settings.master_key else environment.master_file(settings)
    if file is not None:
        _replace(file, master)
    return Rotated(keys, secrets, file)


def _replace(file: Path, master: str) -> None:
    """The key file at once holds the new key, and is never half written."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(master)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
