"""Acknowledgements first: Slack waits three seconds for those, and half an hour for a replaced card.

A card is replaced as soon as nobody taps, at the latest after two seconds, and a few at a time. Of a
tap whose card waits nothing is kept but what the card needs.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

CALM = 0.02  # seconds without a tap
PATIENCE = 2.0  # seconds after which a card no longer waits for calm
AT_ONCE = 8  # cards on their way

log = logging.getLogger(__name__)


class Afterwards:
    """Does what follows acknowledgements, oldest first, when there is time for it."""

    def __init__(self) -> None:
        self._tapped = float("-inf")
        self._waiting: deque[tuple[float, Callable[[], Awaitable[None]]]] = deque()
        self._hands: set[asyncio.Task[None]] = set()

    def tapped(self) -> None:
        """Somebody waits for an acknowledgement."""
        self._tapped = asyncio.get_running_loop().time()

    def later(self, do: Callable[[], Awaitable[None]]) -> None:
        """To be done when it is time; returns at once."""
        loop = asyncio.get_running_loop()
        self._waiting.append((loop.time(), do))
        if len(self._hands) < AT_ONCE:
            hand = loop.create_task(self._work(loop))
            self._hands.add(hand)
            hand.add_done_callback(self._hands.discard)

    async def done(self) -> None:
        """Return when everything is done; nothing waits for calm any more."""
        self._tapped = float("-inf")
        while self._hands:
            await asyncio.wait(set(self._hands))

    async def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            came, do = self._waiting.popleft()
            while (left := min(self._tapped + CALM, came + PATIENCE) - loop.time()) > 0:
                await asyncio.sleep(left)
            try:
                await do()
            except Exception as failed:  # its words may be a person's; the worker will see to the card
                log.error("slack: a card was not replaced: %s", type(failed).__name__)
