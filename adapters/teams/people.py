"""Guests look like colleagues in an activity; only the roster tells."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from adapters.platform import Undeliverable
from adapters.teams import parse
from adapters.teams.connector import Connector, Reach
from bot.events import Event

PATIENCE_S = 2.0  # a dialog has to be there within five seconds
_KNOWN = 10_000


class People:
    """Who of those who write to the bot is a guest: asked once a person, then remembered.

    Not asked on a tap: only those who were asked can answer, and guests never are. Where the
    roster does not answer, the activity's own word counts.
    """

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._guests: dict[tuple[str, str], bool] = {}

    async def recognised(self, turn: parse.Turn, event: Event) -> Event:
        """The event, its author marked as an outsider where the roster says so."""
        who = event.who
        if who.outsider or turn.way not in ("message", "dialog") or not turn.personal:
            return event
        at = (who.home, who.user)
        if at not in self._guests:
            await self._ask(turn, at)
        return replace(event, who=replace(who, outsider=True)) if self._guests.get(at) else event

    async def _ask(self, turn: parse.Turn, at: tuple[str, str]) -> None:
        reach, listed = Reach(turn.home, turn.service), {}
        try:
            async with asyncio.timeout(PATIENCE_S):
                listed = dict(await self._connector.member(reach, turn.chat, turn.sender))
        except Undeliverable as no:
            if not no.permanent:
                return
        except TimeoutError:
            return
        if len(self._guests) >= _KNOWN:
            self._guests.clear()
        self._guests[at] = parse.elsewhere(listed, turn.home)
