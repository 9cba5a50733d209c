"""Cards let acknowledgements go first, and none of them is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.slack import afterwards
from adapters.slack.afterwards import AT_ONCE, Afterwards


def card(said: list[int], number: int, took: float = 0.0) -> Callable[[], Awaitable[None]]:
    """One that tells its number when it is replaced."""

    async def replace() -> None:
        await asyncio.sleep(took)
        said.append(number)

    return replace


def test_cards_wait_while_somebody_taps_and_then_come() -> None:
    said: list[int] = []

    async def scene() -> None:
        after = Afterwards()
        for number in range(5):
            after.tapped()
            after.later(card(said, number))
            await asyncio.sleep(afterwards.CALM / 10)
        assert said == []
        await asyncio.sleep(afterwards.CALM * 3)
        assert sorted(said) == [0, 1, 2, 3, 4]

    asyncio.run(scene())


def test_a_card_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(afterwards, "CALM", 60.0)
    monkeypatch.setattr(afterwards, "PATIENCE", 0.02)
    said: list[int] = []

    async def scene() -> None:
        after = Afterwards()
        after.tapped()
        after.later(card(said, 1))
        await asyncio.sleep(0.2)

    asyncio.run(scene())
    assert said == [1]


def test_only_some_are_on_their_way_at_once_and_done_means_all_of_them() -> None:
    now, most = 0, 0

    async def replace() -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.002)
        now -= 1

    async def scene() -> None:
        after = Afterwards()
        for _ in range(5 * AT_ONCE):
            after.later(replace)
        await after.done()

    asyncio.run(scene())
    assert (most, now) == (AT_ONCE, 0)


def test_a_card_that_fails_harms_no_other() -> None:
    said: list[int] = []

    async def broken() -> None:
        raise ZeroDivisionError

    async def scene() -> None:
        after = Afterwards()
        for number in range(AT_ONCE + 2):
            after.later(broken)
            after.later(card(said, number))
        await after.done()

    asyncio.run(scene())
    assert sorted(said) == list(range(AT_ONCE + 2))
