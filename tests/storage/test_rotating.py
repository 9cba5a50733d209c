"""After a rotation the new master key opens everything and the old one nothing."""

from __future__ import annotations

import pytest

from storage import workspaces
from storage.keyring import KeyRing, WrongMasterKey
from storage.store import SqlStore
from tests.conftest import MASTER
from tests.world import World

NEW = "the tests' new master key"


def reread(store: SqlStore, master: str) -> tuple[str | None, str]:
    """A platform secret and a sealed text, as a house with that master key reads them."""
    ring = KeyRing(store.ring._engine, master)
    reader = SqlStore(store.engine, ring)
    with reader.look(reader.workspaces()[0]) as work:
        home = work.homes.all()[0]
        text = ring.open(ring.seal("said", "text:x"))
        return workspaces.read_secrets(work._db, ring, home.platform, home.id), text


def rotate(store: SqlStore, master: str = NEW) -> tuple[int, int]:
    """Both stores, as the command does it."""
    with store.engine.begin() as connection:
        secrets = workspaces.reseal_secrets(connection, store.ring, master)
    return secrets, store.ring.rewrap(master)


def test_the_new_key_opens_everything_and_the_old_one_nothing(lived: World) -> None:
    store = lived.house.store
    with store.look(lived.id) as work:
        before = [relay.text.text for relay in work.relays.of_week(lived.week)]
    secrets, keys = rotate(store)
    assert (secrets, keys > 2) == (1, True)
    assert reread(store, NEW) == ('{"token": "t"}', "said")
    with pytest.raises(WrongMasterKey):
        KeyRing(store.ring._engine, MASTER)
    with SqlStore(store.engine, KeyRing(store.ring._engine, NEW)).look(lived.id) as work:
        assert [relay.text.text for relay in work.relays.of_week(lived.week)] == before != []


def test_a_rotation_that_stopped_halfway_is_finished_by_doing_it_again(lived: World) -> None:
    store = lived.house.store
    with store.engine.begin() as connection:
        workspaces.reseal_secrets(connection, store.ring, NEW)
    rotate(store)
    assert reread(store, NEW) == ('{"token": "t"}', "said")


def test_a_secret_that_neither_key_opens_stops_the_rotation_and_changes_nothing(lived: World) -> None:
    store = lived.house.store
    rotate(store, "a third master key")
    ring = KeyRing(store.ring._engine, "a third master key")
    ring._master = b"0" * 32
    with store.engine.begin() as connection, pytest.raises(WrongMasterKey):
        workspaces.reseal_secrets(connection, ring, NEW)
    assert reread(store, "a third master key") == ('{"token": "t"}', "said")
