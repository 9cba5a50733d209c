"""Deliveries go out many at a time: what waits, what fails, and how few transactions that takes."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from adapters import sending
from adapters.platform import Undeliverable
from storage import models
from tests.world import World

PEOPLE = 90


def states(world: World) -> list[str]:
    """The states of all questions' deliveries."""
    with world.house.store.engine.connect().execution_options(reading=True) as db:
        rows = db.execute(select(models.Delivery.kind, models.Delivery.state))
        return sorted(row.state for row in rows if row.kind == "ask")


class Slowly:
    """The platform, some milliseconds away: who is on the way, and when each call began."""

    def __init__(self, world: World, took: float = 0.01) -> None:
        self.show, self.took = world.platform.show, took
        self.now, self.most = 0, 0
        self.began: list[float] = []
        self.told = 0.0  # when it last said no
        world.platform.show = self.called  # type: ignore[method-assign]

    async def called(self, *what: Any) -> Any:
        self.began.append(time.perf_counter())
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(self.took)
            return await self.show(*what)
        except Undeliverable:
            self.told = time.perf_counter()
            raise
        finally:
            self.now -= 1


def test_many_go_at_once_but_not_all_and_few_transactions_settle_them(world: World) -> None:
    world.colleagues(PEOPLE)
    world.catches_up()
    slowly, commits = Slowly(world), list[object]()
    hooks.listen(world.house.store.engine, "commit", commits.append)
    world.asks_everybody()
    asked = states(world).count("stands")
    assert asked > PEOPLE // 2
    assert len(slowly.began) >= 2 * asked  # a greeting each
    assert 2 < slowly.most <= sending.AT_MOST
    assert len(commits) < len(slowly.began) / 2


def test_a_moments_wait_is_waited_for_and_nobody_is_called_meanwhile(world: World) -> None:
    world.colleagues(12)
    world.catches_up()
    slowly = Slowly(world)
    world.platform.faults.append(Undeliverable("ratelimited", retry_after=0.3))
    world.asks_everybody()
    assert "stands" in states(world)
    assert set(states(world)) <= {"stands", "withdrawn"}  # nothing was put off for so little
    assert [at for at in slowly.began if slowly.told < at < slowly.told + 0.29] == []
    assert any(at > slowly.told for at in slowly.began)


def test_one_that_can_not_be_settled_harms_no_other(world: World) -> None:
    world.colleagues(12)
    world.catches_up()
    with world.house.store.engine.begin() as db:
        (key, *_) = db.scalars(select(models.Delivery.key).where(models.Delivery.kind == "ask")).all()
        db.execute(text(f"CREATE TRIGGER poison BEFORE UPDATE ON delivery WHEN NEW.key = '{key}' AND NEW.state = 'stands' BEGIN SELECT RAISE(ABORT, 'poisoned'); END"))  # fmt: skip
    with pytest.raises(DBAPIError, match="poisoned"):
        world.asks_everybody()
    assert states(world).count("sending") == 1  # its lease ends, and it is uncertain then: it does stand
    assert states(world).count("stands") >= 1
