"""Which homes have the app, how each is reached, and in which teams it stands."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.platform import Vault
from adapters.teams.connector import Reach
from adapters.teams.parse import Turn
from adapters.teams.settings import Settings

_LATEST = 10_000  # homes remembered in memory; more are read again


class Homes:
    """What is kept of a home: `{"service": its address, "teams": the teams with the app}`.

    Teams names its address in every activity and may move it, so each activity refreshes it.
    """

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self._settings, self._vault = settings, vault
        self._known: dict[str, Mapping[str, str]] = {}
        self._heard: dict[str, str] = {}  # addresses of homes of which nothing is kept (yet)

    async def seen(self, turn: Turn) -> bool:
        """Keep what the turn tells about its home; True when the home is new with it.

        A home begins when the app is added, or when a person writes to it: one can only write to
        an app that is there. Taps on old cards wake nothing.
        """
        before = self._known.get(turn.home)
        if before and before["service"] == turn.service and not turn.added:
            return False
        kept = await self._vault.read(turn.home)
        if kept is None and not (turn.added or turn.way == "message"):
            self._heard[turn.home] = turn.service
            return False
        await self._keep(turn.home, kept, {"service": turn.service, "teams": _with(kept, turn)})
        return kept is None

    async def left(self, turn: Turn) -> bool:
        """Forget the team that took the app away; True when it was the last one of its home."""
        kept = await self._vault.read(turn.home)
        if not turn.team or kept is None:
            return False
        teams = [team for team in kept.get("teams", "").split() if team != turn.team]
        await self._keep(turn.home, kept, {**kept, "service": turn.service, "teams": " ".join(teams)})
        return not teams

    async def gone(self, home: str) -> None:
        """The home has taken the app away."""
        self._known.pop(home, None)
        await self._vault.forget(home)

    async def teams(self, home: str) -> list[str]:
        """The teams of the home that have the app."""
        known = self._known.get(home) or await self._vault.read(home) or {}
        return known.get("teams", "").split()

    async def reach(self, home: str, route: str = "") -> Reach:
        """Where the home is reached: as last heard of, else at Microsoft's global address."""
        if not route:
            known = self._known.get(home) or await self._vault.read(home) or {}
            heard = known.get("service") or self._heard.get(home)
            route = heard or self._settings.default_service
        return Reach(home, route)

    async def _keep(self, home: str, kept: Mapping[str, str] | None, wanted: Mapping[str, str]) -> None:
        if kept is None or dict(kept) != dict(wanted):
            await self._vault.keep(home, wanted)
        if len(self._known) >= _LATEST:
            self._known.clear()
        self._known[home] = wanted


def _with(kept: Mapping[str, str] | None, turn: Turn) -> str:
    teams = set((kept or {}).get("teams", "").split())
    return " ".join(sorted(teams | {turn.team} if turn.added and turn.team else teams))
