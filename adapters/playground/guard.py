"""Who may call the playground, and what every answer of it tells the browser."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.playground.parse import Refused

HEADERS = {
    "Content-Security-Policy": "; ".join(
        ("default-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_log = logging.getLogger(__name__)


def same_origin(headers: Headers) -> bool:
    """Whether a page of our own sent this; a caller that says nothing about itself did not."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    # Only the host: in front of us a proxy may have taken off TLS.
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host", "?")


class Guard:
    """Refuses what other sites send; puts `HEADERS` on every answer; errors become clear JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            if scope["method"] == "POST" and not same_origin(Headers(scope=scope)):
                raise Refused("foreign", "Only the playground's own page may do this.", 403)
            await self._app(scope, receive, dressed)
        except Refused as refused:
            await _error(refused.code, refused.reason, refused.status)(scope, receive, dressed)
        except HTTPException as refused:
            await _error("broken", refused.detail, refused.status_code)(scope, receive, dressed)
        except ClientDisconnect:
            return
        except Exception:
            if started:
                raise
            _log.exception("the playground failed at %s", scope["path"])
            sorry = "That went wrong. Try again; the log says more."
            await _error("failed", sorry, 500)(scope, receive, dressed)


def _error(code: str, words: str, status: int) -> JSONResponse:
    return JSONResponse({"code": code, "error": words}, status)
