"""Acknowledgements first: Slack waits three seconds for those, and hours for a replaced card.

A card is replaced as soon as nobody taps, at the latest after a second, and a few at a time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CALM = 0.02  # seconds without a tap
PATIENCE = 1.0  # seconds after which a card no longer waits for calm
AT_ONCE = 8  # cards on their way


class Afterwards:
    """Lets what follows an acknowledgement begin in its order, when there is time for it."""

    def __init__(self) -> None:
        self._tapped = float("-inf")
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._letting: asyncio.Task[None] | None = None

    def tapped(self) -> None:
        """Somebody waits for an acknowledgement."""
        self._tapped = asyncio.get_running_loop().time()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Begins when it is time."""
        loop = asyncio.get_running_loop()
        mine = loop.create_future()
        self._waiting.append((loop.time(), mine))
        if self._letting is None or self._letting.done():
            self._letting = loop.create_task(self._let(loop))
        try:
            await mine
            yield
        finally:
            if mine.done() and not mine.cancelled():
                self._room.release()

    async def _let(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            await self._room.acquire()
            came, mine = self._waiting.popleft()
            while (left := min(self._tapped + CALM, came + PATIENCE) - loop.time()) > 0:
                await asyncio.sleep(left)
            if mine.cancelled():
                self._room.release()
            else:
                mine.set_result(None)
