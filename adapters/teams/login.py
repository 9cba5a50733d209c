"""Our own token at Microsoft's: asked for once, kept until shortly before it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import aiohttp

from adapters.platform import Undeliverable
from adapters.teams.settings import Settings

AUDIENCE = "https://api.botframework.com"
MARGIN_S = 300.0


class Pool(Protocol):
    """Whoever has the pooled HTTP client of the running loop."""

    def session(self) -> aiohttp.ClientSession:
        """The client."""
        ...


class Login:
    """The app's bearer token, with its secret or as a managed identity."""

    def __init__(self, settings: Settings, pool: Pool, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._pool, self._clock = settings, pool, clock
        self._token, self._until = "", float("-inf")
        self._asking: asyncio.Task[str] | None = None

    async def token(self) -> str:
        """A token that is valid for some minutes yet. Raises `Undeliverable`."""
        if self._clock() < self._until:
            return self._token
        if not (asking := self._shared()):
            self._asking = asking = asyncio.create_task(self._ask())
        return await asyncio.shield(asking)

    def drop(self, token: str) -> None:
        """The other side refused this token: ask for another one next time."""
        if token == self._token:
            self._until = float("-inf")

    def _shared(self) -> asyncio.Task[str] | None:
        """The question already under way, when it is under way in this loop."""
        asking = self._asking
        mine = asking and not asking.done() and asking.get_loop() is asyncio.get_running_loop()
        return asking if mine else None

    async def _ask(self) -> str:
        granted = await (self._with_secret() if self._settings.secret else self._as_identity())
        token = granted.get("access_token")
        if not isinstance(token, str) or not token:
            raise Undeliverable(
                "Microsoft gave no token; check TEAMS_APP_ID, TEAMS_APP_SECRET, TEAMS_TENANT_ID"
            )
        lasts = float(granted.get("expires_in") or 3600)
        self._token, self._until = token, self._clock() + max(lasts - MARGIN_S, lasts / 2)
        return token

    async def _with_secret(self) -> Mapping[str, Any]:
        settings = self._settings
        url = _endpoint(settings.login_url.rstrip("/"), settings.tenants[0])
        asked = {
            "grant_type": "client_credentials",
            "client_id": settings.app_id,
            "client_secret": settings.secret,
            "scope": f"{AUDIENCE}/.default",
        }
        try:
            async with self._pool.session().post(url, data=asked) as answer:
                granted = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as lost:
            raise Undeliverable(f"Microsoft's login does not answer: {type(lost).__name__}") from lost
        return granted if isinstance(granted, dict) else {}

    async def _as_identity(self) -> Mapping[str, Any]:
        """msal knows every place a managed identity can be asked at; it blocks, so in a thread."""
        return await asyncio.to_thread(_identity_token, self._settings.app_id)


def _endpoint(base: str, tenant: str) -> str:
    """Where tokens come from: the tenant's own endpoint, unless the base names it already."""
    if base.endswith("/token"):
        return base
    return f"{base.removesuffix(f'/{tenant}')}/{tenant}/oauth2/v2.0/token"


def _identity_token(app_id: str) -> Mapping[str, Any]:
    import msal
    import requests

    identity = msal.UserAssignedManagedIdentity(client_id=app_id)
    with requests.Session() as session:
        client = msal.ManagedIdentityClient(identity, http_client=session)
        granted = client.acquire_token_for_client(resource=AUDIENCE)
    return granted if isinstance(granted, dict) else {}
