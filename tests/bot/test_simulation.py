"""Whatever fails, wherever a worker dies: nothing lost, nobody asked twice. And the test of that test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import engine as engines
from storage.keyring import KeyRing
from storage.store import SqlStore
from tests.bot.simulation import VARIANTS, Simulation, Variant
from tests.conftest import MASTER

SEEDS = range(2)
Fresh = Callable[[], SqlStore]


@pytest.fixture
def fresh(template: Path, tmp_path: Path) -> Iterator[Fresh]:
    """As many empty stores as one likes."""
    opened: list[SqlStore] = []

    def open_() -> SqlStore:
        folder = tmp_path / str(len(opened))
        folder.mkdir()
        for name in ("pulse.db", "keys.db"):
            shutil.copy(template / name, folder / name)
        ring = KeyRing(engines.connect(f"sqlite:///{folder}/keys.db", durable=False), MASTER)
        opened.append(SqlStore(engines.connect(f"sqlite:///{folder}/pulse.db", durable=False), ring))
        return opened[-1]

    yield open_
    for store in opened:
        store.engine.dispose()
        store.ring.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nobody_is_asked_twice(fresh: Fresh, seed: int) -> None:
    simulation = Simulation(fresh(), seed, people=40)  # chosen by lot: of a few, hardly anybody may be asked
    assert simulation.run() == []
    assert sum(simulation.posted.values()) > 3


@pytest.mark.parametrize(("variant", "luck"), VARIANTS, ids=[variant.__name__ for variant, _ in VARIANTS])
def test_the_simulation_catches(
    fresh: Fresh, variant: Variant, luck: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if luck:
        assert Simulation(fresh(), 0, **luck).run() == []
    variant(monkeypatch)
    assert any(Simulation(fresh(), seed, **luck).run() for seed in range(24))  # ends with the first it sees
