"""The door to the street: nothing reaches a turn that is too big, unproven or foreign."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from adapters.teams import parse
from adapters.teams.settings import Foreign, Settings
from adapters.teams.tokens import Keys, Unproven, verify

log = logging.getLogger(__name__)

LIMIT = 256 * 1024

Turn = Callable[[Mapping[str, Any], Mapping[str, Any]], Awaitable[Response]]


class Refused(Exception):
    """The request is turned away with this status; nothing else is said."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Guard:
    """Lets through what Microsoft sent for a tenant of ours.

    413 too big, 401 no valid token, 400 not an activity, 403 an activity that its token does not
    cover. Refusals are logged by their reason alone: never a body, a token or a name.
    """

    def __init__(self, settings: Settings, keys: Keys, turn: Turn) -> None:
        self._settings, self._keys, self._turn = settings, keys, turn

    async def receive(self, request: Request) -> Response:
        """The endpoint."""
        try:
            body = await _body(request)
            claims = await self._proven(request)
            activity = _activity(body)
            self._covered(activity, claims)
        except Refused as refused:
            log.warning("refused a request to Teams' door: %d %s", refused.status, refused)
            return Response(status_code=refused.status)
        return await self._turn(activity, claims)

    async def _proven(self, request: Request) -> Mapping[str, Any]:
        try:
            return await verify(request.headers.get("authorization", ""), self._settings.app_id, self._keys)
        except Unproven as unproven:
            raise Refused(401, str(unproven)) from unproven

    def _covered(self, activity: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        try:
            claimed = self._settings.service(str(claims.get("serviceurl", "")))
            named = self._settings.service(str(activity.get("serviceUrl", "")))
        except Foreign as foreign:
            raise Refused(403, "foreign service") from foreign
        if claimed != named:
            raise Refused(403, "another service")
        endorsed = claims["endorsed"]
        if activity.get("channelId") != "msteams" or (endorsed and "msteams" not in endorsed):
            raise Refused(403, "another channel")
        if not self._settings.serves(parse.tenant(activity)):
            raise Refused(403, "foreign tenant")


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:12]) > LIMIT:
        raise Refused(413, "too big")
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LIMIT:
            raise Refused(413, "too big")
    return bytes(read)


def _activity(body: bytes) -> Mapping[str, Any]:
    """The activity in the body, each half of a broken surrogate pair replaced."""
    try:
        activity = json.loads(body)
        if b"\xed" in body or b"\\ud" in body.lower():
            activity = json.loads(json.dumps(activity, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as wrong:
        raise Refused(400, "not JSON") from wrong
    if not isinstance(activity, dict) or not isinstance(activity.get("type"), str):
        raise Refused(400, "not an activity")
    return activity
