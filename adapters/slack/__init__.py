"""Slack: `connect` makes the platform the rest of the house sees."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.routing import BaseRoute, Route

from adapters.platform import Address, Door, Sent, Undeliverable, Vault
from adapters.slack import socketmode
from adapters.slack.client import URL, Client
from adapters.slack.guard import Guard
from adapters.slack.install import Install, States
from adapters.slack.manifest import manifest
from adapters.slack.people import People
from adapters.slack.posting import Posting
from adapters.slack.routes import Inbound, endpoint
from adapters.slack.tokens import OneToken, SealedTokens
from bot.events import Who
from bot.messages import Message

__all__ = ["Incomplete", "Slack", "connect", "manifest"]


VARIABLES = {
    "signing_secret": "SLACK_SIGNING_SECRET",
    "bot_token": "SLACK_BOT_TOKEN",  # one workspace
    "client_id": "SLACK_CLIENT_ID",  # many workspaces, by OAuth …
    "client_secret": "SLACK_CLIENT_SECRET",
    "app_token": "SLACK_APP_TOKEN",  # Socket Mode
    "api_url": "SLACK_API_URL",  # for tests
}


class Incomplete(ValueError):
    """A variable is missing; the message names it and says where Slack shows its value."""


def connect(
    vault: Vault,
    variables: Mapping[str, str],
    *,
    url: str = "",
    clock: Callable[[], float] = time.time,
) -> Slack:
    """Slack from the variables whose names begin with `SLACK_`; `url` is our own address.

    Raises `Incomplete` where something is missing.
    """
    given = _Given(**{field: variables.get(name, "") for field, name in VARIABLES.items()})
    given.require()
    client = Client(given.api_url or URL)
    app = (given.client_id, given.client_secret)
    sealed = SealedTokens(client, vault, app, clock, given.bot_token) if given.client_id else None
    client.tokens = sealed or OneToken(given.bot_token)
    return Slack(client, vault, sealed, given, url, clock)


@dataclass(frozen=True)
class _Given:
    """What the variables say."""

    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    app_token: str = field(repr=False)
    api_url: str

    def require(self) -> None:
        """Raise `Incomplete` unless Slack can be reached and can reach us."""
        if bool(self.client_id) != bool(self.client_secret):
            missing = "SLACK_CLIENT_SECRET" if self.client_id else "SLACK_CLIENT_ID"
            raise Incomplete(f"{missing} is missing: Basic Information > App Credentials")
        if not (self.bot_token or self.client_id):
            raise Incomplete(
                "SLACK_BOT_TOKEN is missing (one workspace: OAuth & Permissions), "
                "or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (many: Basic Information > App Credentials)"
            )
        if not (self.signing_secret or self.app_token):
            raise Incomplete("SLACK_SIGNING_SECRET is missing: Basic Information > App Credentials")


class Slack:
    """Slack as the rest of the house sees it; use one from one event loop."""

    name = "slack"

    def __init__(
        self,
        client: Client,
        vault: Vault,
        sealed: SealedTokens | None,
        given: _Given,
        url: str,
        clock: Callable[[], float],
    ) -> None:
        self._client, self._vault, self._sealed, self._given = client, vault, sealed, given
        self._url, self._clock = url, clock
        self._people = People(client, clock)
        self._inbounds: list[Inbound] = []
        self._posting = Posting(client, self._people)

    def routes(self, door: Door) -> Sequence[BaseRoute]:
        """`POST /slack/events`, and the installation where many workspaces may have it."""
        routes: list[BaseRoute] = []
        if self._given.signing_secret:
            answer = endpoint(Guard(self._given.signing_secret, self._clock), self.inbound(door))
            routes.append(Route("/slack/events", answer, methods=["POST"]))
        if self._sealed:
            app = (self._given.client_id, self._given.client_secret)
            states = States(self._given.client_secret, self._clock)
            install = Install(self._client, app, self._sealed.keep, door, states, self._url)
            routes += install.routes()
        return routes

    def inbound(self, door: Door) -> Inbound:
        """What hears Slack, however its requests come in."""
        self._inbounds.append(Inbound(door, self._client, self._people, self._forget, self._clock))
        return self._inbounds[-1]

    async def listen(self, door: Door) -> None:
        """Hear events by Socket Mode until cancelled; returns at once without SLACK_APP_TOKEN."""
        if self._given.app_token:
            await socketmode.listen(self._given.app_token, self._client, self.inbound(door))

    async def whose(self) -> str | None:
        """One workspace: whose token we hold; None where many install. Raises `Undeliverable` as `ping` does."""
        if self._sealed:
            return None
        await self.ping()
        return str((await self._client.call("", "auth.test")).get("team_id") or "") or None

    async def show(self, message: Message, to: Address, over: Sent | None = None) -> Sent:
        """Make the message stand; raises `Undeliverable` or `Uncertain`."""
        return await self._posting.show(message, to, over)

    async def members(self, home: str, channel: str) -> Sequence[Who]:
        """Who is in a channel (C…) or user group (S…); raises `Undeliverable`."""
        return await self._people.members(home, channel)

    async def shared(self, home: str, channel: str) -> bool:
        """Whether another organisation reads the channel, or was invited to."""
        answer = await self._client.call(home, "conversations.info", channel=channel)
        found = answer.get("channel") or {}
        return bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared"))

    async def joined(self, home: str, channel: str) -> bool:
        """Whether we were invited to the channel; raises `Undeliverable` where we do not even see it."""
        answer = await self._client.call(home, "conversations.info", channel=channel)
        found = answer.get("channel") or {}
        return bool(found.get("is_member", True)) and not found.get("is_archived")

    async def ping(self) -> None:
        """Return when Slack answers; raises `Undeliverable` with what to do next."""
        try:
            if self._sealed:
                await self._client.ask("api.test")
            else:
                await self._client.call("", "auth.test")
        except Undeliverable as refusal:
            if refusal.gone:
                raise Undeliverable(
                    f"Slack says {refusal}: SLACK_BOT_TOKEN is not valid (any more); "
                    "press Reinstall under OAuth & Permissions and copy the new one",
                    permanent=True,
                    gone=True,
                ) from None
            raise Undeliverable(
                f"Slack does not answer ({refusal}): check the way out to {self._client.url}"
            ) from None

    async def _forget(self, home: str, at: int) -> bool:
        """The home took us away at second `at`; False when it has us back since."""
        if self._sealed:
            return await self._sealed.forget(home, at)
        await self._vault.forget(home)
        return True

    async def close(self) -> None:
        """Let go of connections, after the last card is replaced."""
        await self.replaced()
        await self._client.close()

    async def replaced(self) -> None:
        """Return when every card is replaced whose tap was acknowledged."""
        for inbound in self._inbounds:
            await inbound.replaced()
