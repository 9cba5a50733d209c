"""Every business row survives the way into a file and back, on both databases."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from adapters import keeping
from adapters.keeping import FileTaken, NoBackup
from adapters.settings import Settings
from bot import privacy
from storage import copying, keyring, migrating
from storage import engine as engines
from storage.store import SqlStore
from tests.world import World

TEXT = b"liked the new desk"


def rows(engine: Engine, tables: Any = copying.TABLES) -> dict[str, list[Any]]:
    """Everything a database holds."""
    with engine.connect().execution_options(reading=True) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }


def empty(store: SqlStore) -> None:
    """A disaster: all business rows are gone, the key store is not."""
    with store.engine.begin() as connection:
        for table in reversed(copying.TABLES):
            connection.execute(table.delete())


def backed_up(world: World, folder: Path) -> Path:
    """A backup of a world."""
    file = folder / "backup.db"
    keeping.backup(world.house.store, file, copying.unwatched)
    return file


def restored(world: World, file: Path) -> Any:
    """What was redone when a backup was restored into the world's emptied database."""
    empty(world.house.store)
    return keeping.restore(world.house.store, file, world.now, copying.unwatched)[1]


def test_a_backup_holds_every_row_no_key_and_is_its_owners_alone(lived: World, tmp_path: Path) -> None:
    file = backed_up(lived, tmp_path)
    opened = engines.connect(f"sqlite:///{file}")
    kept = rows(opened)
    opened.dispose()
    assert kept == rows(lived.house.store.engine)
    assert all(kept[name] for name in ("workspace", "home", "person", "account", "ask", "delivery", "relay"))
    assert kept["response"]
    assert kept["release"]
    assert kept["audit"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir() if "backup" in found.name] == ["backup.db"]
    raw = file.read_bytes()
    assert TEXT not in raw
    with lived.house.store.ring._reading() as connection:
        wrapped = connection.scalars(select(keyring.Key.wrapped)).all()
    assert not any(key in raw for key in wrapped)


def test_a_backup_never_overwrites_a_file(lived: World, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("mine")
    with pytest.raises(FileTaken, match="exists already"):
        backed_up(lived, tmp_path)
    assert (tmp_path / "backup.db").read_text() == "mine"


def test_a_failed_backup_leaves_no_file(lived: World, tmp_path: Path) -> None:
    def broken(_table: str, _done: int, _total: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        keeping.backup(lived.house.store, tmp_path / "backup.db", broken)
    assert not [found for found in tmp_path.iterdir() if "backup" in found.name]


def test_a_restored_database_is_the_one_that_was_and_its_texts_are_readable(
    lived: World, tmp_path: Path
) -> None:
    before, file = rows(lived.house.store.engine), backed_up(lived, tmp_path)
    restored(lived, file)
    assert rows(lived.house.store.engine) == before
    with lived.house.store.look(lived.id) as work:
        assert [relay.text.text for relay in work.relays.of_week(lived.week)] == ["They liked the new desk."]


def test_who_was_erased_or_opted_out_since_the_backup_is_so_again(lived: World, tmp_path: Path) -> None:
    file, gone, silent = backed_up(lived, tmp_path), lived.person("c0").id, lived.person("c1").id
    with lived.house.store.work(lived.id) as work:
        privacy.erase(work, work.people.get(gone))
        privacy.opt_out(work, work.people.get(silent))
    redone = restored(lived, file)
    assert (redone.erased, redone.opted_out) == (1, 1)
    with lived.house.store.look(lived.id) as work:
        assert not work.people.some([gone])
        assert not work.relays.of_week(lived.week)
        assert work.people.get(silent).opted_out
        assert not [ask for ask in work.asks.of_week(lived.week) if ask.person == gone]
    assert len(rows(lived.house.store.engine)["person"]) == 19


def test_what_was_due_since_the_backup_is_not_sent_again(lived: World, tmp_path: Path) -> None:
    chats = {someone.user: len(someone.chat) for someone in lived.people}
    with lived.house.store.engine.begin() as connection:
        delivery = copying.Base.metadata.tables["delivery"]
        again = delivery.update().where(delivery.c.kind == "ask", delivery.c.state == "stands")
        overdue = connection.execute(again.values(state="planned", due=lived.now)).rowcount
    file = backed_up(lived, tmp_path)
    assert restored(lived, file).doubtful == overdue > 0
    lived.catches_up()
    assert {someone.user: len(someone.chat) for someone in lived.people} == chats


def test_a_database_with_rows_is_not_restored_into(lived: World, tmp_path: Path) -> None:
    file, before = backed_up(lived, tmp_path), rows(lived.house.store.engine)
    with pytest.raises(copying.NotEmpty, match="workspace holds rows already"):
        keeping.restore(lived.house.store, file, lived.now, copying.unwatched)
    assert rows(lived.house.store.engine) == before


@pytest.mark.parametrize("content", [b"", b"not a database at all, whatever its name may say" * 99])
def test_any_other_file_is_no_backup(lived: World, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(content)
    empty(lived.house.store)
    with pytest.raises(NoBackup, match=r"other.db is no backup"):
        keeping.restore(lived.house.store, other, lived.now, copying.unwatched)
    assert other.read_bytes() == content


def test_a_target_without_todays_schema_is_refused(lived: World, tmp_path: Path) -> None:
    target = engines.connect(f"sqlite:///{tmp_path}/bare.db")
    with target.begin() as connection, pytest.raises(migrating.NotMigrated):
        copying.copy(lived.house.store.engine, connection)
    target.dispose()


def test_a_copy_that_fails_leaves_the_target_empty(lived: World, tmp_path: Path) -> None:
    target = engines.connect(f"sqlite:///{tmp_path}/target.db")
    migrating.migrate(target)

    def broken(table: str, done: int, _total: int) -> None:
        if table == "person" and done:
            raise RuntimeError

    with pytest.raises(RuntimeError), target.begin() as connection:
        copying.copy(lived.house.store.engine, connection, broken)
    assert not any(rows(target).values())
    target.dispose()


@pytest.mark.postgres
def test_a_world_moves_to_postgresql_with_its_keys(world: World, postgres_settings: Settings) -> None:
    world.colleagues(6)
    world.asks_everybody()
    store, old = world.house.store, world.house.settings
    keys = world.house.store.ring._engine
    to, keys_to = postgres_settings.database_url, postgres_settings.keys_url
    keeping.move(store, old, to, keys_to, world.now, copying.unwatched)
    new, new_keys = engines.connect(to), engines.connect(keys_to)
    assert rows(new) == rows(store.engine)
    assert rows(new_keys, copying.KEY_TABLES) == rows(keys, copying.KEY_TABLES)
    with pytest.raises(copying.NotEmpty):
        keeping.move(store, old, to, None, world.now, copying.unwatched)
    new.dispose()
    new_keys.dispose()
