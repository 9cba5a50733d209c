"""The only file that knows botbuilder: a turn hosted on its `CloudAdapterBase`.

Its own authentication is replaced by ours (`guard`, `tokens`), its outbound client by `connector`;
moving to its successor, the Microsoft 365 Agents SDK, means rewriting this file.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.core.invoke_response import InvokeResponse
from botbuilder.schema import Activity, ActivityTypes, CallerIdConstants, ChannelAccount, ConversationAccount
from botframework.connector.auth import BotFrameworkAuthentication, ClaimsIdentity, ConnectorFactory
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response

from adapters.teams import parse
from adapters.teams.connector import Connector
from adapters.teams.turns import Answer

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
Follow = Callable[[parse.Turn], Awaitable[Answer]]
Claims = Callable[[str], Awaitable[Json]]


class Host(CloudAdapterBase):  # type: ignore[misc]  # botbuilder has no types
    """Hosts turns: a proven activity in, the HTTP answer out."""

    def __init__(self, claims: Claims, connector: Connector, follow: Follow) -> None:
        self._authentication = _Authentication(claims, connector)
        super().__init__(self._authentication)
        self._follow = follow

    async def turn(self, raw: Json, claims: Json) -> Response:
        """Run one turn; 500 without a word when it fails, so that Teams may try again."""
        answers: list[Answer] = []

        async def logic(context: TurnContext) -> None:
            answers.append(await self._follow(parse.turn(raw)))
            if (body := answers[0].body) is not None:
                answered = Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(200, body))
                await self.send_activities(context, [answered])

        try:
            proof = self._authentication.proof(claims)
            response = await self.process_activity(proof, _activity(raw), logic)
        except Exception as failed:  # the traceback may hold what people wrote
            log.error("a turn in Teams failed: %s", type(failed).__name__)
            return Response(status_code=500)
        return _response(response, answers[0] if answers else Answer())


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """Requests are proven by our own rules; what was proven is handed on."""

    def __init__(self, claims: Claims, connector: Connector) -> None:
        self._claims, self._factory = claims, _Factory(connector)

    def proof(self, claims: Json) -> AuthenticateRequestResult:
        """What botbuilder calls the result of a check that has been made."""
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(dict(claims), True)
        result.caller_id = CallerIdConstants.public_azure_channel
        result.connector_factory = self._factory
        return result

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Check a header here and now. Raises `Unproven`."""
        claims = await self._claims(auth_header)
        if str(claims.get("serviceurl", "")).rstrip("/") != (activity.service_url or "").rstrip("/"):
            raise PermissionError("another service")
        return self.proof(claims)

    async def authenticate_streaming_request(self, *_: str) -> AuthenticateRequestResult:
        """Streams are not spoken here."""
        raise PermissionError("no streams")

    def create_connector_factory(self, _: ClaimsIdentity) -> ConnectorFactory:
        """The one way out there is."""
        return self._factory

    async def create_user_token_client(self, _: ClaimsIdentity) -> None:
        """Nobody signs in through this bot."""


class _Factory(ConnectorFactory):  # type: ignore[misc]
    """Hands out our own connector; botbuilder only asks that there is one."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, *_: str) -> Connector:
        """The pooled connector."""
        return self._connector


def _activity(raw: Json) -> Activity:
    """As much of the activity as the host itself looks at; the rest stays a plain dict."""
    chat, sender, bot = (raw.get(key) for key in ("conversation", "from", "recipient"))
    return Activity(
        type=raw["type"],
        id=raw.get("id"),
        name=raw.get("name"),
        service_url=raw.get("serviceUrl"),
        channel_id=raw.get("channelId"),
        conversation=ConversationAccount(id=_id(chat)),
        from_property=ChannelAccount(id=_id(sender)),
        recipient=ChannelAccount(id=_id(bot)),
    )


def _id(account: Any) -> str | None:
    return account.get("id") if isinstance(account, dict) else None


def _response(response: InvokeResponse | None, answer: Answer) -> Response:
    later = BackgroundTask(answer.later) if answer.later else None
    if response is None:
        return Response(status_code=200, background=later)
    if response.body is None:
        return Response(status_code=int(response.status), background=later)
    return JSONResponse(response.body, status_code=int(response.status), background=later)
