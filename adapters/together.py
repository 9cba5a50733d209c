"""Group commit: what comes in while a commit runs goes into the next one, together.

One group at a time is on its way to the database; whoever comes meanwhile waits for it and then
shares the next way with all who came. Who comes alone goes at once; only after a crowd the next
group waits for as many again, since a crowd that was answered is soon back, and hardly longer than
a moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 64  # in one group: the first of them waits for the last
MOMENT = 0.002  # seconds


class Together(Generic[T, R]):
    """Calls `do` in `hands` with all that came since it was called last, in the order they came.

    `do` returns a result or an exception for each; it may have stored some and failed at others.
    An exception of `do` itself is everybody's.
    """

    def __init__(self, do: Callable[[Sequence[T]], Sequence[R | Exception]], hands: Executor) -> None:
        self._do, self._hands = do, hands
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._crowd = 1  # how many came lately: the last group and who waited for its end
        self._company: asyncio.Future[None] | None = None
        self._going: asyncio.Task[None] | None = None

    async def __call__(self, one: T) -> R:
        """The result for this one; returns, or raises its exception, when its group is through."""
        loop = asyncio.get_running_loop()
        came: asyncio.Future[R] = loop.create_future()
        self._waiting.append((one, came))
        if self._going is None or self._going.done():
            self._company = None  # of a loop that has ended
            self._going = loop.create_task(self._go(loop))
        elif self._company and len(self._waiting) >= self._crowd:
            self._arrived()
        return await came

    async def _go(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            await asyncio.sleep(0)  # whoever is at the door already comes along
            if len(self._waiting) < self._crowd:
                self._company = loop.create_future()
                no_longer = loop.call_later(MOMENT, self._arrived)
                await self._company
                no_longer.cancel()
            group = self._waiting[:MOST]
            del self._waiting[:MOST]
            try:
                results = await loop.run_in_executor(self._hands, self._do, [one for one, _ in group])
            except Exception as failed:
                results = [failed] * len(group)
            self._crowd = min(MOST, len(group) + len(self._waiting))
            for (_, came), result in zip(group, results, strict=True):
                _tell(came, result)

    def _arrived(self) -> None:
        if self._company and not self._company.done():
            self._company.set_result(None)
        self._company = None


def _tell(came: asyncio.Future[R], result: R | Exception) -> None:
    if came.done():  # whoever waited has gone
        return
    if isinstance(result, Exception):
        came.set_exception(result)
    else:
        came.set_result(result)
