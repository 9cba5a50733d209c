"""Who leads: a current member of the leadership channel, asked of the platform at each act."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.platform import Platform, Uncertain, Undeliverable
from bot import events
from bot.events import Event, Who
from bot.model import Home, WorkspaceId
from bot.ports import Store

log = logging.getLogger(__name__)
PATIENCE = 2.5  # seconds; a dialog has to be there within three


async def checked(event: Event, store: Store, platforms: Mapping[str, Platform]) -> Event:
    """The event, its author marked as leading or not; unmarked where the platform does not say in time."""
    who = event.who
    workspace = store.at_home(who.platform, who.home)
    if workspace is None:
        return event
    with store.look(workspace) as work:
        home = work.homes.get(who.platform, who.home)
    if home is None or not home.channel:
        return events.by(event, replace(who, leader=False))
    try:
        async with asyncio.timeout(PATIENCE):
            members = await _members(home, platforms)
    except (Undeliverable, Uncertain, TimeoutError) as unknown:
        log.warning("%s does not say who leads %s: %s", who.platform, workspace, type(unknown).__name__)
        return event
    return events.by(event, replace(who, leader=any(member.user == who.user for member in members)))


async def leaders(workspace: WorkspaceId, store: Store, platforms: Mapping[str, Platform]) -> list[Who]:
    """Everybody who leads a workspace now, on all its platforms. Raises `Undeliverable`, `Uncertain`."""
    with store.look(workspace) as work:
        homes = [home for home in work.homes.all() if home.active and home.channel]
    return [who for home in homes for who in await _members(home, platforms)]


async def _members(home: Home, platforms: Mapping[str, Platform]) -> Sequence[Who]:
    platform = platforms.get(home.platform)
    if platform is None:
        raise Undeliverable(f"{home.platform} is not connected")
    found = await platform.members(home.id, home.channel or "")
    return [replace(who, leader=True) for who in found if not who.outsider]
