"""Making deliveries stand: taken and settled many at a time, shown without a transaction.

taken -> on its way -> landed -> settled      one transaction settles what has landed and takes
          ^     |                             as many as there is room for, again and again
          +-----+ "wait a moment"
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from adapters.platform import Address, Platform, Sent, Uncertain, Undeliverable
from bot import delivering
from bot.delivering import Lost, Outcome, Parcel, Refused, Stands
from bot.model import WorkspaceId
from bot.ports import Store

log = logging.getLogger(__name__)
AT_FIRST, AT_MOST = 25, 100  # calls on their way for one workspace: as many as the other side bears …
MORE, LESS = 0.1, 0.01  # … found by adding some with each that it took, and taking a share with each "wait"
MOMENT = 2.0  # seconds of waiting during which a delivery stays in our hands
GATHER = 0.01  # seconds in which what lands is settled together
SHARED = "people of other organisations can read this channel"
T = TypeVar("T")
Aside = Callable[[Callable[[], T]], Awaitable[T]]  # runs what waits for the database beside the loop
Place = tuple[str | None, ...]


async def send(
    store: Store,
    platforms: Mapping[str, Platform],
    workspace: WorkspaceId,
    now: Callable[[], datetime],
    aside: Aside[None],
) -> int:
    """Send what is due in a workspace until nothing is; how many deliveries were taken.

    What could not be settled is raised when all the others are; its lease ends in its time.
    """
    return await _Sender(store, platforms, workspace, now, aside).run()


class _Sender:
    """One run: what is on its way, what has landed, and which homes asked us to wait."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        workspace: WorkspaceId,
        now: Callable[[], datetime],
        aside: Aside[None],
    ) -> None:
        self._store, self._platforms, self._workspace = store, platforms, workspace
        self._now, self._aside = now, aside
        self._flying: set[asyncio.Task[None]] = set()
        self._chats: dict[Place, asyncio.Task[None]] = {}
        self._landed: list[tuple[Parcel, Outcome]] = []
        self._news = asyncio.Event()
        self._room = float(AT_FIRST)
        self._held: dict[Place, float] = {}  # homes and until when, by the loop's clock
        self._broken: list[Exception] = []

    async def run(self) -> int:
        taken = 0
        while True:
            self._news.clear()
            parcels = await self._exchange()
            taken += len(parcels)
            for parcel in parcels:
                self._start(parcel)
            if self._flying or self._landed:
                await self._news.wait()
                await asyncio.sleep(GATHER)
            elif not 0 < (left := max(map(self._left, self._held), default=0)) <= MOMENT:
                break
            else:
                await asyncio.sleep(left)
        for broken in self._broken:
            raise broken
        return taken

    async def _exchange(self) -> list[Parcel]:
        """Settle what has landed and take what there is room for; where that fails, each alone."""
        landed, self._landed = self._landed, []
        room = 0 if self._broken else max(0, int(self._room) - len(self._flying))
        taken: list[Parcel] = []
        try:
            await self._aside(lambda: self._at_once(landed, room, taken))
        except Exception as failed:
            log.warning("%s deliveries are settled one by one: %s", len(landed), type(failed).__name__)
            for each in landed:
                await self._alone([each], 0, taken)
            await self._alone([], room, taken)
        return taken

    def _at_once(self, landed: Sequence[tuple[Parcel, Outcome]], room: int, taken: list[Parcel]) -> None:
        now = self._now()
        with self._store.work(self._workspace) as work:
            for parcel, outcome in landed:
                delivering.settle(work, parcel, outcome, now)
            delivering.expire(work, now)
            found = delivering.collect(work, now, room) if room else []
        taken.extend(found)

    async def _alone(self, landed: Sequence[tuple[Parcel, Outcome]], room: int, taken: list[Parcel]) -> None:
        try:
            await self._aside(lambda: self._at_once(landed, room, taken))
        except Exception as broken:  # raised when all the others are settled; nothing more is taken
            self._broken.append(broken)

    def _start(self, parcel: Parcel) -> None:
        """On its way; what goes to one chat goes one after the other: the greeting before the question."""
        to = parcel.claimed.delivery
        chat = (to.platform, to.home, to.user, to.channel)
        task = asyncio.create_task(self._fly(parcel, self._chats.get(chat)))
        self._chats[chat] = task
        self._flying.add(task)

        def landed(_: asyncio.Task[None]) -> None:
            self._flying.discard(task)
            if self._chats.get(chat) is task:
                del self._chats[chat]
            self._news.set()

        task.add_done_callback(landed)

    async def _fly(self, parcel: Parcel, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        outcome = await self._shown(parcel)
        self._landed.append((parcel, outcome))

    async def _shown(self, parcel: Parcel) -> Outcome:
        """What came of it; a moment's wait is waited for here, as long as the lease is far from its end."""
        home: Place = (parcel.claimed.delivery.platform, parcel.claimed.delivery.home)
        loop = asyncio.get_running_loop()
        until = loop.time() + delivering.LEASE.total_seconds() / 4
        while True:
            left = self._left(home)
            if left > MOMENT or (left > 0 and loop.time() > until):
                return Refused("held back", retry_after=left)
            if left > 0:
                await asyncio.sleep(left)
                continue
            outcome = await _show(self._platforms, parcel)
            if not isinstance(outcome, Refused) or outcome.retry_after is None:
                self._room = min(AT_MOST, self._room + MORE)
                return outcome
            self._held[home] = loop.time() + max(outcome.retry_after, GATHER)
            self._room = max(1.0, self._room * (1 - LESS))
            if outcome.retry_after > MOMENT or loop.time() > until:
                return outcome

    def _left(self, home: Place) -> float:
        return self._held.get(home, 0.0) - asyncio.get_running_loop().time()


async def _show(platforms: Mapping[str, Platform], parcel: Parcel) -> Outcome:
    claimed, delivery = parcel.claimed, parcel.claimed.delivery
    platform = platforms.get(delivery.platform)
    if platform is None:
        return Refused(f"{delivery.platform} is not connected", retry_after=600)
    below = Sent(*parcel.below) if parcel.below else None
    to = Address(delivery.home, delivery.user, delivery.channel, claimed.known, claimed.route, below)
    over = Sent(claimed.chat or "", claimed.message) if claimed.message else None
    try:
        if delivery.channel and over is None and await platform.shared(delivery.home, delivery.channel):
            return Refused(SHARED, permanent=True)
        sent = await platform.show(parcel.message, to, over)
    except Undeliverable as no:
        log.info("delivery %s refused: %s", delivery.kind, no.reason)
        return Refused(no.reason, no.permanent, no.retry_after, no.gone)
    except Uncertain as lost:
        return Lost(str(lost) or "answer lost")
    except Exception as broken:  # a fault of ours: the call may have gone out
        log.exception("delivery %s failed", delivery.kind)
        return Lost(type(broken).__name__)
    return Stands(sent.chat, sent.message)
