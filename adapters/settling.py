"""At the start: a platform whose token belongs to one home says which, and that home is given a workspace."""

from __future__ import annotations

import logging
from typing import Protocol, runtime_checkable

from adapters.platform import Platform, Uncertain, Undeliverable
from adapters.wiring import House

log = logging.getLogger(__name__)


@runtime_checkable
class OneHome(Protocol):
    """A platform that may hold the token of a single home."""

    async def whose(self) -> str | None:
        """The home of the token, None where homes install by themselves. Raises `Undeliverable`."""
        ...


async def settle(house: House) -> None:
    """Find the home of every such token. A platform that does not answer is no reason not to start."""
    for name, platform in house.platforms.items():
        if isinstance(platform, OneHome):
            await _settled(house, name, platform)


def at_home(house: House, platform: Platform) -> bool:
    """Whether the platform has a home in any workspace."""
    for id in house.store.workspaces():
        with house.store.look(id) as work:
            if any(home.platform == platform.name for home in work.homes.all()):
                return True
    return False


async def _settled(house: House, name: str, platform: OneHome) -> None:
    try:
        home = await platform.whose()
    except (Undeliverable, Uncertain) as refusal:
        log.warning("%s", refusal)
        return
    if home is None:
        return
    if house.store.at_home(name, home) is None and at_home(house, house.platforms[name]):
        log.warning(
            "%s: the token belongs to %s, which is no home of any workspace yet: run "
            "`pulse workspace add --platform %s --id %s`, with --into WORKSPACE for one more home",
            name, home, name, home,
        )  # fmt: skip
        return
    await house.vault(name).keep(home, {})  # the token stays in the environment
    log.info("%s: at home in %s", name, home)
