"""Where the token of a home comes from: the environment, or the vault, renewed before it expires."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from adapters.platform import Uncertain, Undeliverable, Vault
from adapters.slack.client import Client

AHEAD = 2 * 3600  # seconds before its end a token is renewed: a refused renewal then harms nothing
FRESH = 60  # seconds a read secret is used without looking again: another process may renew it

log = logging.getLogger(__name__)


class OneToken:
    """One workspace: the bot token from the environment."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self, home: str) -> str:
        """The token."""
        return self._token

    async def renew(self, home: str, stale: str) -> str:
        """Nothing to renew it with."""
        raise Undeliverable("SLACK_BOT_TOKEN has expired: install the app again", permanent=True, gone=True)


class SealedTokens:
    """Many workspaces: sealed secrets, renewed under one lock per home over all processes."""

    def __init__(
        self,
        client: Client,
        vault: Vault,
        app: tuple[str, str],
        clock: Callable[[], float],
        otherwise: str = "",
    ) -> None:
        self._client, self._vault, self._app, self._clock = client, vault, app, clock
        self._otherwise = otherwise  # SLACK_BOT_TOKEN, for a home that never went through OAuth
        self._read: dict[str, tuple[float, Mapping[str, str]]] = {}

    async def token(self, home: str) -> str:
        """A token that holds for a while yet."""
        now = self._clock()
        read, secrets = self._read.get(home, (0.0, {}))
        if not 0 <= now - read < FRESH:
            secrets = await self._look(home)
        if self._due(secrets):
            secrets = await self._rotate(home, secrets["token"])
        return secrets["token"]

    async def renew(self, home: str, stale: str) -> str:
        """Another token than the stale one; raises `Undeliverable(gone=True)` when there is none."""
        secrets = await self._rotate(home, stale)
        if secrets["token"] == stale:
            raise Undeliverable("token_expired", permanent=True, gone=True)
        return secrets["token"]

    async def keep(self, home: str, granted: Mapping[str, Any]) -> None:
        """Seal what oauth.v2.access granted."""
        now = self._clock()
        secrets = {
            "token": str(granted["access_token"]),
            "installed": str(granted.get("installed") or int(now)),
        }
        if granted.get("refresh_token"):
            secrets["refresh"] = str(granted["refresh_token"])
            secrets["ends"] = str(int(now + float(granted.get("expires_in") or 43200)))
        await self._vault.keep(home, secrets)
        self._read[home] = now, secrets

    async def forget(self, home: str, at: int = 0) -> bool:
        """Destroy a home's secrets, unless they are newer than second `at`; False where they stay.

        Slack may deliver the uninstall of yesterday after the install of today.
        """
        secrets = await self._vault.read(home) or {}
        if at and at < int(secrets.get("installed", 0)):
            return False
        self._read.pop(home, None)
        await self._vault.forget(home)
        return True

    async def _look(self, home: str) -> Mapping[str, str]:
        secrets = await self._vault.read(home)
        if secrets is None or "token" not in secrets:
            self._read.pop(home, None)
            if not self._otherwise:
                raise Undeliverable("not installed: open /slack/install", permanent=True, gone=True)
            return {"token": self._otherwise}
        self._read[home] = self._clock(), secrets
        return secrets

    def _due(self, secrets: Mapping[str, str]) -> bool:
        return "ends" in secrets and self._clock() > int(secrets["ends"]) - AHEAD

    async def _rotate(self, home: str, stale: str) -> Mapping[str, str]:
        async with self._vault.turn(home):
            secrets = await self._look(home)  # somebody may have renewed it while we waited
            if secrets["token"] != stale or "refresh" not in secrets:
                return secrets
            try:
                granted = await self._granted(secrets["refresh"])
            except (Undeliverable, Uncertain) as refusal:
                return self._while_it_lasts(home, secrets, refusal)
            await self.keep(home, {**granted, "installed": secrets["installed"]})
            return self._read[home][1]

    async def _granted(self, refresh: str) -> dict[str, Any]:
        app, secret = self._app
        return await self._client.ask(
            "oauth.v2.access",
            once=True,
            client_id=app,
            client_secret=secret,
            grant_type="refresh_token",
            refresh_token=refresh,
        )

    def _while_it_lasts(self, home: str, secrets: Mapping[str, str], refusal: Exception) -> Mapping[str, str]:
        """The old token for as long as it holds: the next call tries to renew it again."""
        if self._clock() >= int(secrets.get("ends", 0)):
            if isinstance(refusal, Uncertain) or not str(refusal).startswith("invalid_"):
                raise Undeliverable("the token could not be renewed yet") from None
            raise Undeliverable("token_expired: install the app again", permanent=True, gone=True) from None
        log.warning("slack: the token of %s could not be renewed: %s", home, refusal)
        return secrets
