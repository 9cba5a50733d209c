"""Slack calls us: guard, parse, door, acknowledgement, and only then the chat.

Bolt stands behind the guard with its own signature check, token handling and installation store
switched off: it would read the body first, ask auth.test on every tap, and keep tokens in plain text.
It gets the payload decoded, because its own decoding loses every command whose text says "payload".
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from adapters.platform import Door
from adapters.slack import parse, render
from adapters.slack.afterwards import Afterwards
from adapters.slack.client import Client, quiet
from adapters.slack.guard import Guard, Refused
from adapters.slack.offering import Offering
from adapters.slack.people import People
from adapters.slack.replies import Replies
from bot import events
from bot.events import Event, wishes
from bot.messages import NOTHING, Reply

log = logging.getLogger(__name__)

Forget = Callable[[str, int], Awaitable[bool]]

# Only these are worth a look at Slack's record before they are handled: a tap on a question is
# bound to the person it was asked, and must not wait.
STRANGERS = (
    events.Arrived,
    events.Chose,
    events.Commanded,
    events.Confirmed,
    events.Opened,
    events.RelayBegun,
    *events.FOR_LEADERS,
    wishes.HomeOpened,
    wishes.TimeBegun,
    wishes.TimeChosen,
    *wishes.FOR_ADMINS,
)


@dataclass(frozen=True)
class Acknowledged:
    """What Slack gets at once, and what follows."""

    status: int
    text: str
    headers: Mapping[str, str]
    after: BackgroundTask | None


class Inbound:
    """One request in, one acknowledgement out; the rest is `after`."""

    def __init__(
        self,
        door: Door,
        client: Client,
        people: People,
        forget: Forget,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._door, self._people, self._forget = door, people, forget
        self._replies = Replies(client, door, Offering(client, clock))
        self._afterwards = Afterwards()
        self.app = _bolt(client, self._take)

    async def replaced(self) -> None:
        """Return when every card is replaced whose tap was acknowledged."""
        await self._afterwards.done()

    async def dispatch(self, body: dict[str, Any]) -> Acknowledged:
        """The acknowledgement, and what to do once it is sent."""
        request = AsyncBoltRequest(body=body, mode="socket_mode")
        answer = await self.app.async_dispatch(request)
        headers = answer.first_headers_without_set_cookie()
        return Acknowledged(answer.status, answer.body or "", headers, request.context.get("after"))

    async def _take(self, request: AsyncBoltRequest) -> BoltResponse:
        body, ack = request.body, request.context.ack
        try:
            got = parse.received(body)
        except events.Unreadable:
            got = _again(body)
        if got is None:
            return await ack()
        self._afterwards.tapped()
        event = await self._known(got, body)
        reply = await self._handle(event) if event else NOTHING
        follow = partial(self._replies.follow, reply, got.event.who, got.place)
        if reply.stands is None:
            request.context["after"] = BackgroundTask(follow)
        else:  # a card can wait for the taps of others; a dialog's trigger ends in three seconds
            self._afterwards.later(follow)
        return await ack(**_said(reply, got.place))

    async def _handle(self, event: Event) -> Reply:
        try:
            return await self._door.handle(event)
        except Exception:
            self._people.unheard(event.who)
            raise

    async def _known(self, got: parse.Received, body: dict[str, Any]) -> Event | None:
        """The event with what Slack knows of the person, or None where it does not matter (any more)."""
        event = got.event
        if isinstance(event, events.Uninstalled):
            return event if await self._forget(event.who.home, got.at) else None
        changed = (body.get("event") or {}).get("user")
        if isinstance(changed, dict):
            return event if self._people.news(event.who.home, changed) else None
        stranger = isinstance(event, events.Relayed) and not event.ask
        if stranger or isinstance(event, STRANGERS):
            # A dialog may have stood open for a while: who sends it may have lost a role meanwhile.
            fresh = got.place.surface == "submission" and not stranger
            return events.by(event, await self._people.acquainted(event.who, fresh=fresh))
        return event


def endpoint(guard: Guard, inbound: Inbound) -> Callable[[Request], Awaitable[Response]]:
    """`POST /slack/events`."""

    async def events_(request: Request) -> Response:
        try:
            body = await guard.admit(request)
        except Refused as refused:
            log.info("slack: refused a request (%s)", refused.status)
            return Response(status_code=refused.status)
        ack = await inbound.dispatch(body)
        return Response(ack.text, ack.status, dict(ack.headers), background=ack.after)

    return events_


def _said(reply: Reply, place: parse.Place) -> dict[str, Any]:
    """What the acknowledgement itself carries: a sent dialog shows what comes next, or closes."""
    if place.surface != "submission" or reply.message is None or reply.how == "nothing":
        return {}
    return {"response_action": "update", "view": render.modal(reply.message)}


def _again(body: dict[str, Any]) -> parse.Received:
    """A button of an older version: what `/pulse` shows, fresh."""
    tapped = {**body, "actions": [{"type": "button", "value": events.spell(events.Commanded())}]}
    got = parse.received(tapped) if body.get("type") == "block_actions" else None
    place = got.place if got else parse.Place("submission")
    return parse.Received(events.Commanded(who=parse.who(body)), place)


class _Everything(AsyncMiddleware):
    """One listener for all: Bolt would ask each of its own if it is meant, at a quarter of an acknowledgement."""

    def __init__(self, take: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> None:
        self._take = take

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Any) -> BoltResponse:
        return await self._take(req)


def _bolt(client: Client, take: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> AsyncApp:
    with _without("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        app = AsyncApp(
            name="kundenpuls",
            logger=quiet("adapters.slack.bolt"),
            signing_secret="",
            client=client.web(),
            authorize=_Anybody(),
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
    app.use(_Everything(take))
    app.error(_failed)
    return app


class _Anybody(AsyncAuthorize):
    """Bolt gets no token: it has nothing to send. Whether a home is ours, the door knows."""

    def __init__(self) -> None: ...

    async def __call__(self, **known: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=known["enterprise_id"], team_id=known["team_id"], user_id=known["user_id"]
        )


async def _failed(error: Exception) -> None:
    """Bolt answers 500, so that Slack delivers the event again; the error's words may be a person's."""
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    code = where.tb_frame.f_code if where else None
    log.error("slack: %s in %s", type(error).__name__, code.co_qualname if code else "?")


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Hide variables from Bolt, which would make an installation store of its own from them."""
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)
