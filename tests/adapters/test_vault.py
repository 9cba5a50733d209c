"""Secrets of homes, kept by several at once."""

from __future__ import annotations

import asyncio

from adapters import wiring
from adapters.settings import Settings
from adapters.vault import SealedVault
from bot.model import Home, Workspace


def test_two_events_of_a_new_home_at_once_found_one_workspace(settings: Settings) -> None:
    with wiring.house(settings) as house:

        def both(platform: str, home: str) -> None:
            """Teams tells twice that the app came; whoever asked second finds the home taken."""
            for _ in range(2):
                house.settle_in(Home(platform, home), Workspace(wiring.new_id()))

        vault = SealedVault(house.store, "teams", house.now, both)
        asyncio.run(vault.keep("t9", {"service": "https://smba"}))
        assert len(house.store.workspaces()) == 1
        assert asyncio.run(vault.read("t9")) == {"service": "https://smba"}
