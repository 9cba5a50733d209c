"""Group commit: what comes in while a commit runs goes into the next one, together.

One at a time is on its way to the database; whoever comes meanwhile waits for it and then shares
the next way with all who came. Nobody waits for company: alone, one goes at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 64  # in one group: the first of them waits for the last


class Together(Generic[T, R]):
    """Calls `do` in `hands` with all that came since it was called last, in the order they came.

    `do` returns a result or an exception for each; it may have stored some and failed at others.
    An exception of `do` itself is everybody's.
    """

    def __init__(self, do: Callable[[Sequence[T]], Sequence[R | Exception]], hands: Executor) -> None:
        self._do, self._hands = do, hands
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._going: asyncio.Task[None] | None = None

    async def __call__(self, one: T) -> R:
        """The result for this one; returns, or raises its exception, when its group is through."""
        loop = asyncio.get_running_loop()
        came: asyncio.Future[R] = loop.create_future()
        self._waiting.append((one, came))
        if self._going is None or self._going.done():
            self._going = loop.create_task(self._go(loop))
        return await came

    async def _go(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            await asyncio.sleep(0)  # whoever is at the door already comes along
            group = self._waiting[:MOST]
            del self._waiting[:MOST]
            try:
                results = await loop.run_in_executor(self._hands, self._do, [one for one, _ in group])
            except Exception as failed:
                results = [failed] * len(group)
            for (_, came), result in zip(group, results, strict=True):
                _tell(came, result)


def _tell(came: asyncio.Future[R], result: R | Exception) -> None:
    if came.done():  # whoever waited has gone
        return
    if isinstance(result, Exception):
        came.set_exception(result)
    else:
        came.set_result(result)
