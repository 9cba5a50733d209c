"""Not faster than Microsoft allows: so many calls in any second for one tenant, or for one chat."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

TENANT, CHAT = 50, 7  # requests a second for an app in a tenant, posts a second in a conversation
WINDOW_S = 1.025  # a second, and the time two calls may gain on one another on their way
_KEPT = 10_000


class Turn:
    """One caller's turn; `taken` says when the call really went out, which may be a little later."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self.at = clock, clock()

    def taken(self) -> None:
        """The call is on its way now."""
        self.at = self._clock()


class Pace:
    """At most `rate` turns in any second under one key; whoever comes too early waits."""

    def __init__(
        self,
        rate: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate, self._clock, self._sleep = rate, clock, sleep
        self._turns: dict[str, deque[Turn]] = {}

    async def turn(self, key: str) -> Turn:
        """Return when it is this caller's turn."""
        turns = self._of(key)
        while len(turns) == self._rate and (wait := turns[0].at + WINDOW_S - self._clock()) > 0:
            await self._sleep(wait)
        turns.append(mine := Turn(self._clock))
        return mine

    def _of(self, key: str) -> deque[Turn]:
        if len(self._turns) >= _KEPT:
            past = self._clock() - WINDOW_S
            self._turns = {
                each: turns for each, turns in self._turns.items() if turns and turns[-1].at > past
            }
        return self._turns.setdefault(key, deque(maxlen=self._rate))
