"""Making deliveries stand: collect in one transaction, show without one, settle each as it comes back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.platform import Address, Platform, Sent, Uncertain, Undeliverable
from bot import delivering
from bot.delivering import Lost, Outcome, Parcel, Refused, Stands
from bot.model import WorkspaceId
from bot.ports import Store

log = logging.getLogger(__name__)
BATCH = 100
AT_ONCE = 25  # calls in flight for one workspace
SHARED = "people of other organisations can read this channel"
T = TypeVar("T")
Aside = Callable[[Callable[[], T]], Awaitable[T]]  # runs what waits for the database beside the loop


async def send(
    store: Store,
    platforms: Mapping[str, Platform],
    workspace: WorkspaceId,
    now: Callable[[], datetime],
    aside: Aside[None],
) -> int:
    """Send what is due in a workspace until nothing is; how many calls were made."""
    made, room, held = 0, asyncio.Semaphore(AT_ONCE), dict[tuple[str, str], datetime]()

    async def one(parcel: Parcel) -> None:
        home = (parcel.claimed.delivery.platform, parcel.claimed.delivery.home)
        async with room:
            left = (held.get(home, now()) - now()).total_seconds()
            outcome = Refused("held back", retry_after=left) if left > 0 else await _show(platforms, parcel)
            if left <= 0 and isinstance(outcome, Refused) and outcome.retry_after is not None:
                held[home] = now() + timedelta(seconds=outcome.retry_after)  # the rest of the batch waits too
        await aside(lambda: _settle(store, workspace, parcel, outcome, now()))

    async def in_order(parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            await one(parcel)

    while parcels := await _collect(store, workspace, now(), aside):
        made += len(parcels)
        came = await asyncio.gather(*map(in_order, _by_chat(parcels)), return_exceptions=True)
        for broken in (result for result in came if result is not None):
            raise broken  # when all the others are settled
    return made


def _by_chat(parcels: Sequence[Parcel]) -> Iterable[Sequence[Parcel]]:
    """What goes to one chat, oldest first: the greeting stands before the question."""
    chats: dict[tuple[str | None, ...], list[Parcel]] = {}
    for parcel in parcels:
        to = parcel.claimed.delivery
        chats.setdefault((to.platform, to.home, to.user, to.channel), []).append(parcel)
    return chats.values()


async def _collect(store: Store, workspace: WorkspaceId, now: datetime, aside: Aside[None]) -> list[Parcel]:
    found: list[Parcel] = []

    def collect() -> None:
        with store.work(workspace) as work:
            delivering.expire(work, now)
            found.extend(delivering.collect(work, now, BATCH))

    await aside(collect)
    return found


def _settle(store: Store, workspace: WorkspaceId, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    with store.work(workspace) as work:
        delivering.settle(work, parcel, outcome, now)


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
