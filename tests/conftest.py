"""Fixtures: real databases (a migrated template, copied per test), and a world that speaks the domain."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from adapters import wiring
from adapters.settings import Settings
from storage import engine as engines
from storage import migrating
from storage.keyring import Base as KeyBase
from storage.keyring import KeyRing
from storage.models import Base
from storage.store import SqlStore
from tests import postgres, screens
from tests.doorstep import Doorstep
from tests.fakes import teams as microsoft
from tests.fakes.slack import FakeSlack
from tests.screens import playground
from tests.world import World

MASTER = "the tests' own master key"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database and an empty key store."""
    folder = tmp_path_factory.mktemp("template")
    store = wiring.open_store(_settings(folder), migrate=True)
    store.engine.dispose()
    store.ring.close()
    return folder


@pytest.fixture
def settings(template: Path, tmp_path: Path) -> Settings:
    """Settings of a fresh, migrated SQLite database."""
    for name in ("pulse.db", "keys.db"):
        shutil.copy(template / name, tmp_path / name)
    return _settings(tmp_path)


@pytest.fixture(scope="session")
def doorstep() -> Iterator[Doorstep]:
    """Where platforms call the bot: one server for the whole session."""
    with contextlib.closing(Doorstep()) as made:
        yield made


@pytest.fixture(scope="session")
def slack_side() -> Iterator[FakeSlack]:
    """Slack, in a thread of its own; every screen begins with an empty one."""
    with contextlib.closing(FakeSlack()) as made:
        yield made


@pytest.fixture(scope="session")
def teams_side() -> Iterator[microsoft.Microsoft]:
    """Microsoft, in a thread of its own; every screen begins with an empty one."""
    with microsoft.beside() as made:
        yield made


@pytest.fixture
def screen() -> screens.Screen:
    """The platform on which the world lives: the playground, unless a folder has others."""
    return playground.Screen()


@pytest.fixture
def world(settings: Settings, doorstep: Doorstep, screen: screens.Screen) -> Iterator[World]:
    """A workspace in which people act through a platform and time passes."""
    made = World(settings, doorstep, screen)
    yield made
    made.end()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server; the test is skipped (or fails, where demanded) without one."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_ready(postgres_url: str) -> str:
    """The server with a migrated database and one for the keys."""
    admin = engines.connect(postgres_url)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE pulse"))
        connection.execute(text("CREATE DATABASE keys"))
    admin.dispose()
    database = engines.connect(_named(postgres_url, "pulse"))
    migrating.migrate(database)
    database.dispose()
    return postgres_url


@pytest.fixture
def postgres_settings(postgres_ready: str) -> Settings:
    """Settings of an emptied PostgreSQL database."""
    found = Settings(_named(postgres_ready, "pulse"), _named(postgres_ready, "keys"), MASTER)
    for url, base in ((found.database_url, Base), (found.keys_url, KeyBase)):
        engine = engines.connect(url)
        base.metadata.create_all(engine, checkfirst=True)
        with engine.begin() as connection:
            for table in reversed(base.metadata.sorted_tables):
                connection.execute(table.delete())
        engine.dispose()
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """The store on a real database of each kind."""
    name = "settings" if request.param == "sqlite" else "postgres_settings"
    found: Settings = request.getfixturevalue(name)
    opened = SqlStore(
        engines.connect(found.database_url, durable=False),
        KeyRing(engines.connect(found.keys_url, durable=False), MASTER),
    )
    yield opened
    opened.engine.dispose()
    opened.ring.close()


def _settings(folder: Path) -> Settings:
    return Settings(f"sqlite:///{folder}/pulse.db", f"sqlite:///{folder}/keys.db", MASTER, durable=False)


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
