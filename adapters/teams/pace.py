"""Not faster than Microsoft allows: so many calls in any second for one tenant, or for one chat."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable

TENANT, CHAT = 50, 7  # requests a second for an app in a tenant, posts a second in a conversation
WINDOW_S = 1.02  # a second, and the time two calls may gain on one another on their way
_KEPT = 10_000
_ENOUGH = 100


class Turn:
    """One caller's turn. Told that the call is `done`, it knows better when the other side saw it."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._began = pace.clock()
        self._done: float | None = None

    @property
    def at(self) -> float:
        """The latest moment at which the other side may have seen the call.

        A call that took longer than the fastest did was held up, at worst before it was seen.
        """
        return self._began if self._done is None else self._done - self._pace.shortest

    def done(self) -> None:
        """The answer is here."""
        self._done = self._pace.clock()
        self._pace.learn(self._done - self._began)


class Pace:
    """At most `rate` turns in any second under one key; whoever comes too early waits."""

    def __init__(
        self,
        rate: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate, self.clock, self._sleep = rate, clock, sleep
        self._fastest, self._learnt = math.inf, 0
        self._turns: dict[str, deque[Turn]] = {}

    @property
    def shortest(self) -> float:
        """How long a call takes at least; nothing until enough were seen to say so."""
        return self._fastest if self._learnt >= _ENOUGH else 0.0

    def learn(self, took: float) -> None:
        """A call took so long."""
        self._fastest, self._learnt = min(self._fastest, took), self._learnt + 1

    async def turn(self, key: str) -> Turn:
        """Return when it is this caller's turn."""
        turns = self._of(key)
        while len(turns) == self._rate and (wait := turns[0].at + WINDOW_S - self.clock()) > 0:
            await self._sleep(wait)
        turns.append(mine := Turn(self))
        return mine

    def _of(self, key: str) -> deque[Turn]:
        if len(self._turns) >= _KEPT:
            past = self.clock() - WINDOW_S
            self._turns = {
                each: turns for each, turns in self._turns.items() if turns and turns[-1].at > past
            }
        return self._turns.setdefault(key, deque(maxlen=self._rate))
