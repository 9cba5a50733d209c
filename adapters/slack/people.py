"""Who somebody is, from Slack's own record: language, zone, admin, guest or bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.platform import Uncertain, Undeliverable
from adapters.slack import parse
from adapters.slack.client import Client
from bot.events import Who

KNOWN = 600  # seconds a record is believed; user_change corrects it sooner
AT_MOST = 20_000  # records kept in memory
PATIENCE = 1.0  # seconds a tap waits for a record before it goes on without

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Record:
    who: Who
    deleted: bool
    foreign: bool
    at: float


class People:
    """The people of every home, looked up when needed and remembered for a while."""

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        self._client, self._clock = client, clock
        self._known: dict[tuple[str, str], _Record] = {}
        self._heard: dict[tuple[str, str], tuple[Who, bool]] = {}
        self._listed: dict[str, float] = {}
        self._listing = asyncio.Lock()

    async def who(self, home: str, user: str, *, fresh: bool = False) -> Who:
        """The record of one person; raises `Undeliverable`."""
        return (await self._record(home, user, fresh=fresh)).who

    async def acquainted(self, who: Who, *, fresh: bool = False) -> Who:
        """The same person with what Slack knows of them; as given when Slack does not say in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                known = await self.who(who.home, who.user, fresh=fresh)
        except (Undeliverable, Uncertain, TimeoutError):
            return who
        outsider = who.outsider or known.outsider
        return Who(who.platform, who.home, who.user, known.locale, known.zone, outsider, known.admin)

    async def refuse(self, home: str, user: str) -> None:
        """Raise `Undeliverable` for somebody who must not be asked: deactivated, a guest, a bot."""
        try:
            await self._list(home)
            found = await self._record(home, user)
        except Undeliverable as refusal:
            if refusal.gone or refusal.reason in ("user_not_found", "user_not_visible"):
                raise
            return  # what Slack does not say now is no reason to keep silent
        if found.deleted or found.who.outsider:
            raise Undeliverable("deactivated" if found.deleted else "a guest or a bot", permanent=True)

    def news(self, home: str, user: dict[str, Any]) -> bool:
        """Whether a user_change says anything that matters to us.

        Slack sends one whenever anybody in the workspace sets a status: thousands a day.
        """
        who, deleted = parse.person(home, user), bool(user.get("deleted"))
        self._known.pop((home, who.user), None)
        if len(self._heard) >= AT_MOST:
            self._heard.clear()
        before = self._heard.get((home, who.user))
        self._heard[home, who.user] = who, deleted
        return before != (who, deleted)

    def unheard(self, who: Who) -> None:
        """The news got lost on the way: the next delivery is news again."""
        self._heard.pop((who.home, who.user), None)

    def learn(self, home: str, user: dict[str, Any]) -> None:
        """Remember a record Slack handed over."""
        if len(self._known) >= AT_MOST:
            self._known.clear()
        who = parse.person(home, user)
        self._known[home, who.user] = _Record(
            who, bool(user.get("deleted")), _foreign(home, user), self._clock()
        )

    async def members(self, home: str, channel: str) -> Sequence[Who]:
        """Who is in a channel (C…) or a user group (S…), deactivated people left out."""
        if channel.startswith("S"):
            found = await self._client.call(home, "usergroups.users.list", usergroup=channel)
            ids = [str(user) for user in found.get("users") or []]
        else:
            ids = [
                str(user)
                for user in await self.pages(home, "conversations.members", "members", channel=channel)
            ]
        if len(ids) > 20:
            await self._list(home)
        records = [await self._record(home, user) for user in ids]
        return [
            replace(each.who, outsider=each.who.outsider or each.foreign)
            for each in records
            if not each.deleted
        ]

    async def pages(self, home: str, method: str, key: str, **given: Any) -> list[Any]:
        """Everything a paged method lists."""
        found: list[Any] = []
        cursor = ""
        while True:
            page = await self._client.call(home, method, limit=1000, cursor=cursor, **given)
            found += page.get(key) or []
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return found

    async def _record(self, home: str, user: str, *, fresh: bool = False) -> _Record:
        known = self._known.get((home, user))
        if fresh or known is None or not 0 <= self._clock() - known.at < KNOWN:
            answer = await self._client.call(home, "users.info", user=user, include_locale=True)
            self.learn(home, {**(answer.get("user") or {}), "id": user})
        return self._known[home, user]

    async def _list(self, home: str) -> None:
        """Everybody at once: a thousand single questions would take Slack's limits ten minutes."""
        async with self._listing:
            if 0 <= self._clock() - self._listed.get(home, -KNOWN) < KNOWN:
                return
            self._listed[home] = self._clock()
            try:
                for user in await self.pages(home, "users.list", "members", include_locale=True):
                    self.learn(home, user)
            except (Undeliverable, Uncertain) as refusal:
                log.warning("slack: the people of %s were not listed: %s", home, refusal)


def _foreign(home: str, user: dict[str, Any]) -> bool:
    """Of another organisation, met in a channel both share (Slack Connect)."""
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id") or home]
    return not home.startswith("E") and home not in teams
