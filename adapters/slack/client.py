"""Calling Slack: the one place where a client is made, and what every answer means to us.

`slack_sdk` would repeat a post after a lost connection, which makes two messages; it would write
what it sends into debug logs. Neither happens here: no retry handlers, and a logger of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.platform import Undeliverable
from adapters.slack.errors import Stale, understood

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
URL = "https://slack.com/api/"
JSON = ("chat.", "views.", "conversations.open", "files.completeUpload")  # the rest only reads forms


class Tokens(Protocol):
    """Where the token of a home comes from."""

    async def token(self, home: str) -> str:
        """A token that holds now; raises `Undeliverable(gone=True)` where there is none."""
        ...

    async def renew(self, home: str, stale: str) -> str:
        """Another one, because Slack called this one expired."""
        ...


def quiet(name: str) -> logging.Logger:
    """A logger that never says what is sent or received, whatever level is asked for elsewhere.

    It is known to nobody: whoever configures logging later (uvicorn does) would wake a disabled one.
    """
    return logging.Logger(name, logging.CRITICAL + 1)


class Client:
    """Slack's Web API, with its errors in our words."""

    def __init__(self, url: str = URL) -> None:
        self.url = url if url.endswith("/") else url + "/"
        self.tokens: Tokens | None = None
        self._session: aiohttp.ClientSession | None = None
        self._shared = self.web()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._held: AsyncGenerator[None, None] | None = None

    def web(self, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
        """A client of Slack's kit; the only place that makes one."""
        return AsyncWebClient(
            base_url=self.url,
            session=session,
            logger=quiet("adapters.slack.sdk"),
            retry_handlers=[],
        )

    async def session(self) -> aiohttp.ClientSession:
        """The shared connections of the running loop."""
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            self._session, self._loop = aiohttp.ClientSession(timeout=TIMEOUT), loop
            self._shared = self.web(self._session)
            self._held = _held(self._session)
            await anext(self._held)
        return self._session

    async def call(self, home: str, method: str, *, once: bool = False, **given: Any) -> dict[str, Any]:
        """Call a method with the home's token; raises `Undeliverable`.

        With `once` the call must not be repeated blindly: a lost answer raises `Uncertain`.
        """
        assert self.tokens is not None
        token = await self.tokens.token(home)
        try:
            return await self.ask(method, token, once=once, **given)
        except Stale:
            token = await self.tokens.renew(home, token)
            return await self.ask(method, token, once=once, **given)

    async def ask(self, method: str, token: str = "", *, once: bool = False, **given: Any) -> dict[str, Any]:
        """Call a method with a token of one's own, or with none."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body: dict[str, Any] = {"json": given} if method.startswith(JSON) else {"data": _form(given)}

        async def send() -> dict[str, Any]:
            await self.session()
            answer = await self._shared.api_call(method, headers=headers, **body)
            return answer.data if isinstance(answer.data, dict) else {}

        return await understood(send, once=once)

    async def post(self, url: str, body: Mapping[str, Any] | bytes) -> None:
        """Post to an address Slack gave us: a response_url or an upload; raises `Undeliverable`."""
        given: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        try:
            where = urlsplit(url)
            proxy = proxy_of(where.scheme, where.hostname or "")
            async with (await self.session()).post(url, proxy=proxy, **given) as answer:
                if answer.status != 200:
                    raise Undeliverable(f"answered {answer.status}")
        except (aiohttp.ClientError, TimeoutError, ValueError) as lost:
            raise Undeliverable(type(lost).__name__) from None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._held is not None:
            await self._held.aclose()


async def _held(session: aiohttp.ClientSession) -> AsyncGenerator[None, None]:
    """Closes the session when closed, and at the latest when its loop ends, as generators do.

    `pulse tick` runs one loop after the other; on a dead one no connection can be closed any more.
    """
    try:
        yield
    finally:
        await session.close()
        await asyncio.sleep(0)


@cache
def proxy_of(scheme: str, host: str) -> str | None:
    """The proxy that the environment names for a host.

    aiohttp can look for it, too, and for a password in .netrc, but asks a thread for each at every call.
    """
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _form(given: Mapping[str, Any]) -> dict[str, str]:
    return {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in given.items() if v != ""}
