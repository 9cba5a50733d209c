"""The environment, read once into one frozen value. docs/settings.md says what each variable does."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SLACK = ("SIGNING_SECRET", "BOT_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "APP_TOKEN", "API_URL")
TEAMS = (
    "APP_ID", "APP_SECRET", "TENANT_ID", "MANAGED_IDENTITY", "OPENID_URL", "LOGIN_URL", "SERVICE_HOSTS",
)  # fmt: skip


class BadSetting(Exception):
    """A variable is missing or can not be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides."""

    database_url: str = "sqlite:///pulse.db"  # DATABASE_URL
    keys_url: str = "sqlite:///pulse-keys.db"  # KEYS_URL: a store of its own, never in a backup
    master_key: str = field(default="", repr=False)  # PULSE_MASTER_KEY: wraps every other key
    port: int = 8000  # PORT
    host: str = "127.0.0.1"  # HOST: 0.0.0.0 behind a proxy or in a container
    url: str = ""  # PULSE_URL: the address people reach us by, https://…
    playground: bool = False  # PLAYGROUND=1
    log_level: str = "info"  # LOG_LEVEL
    slack: Mapping[str, str] = field(default_factory=dict, repr=False)  # SLACK_…
    teams: Mapping[str, str] = field(default_factory=dict, repr=False)  # TEAMS_…
    durable: bool = True  # False only for the throw-away databases of demo, replay and tests

    @property
    def embedded(self) -> bool:
        """Whether everything lies in one SQLite file."""
        return self.database_url.startswith("sqlite")


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment. Raises `BadSetting`."""
    env = os.environ if environment is None else environment
    default = Settings()
    return Settings(
        database_url=address(env.get("DATABASE_URL") or default.database_url),
        keys_url=address(env.get("KEYS_URL") or default.keys_url),
        master_key=env.get("PULSE_MASTER_KEY", ""),
        port=_port(env.get("PORT", str(default.port))),
        host=env.get("HOST", default.host),
        url=env.get("PULSE_URL", "").rstrip("/"),
        playground=env.get("PLAYGROUND", "") in ("1", "true", "yes"),
        log_level=_level(env.get("LOG_LEVEL", default.log_level)),
        slack=_of("SLACK_", SLACK, env),
        teams=_of("TEAMS_", TEAMS, env),
    )


def master_key(settings: Settings) -> str:
    """The master key, or on the embedded default one of its own in a file beside the keys.

    Raises `BadSetting` where a key of one's own is needed.
    """
    if len(settings.master_key) >= 16:
        return settings.master_key
    if settings.master_key:
        raise BadSetting(
            "PULSE_MASTER_KEY is shorter than 16 characters; `openssl rand -hex 32` makes a good one"
        )
    path = master_file(settings)
    if path is None:
        raise BadSetting(
            "PULSE_MASTER_KEY is missing; `openssl rand -hex 32` makes one. "
            "Keep it: without it nothing sealed can be read"
        )
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def master_file(settings: Settings) -> Path | None:
    """Where the master key of the embedded default lies; None where one of one's own is needed."""
    prefix = "sqlite:///"
    if not (settings.embedded and settings.keys_url.startswith(prefix)):
        return None
    return Path(settings.keys_url.removeprefix(prefix)).with_suffix(".master")


def _of(prefix: str, known: tuple[str, ...], env: Mapping[str, str]) -> dict[str, str]:
    """The variables of a platform that are set; others that happen to begin so are none of ours."""
    return {prefix + name: env[prefix + name] for name in known if env.get(prefix + name)}


def address(url: str) -> str:
    """A database address as SQLAlchemy wants it: `postgres://` is what many hosts hand out."""
    scheme, colon, rest = url.partition(":")
    return f"postgresql+psycopg:{rest}" if colon and scheme in ("postgres", "postgresql") else url


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise BadSetting(f"PORT is {text!r}; it must be a number from 0 to 65535")
    return int(text)


def _level(text: str) -> str:
    if text.lower() not in ("debug", "info", "warning", "error"):
        raise BadSetting(f"LOG_LEVEL is {text!r}; it must be debug, info, warning or error")
    return text.lower()
