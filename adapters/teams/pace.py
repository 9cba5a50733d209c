"""Not faster than Microsoft allows: so many calls in any second for one tenant, or for one chat."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

TENANT, CHAT = 50, 7  # requests a second for an app in a tenant, posts a second in a conversation
WINDOW_S = 1.04  # a second, and the time two calls may gain on one another on their way
_KEPT = 10_000


class Pace:
    """At most `rate` turns in any second under one key; whoever comes too early waits."""

    def __init__(
        self,
        rate: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate, self._clock, self._sleep = rate, clock, sleep
        self._turns: dict[str, deque[float]] = {}

    async def turn(self, key: str) -> None:
        """Return when it is this caller's turn."""
        turns = self._of(key)
        while len(turns) == self._rate and (wait := turns[0] + WINDOW_S - self._clock()) > 0:
            await self._sleep(wait)
        turns.append(self._clock())

    def _of(self, key: str) -> deque[float]:
        if len(self._turns) >= _KEPT:
            past = self._clock() - WINDOW_S
            self._turns = {each: turns for each, turns in self._turns.items() if turns and turns[-1] > past}
        return self._turns.setdefault(key, deque(maxlen=self._rate))
