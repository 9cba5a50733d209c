"""The guard in front of everything Slack sends: size first, then the signature, then the shape.

Nothing of a body is parsed before it is known to come from Slack, and nothing of it is logged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

LIMIT = 1024 * 1024  # bytes; the largest payload Slack sends is far below
WINDOW = 300  # seconds a request may be old, or ahead
# The signs JSON is made of, none of which means anything in a form: decoded at once, since `parse_qsl`
# goes from one escape to the next, which on a tap costs as much as checking its signature.
_JSON = tuple((f"%{ord(sign):02X}", sign) for sign in '"{}[]:,/|')


class Refused(Exception):
    """Not let in; `status` is the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What Slack writes into `X-Slack-Signature` for these raw bytes."""
    base = b"v0:" + timestamp.encode("latin-1") + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Guard:
    """Lets in what Slack signed within the last five minutes."""

    def __init__(self, secret: str, clock: Callable[[], float]) -> None:
        self._secret, self._clock = secret, clock

    async def admit(self, request: Request) -> dict[str, Any]:
        """The payload of a request that may come in; raises `Refused` (413, 401, 400)."""
        body = await _read(request)
        self._verify(request, body)
        return _payload(request.headers.get("content-type", ""), body)

    def _verify(self, request: Request, body: bytes) -> None:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        given = request.headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
            raise Refused(401, "no timestamp")
        if abs(int(self._clock()) - int(timestamp)) > WINDOW:
            raise Refused(401, "too old or too early")
        expected = signature(self._secret, timestamp, body)
        if not hmac.compare_digest(expected.encode(), given.encode("latin-1", "replace")):
            raise Refused(401, "not signed by Slack")


async def _read(request: Request) -> bytes:
    """The raw bytes, and never more of them than `LIMIT`, whatever the header promises."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal():
        raise Refused(400, "no length")
    if int(announced) > LIMIT:
        raise Refused(413, "too large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise Refused(413, "too large")
    return bytes(body)


def _payload(content_type: str, body: bytes) -> dict[str, Any]:
    """What the body holds: a JSON object, a form with a JSON object in `payload`, or a plain form."""
    try:
        payload = _decoded(content_type, body.decode())
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict) or not payload:
        raise Refused(400, "not a payload of Slack")
    return payload


def _decoded(content_type: str, text: str) -> object:
    if content_type.startswith("application/json"):
        return json.loads(text)
    if not content_type.startswith("application/x-www-form-urlencoded"):
        return None
    for escape, sign in _JSON:
        text = text.replace(escape, sign)
    form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
    return json.loads(form["payload"]) if "payload" in form else form
