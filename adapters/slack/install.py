"""Installing by OAuth: `GET /slack/install` and `GET /slack/oauth_redirect`.

The state is random, bound to a cookie of the browser that began, signed, good for ten minutes and
for one use. Signed, so that any process may take the answer; the code that comes with it works
only once at Slack, whichever process sees it.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.platform import Door, Uncertain, Undeliverable
from adapters.slack.client import URL, Client
from adapters.slack.manifest import SCOPES
from bot.events import Who
from bot.events.wishes import Installed

COOKIE, PATH, LIFE = "pulse_install", "/slack", 600

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the code
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Kundenpuls</title>
<h1>Kundenpuls</h1><p>{en}</p><p lang="de">{de}</p></html>"""
INSTALLED = (
    "Installed. Open Slack and type /pulse setup.",
    "Installiert. Öffnen Sie Slack und schreiben Sie /pulse einrichten.",
)
DECLINED = ("Nothing was installed.", "Es wurde nichts installiert.")
STALE = (
    "This page is too old or was not opened here. Start again at /slack/install.",
    "Diese Seite ist zu alt oder wurde nicht hier geöffnet. Beginnen Sie neu unter /slack/install.",
)
REFUSED = (
    "Slack did not confirm the installation. Start again at /slack/install.",
    "Slack hat die Installation nicht bestätigt. Beginnen Sie neu unter /slack/install.",
)

log = logging.getLogger(__name__)


@dataclass
class States:
    """Single-use states, each bound to a nonce that only one browser holds."""

    secret: str
    clock: Callable[[], float]
    _used: dict[str, float] = field(default_factory=dict)

    def begin(self) -> tuple[str, str]:
        """A nonce for the cookie and the state for the address."""
        nonce, ends = secrets.token_urlsafe(24), str(int(self.clock()) + LIFE)
        return nonce, f"{nonce}.{ends}.{self._sign(nonce, ends)}"

    def take(self, state: str, nonce: str) -> bool:
        """Whether the state is ours, of this browser, in time and not used before; uses it up."""
        now = self.clock()
        given, _, rest = state.partition(".")
        ends, _, sign = rest.partition(".")
        genuine = hmac.compare_digest(sign.encode(), self._sign(given, ends).encode())
        if not (genuine and nonce and hmac.compare_digest(given.encode(), nonce.encode())):
            return False
        self._used = {each: end for each, end in self._used.items() if end > now}
        if not now <= int(ends) or given in self._used:
            return False
        self._used[given] = float(ends)
        return True

    def _sign(self, nonce: str, ends: str) -> str:
        return hmac.new(self.secret.encode(), f"install:{nonce}:{ends}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Install:
    """The two pages of an installation."""

    client: Client
    app: tuple[str, str]  # client id and secret
    keep: Callable[[str, Mapping[str, Any]], Awaitable[None]]
    door: Door
    states: States
    url: str = ""  # where we are reached from outside

    def routes(self) -> list[Route]:
        """Both, for the web."""
        return [
            Route("/slack/install", self.begin, methods=["GET"]),
            Route("/slack/oauth_redirect", self.end, methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Send the browser to Slack."""
        nonce, state = self.states.begin()
        asked = {"client_id": self.app[0], "scope": ",".join(SCOPES), "state": state, **self._redirect()}
        answer = RedirectResponse(f"{self._site()}/oauth/v2/authorize?{urlencode(asked)}", 302, HEADERS)
        answer.set_cookie(COOKIE, nonce, LIFE, path=PATH, secure=True, httponly=True, samesite="lax")
        return answer

    async def end(self, request: Request) -> Response:
        """Take what Slack sends back."""
        query = request.query_params
        if not self.states.take(query.get("state", ""), request.cookies.get(COOKIE, "")):
            return _page(STALE, 400)
        if query.get("error") or not query.get("code"):
            return _page(DECLINED, 400)
        try:
            await self._installed(query["code"])
        except (Undeliverable, Uncertain, KeyError) as refusal:
            log.warning("slack: an installation failed: %s", refusal)
            return _page(REFUSED, 400)
        return _page(INSTALLED, 200)

    async def _installed(self, code: str) -> None:
        granted = await self.client.ask(
            "oauth.v2.access",
            once=True,
            client_id=self.app[0],
            client_secret=self.app[1],
            code=code,
            **self._redirect(),
        )
        at = "enterprise" if granted.get("is_enterprise_install") else "team"
        home = str(granted[at]["id"])
        await self.keep(home, granted)
        installer = str((granted.get("authed_user") or {}).get("id") or "")
        await self.door.handle(Installed(who=Who("slack", home, installer, admin=True)))

    def _redirect(self) -> dict[str, str]:
        return {"redirect_uri": self.url.rstrip("/") + "/slack/oauth_redirect"} if self.url else {}

    def _site(self) -> str:
        if self.client.url == URL:
            return "https://slack.com"
        there = urlsplit(self.client.url)
        return f"{there.scheme}://{there.netloc}"


def _page(words: tuple[str, str], status: int) -> Response:
    answer = HTMLResponse(PAGE.format(en=words[0], de=words[1]), status, HEADERS)
    answer.delete_cookie(COOKIE, path=PATH, secure=True, httponly=True, samesite="lax")
    return answer
