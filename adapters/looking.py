"""What only the platform knows about what somebody did, found out before the door opens."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import replace

from adapters import leading
from adapters.platform import Platform, Uncertain, Undeliverable
from bot import events, inbox
from bot.events import Event, wishes
from bot.ports import Store

log = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds; a sent dialog has to be answered within three
FRESH = 60.0  # seconds it is believed that somebody leads: only for what is shown to them, never for an act


class Looker:
    """Looks at the platforms of one house."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform]) -> None:
        self._store, self._platforms = store, platforms
        self._led: dict[tuple[str, str, str], tuple[float, bool | None]] = {}

    async def looked(self, event: Event) -> Event:
        """The event with what the platform says of it; as it came where it does not matter."""
        if inbox.for_leaders(event):
            return await leading.checked(event, self._store, self._platforms)
        if isinstance(event, wishes.HomeOpened):
            return await self._reading(event)
        if isinstance(event, wishes.PeopleSetUp) and event.channel:
            platform = self._platforms.get(event.who.platform)
            return replace(event, seen=await seen(platform, event.who.home, event.channel))
        return event

    async def _reading(self, event: Event) -> Event:
        """Their own page may show leaders a little more; it is opened often, so this is remembered a while."""
        who = event.who
        at = (who.platform, who.home, who.user)
        looked, leader = self._led.get(at, (0.0, None))
        if leader is None or not 0 <= time.monotonic() - looked < FRESH:
            leader = (await leading.checked(event, self._store, self._platforms)).who.leader
            self._led[at] = time.monotonic(), leader
        return events.by(event, replace(who, leader=leader))


async def seen(platform: Platform | None, home: str, channel: str) -> str:
    """Why a digest must not stand in a channel: shared, absent, silent; empty where it may."""
    if platform is None:
        return "silent"
    try:
        async with asyncio.timeout(PATIENCE):
            if await platform.shared(home, channel):
                return "shared"
            return "" if await platform.joined(home, channel) else "absent"
    except Undeliverable as no:
        return "absent" if no.permanent else "silent"
    except (Uncertain, TimeoutError) as lost:
        log.warning("%s does not say who reads a channel: %s", platform.name, type(lost).__name__)
        return "silent"
