"""Reading the members of an audience and taking them in, part by part: taps go on meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from adapters.platform import Platform, Uncertain, Undeliverable
from bot import enrolling
from bot.enrolling import Enrolled
from bot.events import Who
from bot.model import Home, WorkspaceId
from bot.ports import Store, Work

log = logging.getLogger(__name__)
Aside = Callable[[Callable[[], None]], Awaitable[None]]
Watch = Callable[[int, int], None]  # how many of how many are in


def unwatched(_done: int, _total: int) -> None:
    """Nobody looks."""


async def gather(
    store: Store, platform: Platform | None, workspace: WorkspaceId, home: Home, now: datetime, aside: Aside
) -> None:
    """Read the members and take them in; where the platform does not answer, try again later."""
    again = enrolling.AGAIN
    try:
        if platform is None:
            raise Undeliverable("not connected")
        found = await take_in(store, platform, workspace, home, aside)
    except (Undeliverable, Uncertain) as no:
        waits = getattr(no, "retry_after", None)
        again = timedelta(seconds=waits) if waits else enrolling.EVERY if _final(no) else enrolling.AGAIN
        log.warning("%s: the members of the audience were not read: %s", workspace, no)
    else:
        again = enrolling.EVERY
        log.info("%s: the audience has %s more and %s fewer", workspace, found.added, found.left)
    await aside(lambda: _write(store, workspace, lambda work: enrolling.next_time(work, home, now + again)))


async def take_in(
    store: Store,
    platform: Platform,
    workspace: WorkspaceId,
    home: Home,
    aside: Aside,
    watch: Watch = unwatched,
) -> Enrolled:
    """The members of a home's audience, all of them; what came of it. Raises `Undeliverable`, `Uncertain`."""
    members = await platform.members(home.id, home.audience or "")
    if not members:  # we ourselves should be in it: nobody is sent away because of such an answer
        raise Undeliverable("the platform says that nobody is in it", permanent=True)
    parts = [members[at : at + enrolling.PART] for at in range(0, len(members), enrolling.PART)]
    total, done = [Enrolled()], 0
    for part in parts:
        await aside(lambda part=part: total.append(_part(store, workspace, part)))  # type: ignore[misc]
        done += len(part)
        watch(done, len(members))
    users = {who.user for who in members}
    await aside(lambda: total.append(_goodbye(store, workspace, home, users)))
    return sum(total, start=Enrolled())


def _part(store: Store, workspace: WorkspaceId, part: Sequence[Who]) -> Enrolled:
    with store.work(workspace) as work:
        return enrolling.welcome_in(work, part)


def _goodbye(store: Store, workspace: WorkspaceId, home: Home, users: set[str]) -> Enrolled:
    with store.work(workspace) as work:
        return enrolling.say_goodbye(work, home, users)


def _write(store: Store, workspace: WorkspaceId, do: Callable[[Work], None]) -> None:
    with store.work(workspace) as work:
        do(work)


def _final(no: Exception) -> bool:
    return isinstance(no, Undeliverable) and no.permanent
