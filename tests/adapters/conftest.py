"""The `pulse` command from the outside: arguments and environment in; exit code, stdout and stderr out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from adapters import cli
from adapters.settings import Settings


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


Pulse = Callable[..., Ran]


@pytest.fixture
def pulse(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pulse:
    """Runs `pulse …` on the test's own SQLite database; keywords are variables."""
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_CLIENT_ID",
        "TEAMS_APP_ID",
        "SLACK_API_URL",
        "PULSE_NEW_MASTER_KEY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEYS_URL", settings.keys_url)
    monkeypatch.setenv("PULSE_MASTER_KEY", settings.master_key)

    def run(*arguments: object, **variables: str) -> Ran:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["pulse", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        return Ran(int(end.value.code or 0), out, err)

    return run
