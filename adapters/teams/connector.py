"""Calls to Microsoft's connector: one pooled client, one token, every no told apart."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

import aiohttp

from adapters.platform import Uncertain, Undeliverable
from adapters.teams.login import Login
from adapters.teams.pace import CHAT, TENANT, Pace
from adapters.teams.refusals import refusal
from adapters.teams.settings import Foreign, Settings

Json = Mapping[str, Any]

CONNECTIONS = 100
# Shorter than any server keeps an idle connection: a post on one the other side has just closed
# could not be told from a post whose answer was lost.
IDLE_S = 4.0
PATIENCE = aiohttp.ClientTimeout(total=20, connect=10, sock_connect=5)
PAGE = 500


class Pool:
    """One HTTP client a loop, made when it is first needed."""

    def __init__(self) -> None:
        self._sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = (
            WeakKeyDictionary()
        )

    def session(self) -> aiohttp.ClientSession:
        """The client of the running loop."""
        loop = asyncio.get_running_loop()
        session = self._sessions.get(loop)
        if session is None or session.closed:
            connections = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_S)
            session = aiohttp.ClientSession(connector=connections, timeout=PATIENCE)
            self._sessions[loop] = session
        return session

    async def fetch(self, url: str) -> Json:
        """A JSON object from an address of Microsoft's own; redirects are not followed."""
        async with self.session().get(url, allow_redirects=False) as answer:
            answer.raise_for_status()
            fetched: Json = await answer.json(content_type=None)
            return fetched

    async def close(self) -> None:
        """Let go of the running loop's connections."""
        session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session:
            await session.close()


@dataclass(frozen=True)
class Reach:
    """How a home is reached: the tenant, and its connector's address."""

    home: str
    service: str


class Connector:
    """The part of the connector's `/v3` that the bot needs. Raises `Undeliverable` or `Uncertain`."""

    def __init__(self, settings: Settings, pool: Pool, login: Login) -> None:
        self._settings, self._pool, self._login = settings, pool, login
        self._tenants, self._chats = Pace(TENANT), Pace(CHAT)

    async def open(self, reach: Reach, user: str) -> str:
        """The direct chat with a person; the same one when it was opened before."""
        body = {
            "bot": {"id": f"28:{self._settings.app_id}"},
            "members": [{"id": user}],
            "isGroup": False,
            "tenantId": reach.home,
            "channelData": {"tenant": {"id": reach.home}},
        }
        answer = await self._repeatable("POST", reach, ("conversations",), body)
        chat = answer.get("id")
        if not isinstance(chat, str) or not chat:
            raise Undeliverable("no conversation came back")
        return chat

    async def post(self, reach: Reach, chat: str, activity: Json) -> str:
        """The activity as a new message; its id. At most once: a lost answer is `Uncertain`."""
        await self._chats.turn(chat)
        answer = await self._call("POST", reach, ("conversations", chat, "activities"), activity)
        return str(answer.get("id") or "")

    async def put(self, reach: Reach, chat: str, message: str, activity: Json) -> None:
        """The activity in the place of a message."""
        path = ("conversations", chat, "activities", message)
        await self._repeatable("PUT", reach, path, {**activity, "id": message})

    async def roster(self, reach: Reach, chat: str) -> list[Json]:
        """Everybody in a conversation, page after page."""
        found: list[Json] = []
        query: dict[str, str] = {"pageSize": str(PAGE)}
        while True:
            path = ("conversations", chat, "pagedmembers")
            page = await self._repeatable("GET", reach, path, query=query)
            found += [each for each in page.get("members") or () if isinstance(each, dict)]
            token = page.get("continuationToken")
            if not isinstance(token, str) or not token or token == query.get("continuationToken"):
                return found
            query["continuationToken"] = token

    async def member(self, reach: Reach, chat: str, user: str) -> Json:
        """One person of a conversation, as the roster has them."""
        return await self._repeatable("GET", reach, ("conversations", chat, "members", user))

    async def team(self, reach: Reach, team: str) -> Json:
        """A team: `{"id", "name"}`."""
        return await self._repeatable("GET", reach, ("teams", team))

    async def channels(self, reach: Reach, team: str) -> list[Json]:
        """The channels of a team: `{"id", "name", "type"}`."""
        answer = await self._repeatable("GET", reach, ("teams", team, "conversations"))
        return [each for each in answer.get("conversations") or () if isinstance(each, dict)]

    async def _repeatable(
        self,
        method: str,
        reach: Reach,
        path: Iterable[str],
        body: Json | None = None,
        *,
        query: Json | None = None,
    ) -> Json:
        """A call that may be repeated without harm: nothing about it is ever uncertain."""
        try:
            return await self._call(method, reach, path, body, query=query)
        except Uncertain as lost:
            raise Undeliverable(str(lost)) from lost

    async def _call(
        self,
        method: str,
        reach: Reach,
        path: Iterable[str],
        body: Json | None = None,
        *,
        query: Json | None = None,
    ) -> Json:
        url = f"{self._base(reach.service)}/v3/" + "/".join(quote(part, safe="") for part in path)
        for last in (False, True):
            token = await self._login.token()
            turn = await self._tenants.turn(reach.home)
            try:
                status, headers, answer = await self._exchange(method, url, token, body, query)
            finally:
                turn.done()
            if status < 300:
                return answer if isinstance(answer, dict) else {}
            if status != 401 or last:
                break
            self._login.drop(token)  # refused before anything was done: a fresh token may try again
        raise refusal(status, headers, answer)

    def _base(self, service: str) -> str:
        try:
            return self._settings.service(service)
        except Foreign as foreign:  # nothing of ours, not even a socket, goes there
            raise Undeliverable("foreign service", permanent=True) from foreign

    async def _exchange(
        self, method: str, url: str, token: str, body: Json | None, query: Json | None
    ) -> tuple[int, Mapping[str, str], Any]:
        bearer = {"Authorization": f"Bearer {token}"}
        try:
            async with self._pool.session().request(
                method,
                url,
                json=body,
                params=query,
                headers=bearer,
                allow_redirects=False,
            ) as answer:
                return answer.status, answer.headers, await _json(answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as unreached:
            raise Undeliverable(f"no connection: {type(unreached).__name__}") from unreached
        except (aiohttp.ClientError, TimeoutError) as lost:
            raise Uncertain(f"the answer was lost: {type(lost).__name__}") from lost


async def _json(answer: aiohttp.ClientResponse) -> Any:
    """The body where it is JSON; a status that came through means what it says without one."""
    try:
        return await answer.json(content_type=None)
    except (ValueError, aiohttp.ClientError, TimeoutError):
        return None
