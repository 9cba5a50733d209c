"""What comes in while a commit runs goes into the next one, together; nobody is harmed by another's failure."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from adapters.together import MOST, Together

PATIENCE = 10.0


class Counter:
    """Counts up what it is handed, in groups; a commit takes as long as the test holds it."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.free = threading.Event()
        self.free.set()
        self.broken: Exception | None = None

    def __call__(self, numbers: Sequence[int]) -> Sequence[int | Exception]:
        assert self.free.wait(PATIENCE)
        self.groups.append(list(numbers))
        if self.broken:
            raise self.broken
        return [ValueError(f"{each} is odd") if each % 2 else each * 10 for each in numbers]


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


@asynccontextmanager
async def held(counter: Counter, together: Together[int, int]) -> AsyncIterator[asyncio.Task[int]]:
    """One is on its way to the database, and stays there until the block ends."""
    counter.free.clear()
    first = asyncio.create_task(together(0))
    await asyncio.sleep(0.02)
    yield first
    counter.free.set()


def test_who_comes_alone_goes_at_once(hands: ThreadPoolExecutor) -> None:
    counter = Counter()
    assert asyncio.run(Together(counter, hands)(4)) == 40
    assert counter.groups == [[4]]


def test_who_comes_while_a_commit_runs_shares_the_next_one_in_order(hands: ThreadPoolExecutor) -> None:
    counter = Counter()

    async def scene() -> list[int]:
        together = Together(counter, hands)
        async with held(counter, together) as first:
            rest = [asyncio.create_task(together(n)) for n in (8, 2, 6)]
            await asyncio.sleep(0.02)
            assert not any(task.done() for task in (first, *rest))  # nobody before their own commit
        return await asyncio.gather(first, *rest)

    assert asyncio.run(scene()) == [0, 80, 20, 60]
    assert counter.groups == [[0], [8, 2, 6]]


def test_one_that_fails_in_the_middle_of_a_group_fails_alone(hands: ThreadPoolExecutor) -> None:
    counter = Counter()

    async def scene() -> list[int | BaseException]:
        together = Together(counter, hands)
        async with held(counter, together):
            rest = [asyncio.create_task(together(n)) for n in (2, 3, 4)]
            await asyncio.sleep(0.02)
        return await asyncio.gather(*rest, return_exceptions=True)

    two, three, four = asyncio.run(scene())
    assert (two, str(three), four) == (20, "3 is odd", 40)


def test_when_nothing_could_be_stored_everybody_hears_it_and_the_next_are_tried(
    hands: ThreadPoolExecutor,
) -> None:
    counter = Counter()

    async def scene() -> tuple[list[int | BaseException], int]:
        together = Together(counter, hands)
        counter.broken = OSError("disk full")
        failed = await asyncio.gather(together(2), together(4), return_exceptions=True)
        counter.broken = None
        return failed, await together(6)

    failed, after = asyncio.run(scene())
    assert [str(each) for each in failed] == ["disk full", "disk full"]
    assert after == 60


def test_who_no_longer_waits_harms_nobody(hands: ThreadPoolExecutor) -> None:
    counter = Counter()

    async def scene() -> int:
        together = Together(counter, hands)
        async with held(counter, together):
            gone, there = asyncio.create_task(together(2)), asyncio.create_task(together(4))
            await asyncio.sleep(0.02)
            gone.cancel()
        return await there

    assert asyncio.run(scene()) == 40
    assert counter.groups == [[0], [2, 4]]  # what was begun is stored all the same


def test_a_crowd_goes_in_groups(hands: ThreadPoolExecutor) -> None:
    counter = Counter()

    async def scene() -> list[int]:
        together = Together(counter, hands)
        return list(await asyncio.gather(*(together(2 * n) for n in range(150))))

    assert asyncio.run(scene()) == [20 * n for n in range(150)]
    assert [len(group) for group in counter.groups] == [MOST, MOST, 150 - 2 * MOST]


def test_it_goes_on_after_a_loop_has_ended(hands: ThreadPoolExecutor) -> None:
    counter = Counter()
    together = Together(counter, hands)
    assert [asyncio.run(together(2)), asyncio.run(together(4))] == [20, 40]
