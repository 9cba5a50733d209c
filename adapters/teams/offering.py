"""What a form can offer of a tenant's own: the teams that have the app, and their channels."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.platform import Uncertain, Undeliverable
from adapters.teams.connector import Connector, Reach
from adapters.teams.install import Homes
from bot.messages import Field, Message, Option

FRESH_S = 60.0
PATIENCE_S = 2.0  # a dialog has to be there within five seconds
MOST = 100  # choices of one field
GENERAL = "General"  # Teams does not name the first channel of a team

log = logging.getLogger(__name__)

Offers = Mapping[str, tuple[Option, ...]]


class Offering:
    """Fills in where a digest may stand, and whose members may be asked."""

    def __init__(self, connector: Connector, homes: Homes) -> None:
        self._connector, self._homes = connector, homes
        self._known: dict[str, tuple[float, Offers]] = {}

    async def filled(self, message: Message, reach: Reach) -> Message:
        """The message, its form offering the home's teams and channels where it asks for them."""
        form = message.form
        if form is None or not any(field.kind in ("channel", "people") for field in form.fields):
            return message
        offers = await self._offers(reach)
        fields = tuple(_offered(field, offers) for field in form.fields)
        return replace(message, form=replace(form, fields=fields))

    async def _offers(self, reach: Reach) -> Offers:
        read, offers = self._known.get(reach.home, (0.0, {}))
        if not offers or not 0 <= time.monotonic() - read < FRESH_S:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    offers = await self._listed(reach)
            except (Undeliverable, Uncertain, TimeoutError) as no:
                log.warning("the channels of a tenant were not listed: %s", no)
                return {}
            self._known[reach.home] = time.monotonic(), offers
        return offers

    async def _listed(self, reach: Reach) -> Offers:
        found = await asyncio.gather(
            *(self._team(reach, team) for team in await self._homes.teams(reach.home))
        )
        channels = [option for _, inside in found for option, _ in inside]
        own = [option for _, inside in found for option, private in inside if private]
        teams = [team for team, _ in found]
        return {"channel": tuple(channels[:MOST]), "people": tuple((teams + own)[:MOST])}

    async def _team(self, reach: Reach, team: str) -> tuple[Option, list[tuple[Option, bool]]]:
        """A team, and its channels with whether each has members of its own."""
        about, channels = await asyncio.gather(
            self._connector.team(reach, team), self._connector.channels(reach, team)
        )
        name = _text(about, "name") or team
        inside = [
            (Option(_text(c, "id"), f"{name} › {_text(c, 'name') or GENERAL}"), _text(c, "type") == "private")
            for c in channels
            if _text(c, "id")
        ]
        return Option(team, name), inside


def _offered(field: Field, offers: Offers) -> Field:
    if field.kind not in ("channel", "people"):
        return field
    options = offers.get(field.kind, ())
    if options and field.value and field.value not in {each.value for each in options}:
        options = (*options, Option(field.value, field.value))  # chosen once, and not listed any more
    return replace(field, options=options)


def _text(of: Mapping[str, Any], key: str) -> str:
    text = of.get(key)
    return text if isinstance(text, str) else ""
