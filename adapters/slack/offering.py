"""What a form can offer of a workspace's own: its user groups, which Slack has no picker for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from adapters.platform import Uncertain, Undeliverable
from adapters.slack.client import Client
from bot.messages import Message, Option

FRESH = 60.0  # seconds a list is believed
PATIENCE = 1.0  # seconds: a dialog has to be open within three

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Offering:
    """Fills in the user groups of a home."""

    client: Client
    clock: Callable[[], float]
    _known: dict[str, tuple[float, tuple[Option, ...]]] = field(default_factory=dict)

    async def filled(self, message: Message, home: str) -> Message:
        """The message, its form offering the user groups where it asks for people."""
        form = message.form
        if form is None or not any(each.kind == "people" for each in form.fields):
            return message
        groups = await self._groups(home)
        fields = tuple(replace(f, options=groups) if f.kind == "people" else f for f in form.fields)
        return replace(message, form=replace(form, fields=fields))

    async def _groups(self, home: str) -> tuple[Option, ...]:
        read, groups = self._known.get(home, (-FRESH, ()))
        if 0 <= self.clock() - read < FRESH:
            return groups
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self.client.call(home, "usergroups.list")
        except (Undeliverable, Uncertain, TimeoutError) as refusal:
            log.warning("slack: the user groups of %s were not listed: %s", home, refusal)
            return ()
        listed = [group for group in found.get("usergroups") or [] if not group.get("date_delete")]
        groups = tuple(Option(str(g["id"]), str(g.get("name") or g.get("handle") or g["id"])) for g in listed)
        self._known[home] = self.clock(), groups
        return groups
