"""Microsoft Teams: the bot in a tenant, its digests in a team's channel.

activity -> guard (size, token, tenant) -> client (botbuilder) -> parse -> door
reply    -> turns -> render -> the invoke's answer, or connector -> Teams
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from adapters.platform import Address, Door, Sent, Undeliverable, Vault
from adapters.teams import parse, render
from adapters.teams.connector import Connector, Pool, Reach
from adapters.teams.guard import Guard
from adapters.teams.install import Homes
from adapters.teams.login import Login
from adapters.teams.manifest import manifest
from adapters.teams.refusals import Missing
from adapters.teams.settings import Incomplete, Settings
from adapters.teams.tokens import Keys, verify
from bot.events import Who
from bot.messages import Message

__all__ = ["Incomplete", "Teams", "connect", "manifest"]


class Teams:
    """The platform `teams`. A home is a tenant, a user an Entra object id."""

    name = parse.PLATFORM

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self._settings, self._pool = settings, Pool()
        self._login = Login(settings, self._pool)
        self._keys = Keys(settings.openid_url, self._pool.fetch)
        self._connector = Connector(settings, self._pool, self._login)
        self._homes = Homes(settings, vault)

    def routes(self, door: Door) -> Sequence[BaseRoute]:
        """`POST /api/messages`, where Microsoft calls us."""
        from adapters.teams.client import Host  # botbuilder takes seconds to import: only where it is served
        from adapters.teams.people import People
        from adapters.teams.turns import Turns

        turns = Turns(door, self._connector, self._homes, People(self._connector))
        host = Host(
            lambda header: verify(header, self._settings.app_id, self._keys), self._connector, turns.follow
        )
        guard = Guard(self._settings, self._keys, host.turn)
        return [Route("/api/messages", guard.receive, methods=["POST"])]

    async def show(self, message: Message, to: Address, over: Sent | None = None) -> Sent:
        """Make the message stand, or replace the one that stands. As `Platform.show`."""
        reach = await self._homes.reach(to.home, to.route)
        activity = render.activity(message)
        if over:
            await self._connector.put(reach, over.chat, over.message, activity)
            return over
        if to.below:  # an answer to a post of the channel
            thread = f"{to.below.chat.partition(';')[0]};messageid={to.below.message}"
            return Sent(thread, await self._connector.post(reach, thread, activity))
        chat = to.channel or to.chat or await self._opened(reach, to)
        try:
            return Sent(chat, await self._connector.post(reach, chat, activity))
        except Missing:
            if not to.user or chat != to.chat:
                raise
        chat = await self._opened(reach, to)  # the person has deleted the chat: begin a new one
        return Sent(chat, await self._connector.post(reach, chat, activity))

    async def members(self, home: str, channel: str) -> Sequence[Who]:
        """Who is in a team's channel now; guests and bots are outsiders."""
        listed = await self._connector.roster(await self._homes.reach(home), channel)
        return [parse.member(each, home) for each in listed]

    async def shared(self, home: str, channel: str) -> bool:
        """Whether a guest or somebody of another organisation is in the channel."""
        return any(
            who.outsider and not who.user.startswith("28:") for who in await self.members(home, channel)
        )

    async def joined(self, home: str, channel: str) -> bool:
        """Whether we are in the channel's team: only then is its roster ours to read."""
        return bool(await self.members(home, channel))

    async def ping(self) -> None:
        """Return when Microsoft gives us a token. Raises `Undeliverable` with what to do next."""
        await self._login.token()

    async def close(self) -> None:
        """Let go of connections."""
        await self._pool.close()

    async def _opened(self, reach: Reach, to: Address) -> str:
        if not to.user:
            raise Undeliverable("neither a person nor a channel to write to", permanent=True)
        return await self._connector.open(reach, to.user)


def connect(
    vault: Vault,
    *,
    app_id: str = "",
    app_secret: str = "",
    managed_identity: bool | str = False,
    tenant_id: str = "",
    openid_url: str = "",
    login_url: str = "",
    service_hosts: str = "",
    **_: str,
) -> Teams:
    """Teams from its variables (`TEAMS_` and the name in capitals). Opens nothing yet.

    A variable it does not know is somebody else's. Raises `Incomplete` where something is missing.
    """
    settings = Settings.of(
        app_id=app_id,
        app_secret=app_secret,
        managed_identity=managed_identity,
        tenant_id=tenant_id,
        openid_url=openid_url,
        login_url=login_url,
        service_hosts=service_hosts,
    )
    return Teams(settings, vault)
