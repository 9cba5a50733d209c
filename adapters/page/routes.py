"""The web side of the page.

    GET /digest/<link>          a personal link: becomes a session, then leads to a clean address
    GET /digest                 the newest digest      GET /digest/week/<week>   another one
    GET /digest/page.css …      what belongs to it, the same for everybody

`?span=` is 12, 52 or 104 weeks, `?lang=` de or en. A session is one cookie and lives as long as its link.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import SplitResult, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.page import showing
from adapters.page.showing import Reader
from adapters.wiring import House
from bot import viewing, words
from bot.model import Language, Pass, Person, Week

COOKIE = "pulse_digest"
_PARTS = Path(__file__).parent / "parts"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SORRY = {"unknown": 403, "fresh": 403, "missing": 404, "expired": 410, "calm": 429}


class Refused(Exception):
    """Nothing to read here for this browser; `what` says why, in the words of the page."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def routes(house: House, mounted: str = "/digest") -> Sequence[BaseRoute]:
    """The page of a house, mounted at a path; all of them answer GET and HEAD only."""
    page = _Page(house, urlsplit(house.settings.url))
    return [
        Route(mounted, page.newest),
        Route(f"{mounted}/week/{{week}}", page.of_week),
        *(Route(f"{mounted}/{path.name}", _part(path)) for path in _PARTS.iterdir() if path.suffix in _KINDS),
        Route(f"{mounted}/{{link:path}}", page.enter),
    ]


def _part(path: Path) -> Callable[[Request], Awaitable[Response]]:
    content = path.read_bytes()

    async def part(_: Request) -> Response:
        return Response(content, media_type=_KINDS[path.suffix])

    return part


class _Page:
    """The endpoints. What is read is read in a thread, in a transaction that can not write."""

    def __init__(self, house: House, front: SplitResult) -> None:
        self._house, self._guesses = house, Guesses()
        self._at = f"{front.path.rstrip('/')}/digest"
        self._secure = front.scheme == "https"

    async def enter(self, request: Request) -> Response:
        """A link becomes a session. A browser that was sent here by another site keeps a strict cookie to
        itself while it is redirected; it gets a page of ours that leads on."""
        try:
            given = self._admitted(self._house.store.links.read("link", request.path_params["link"]))
            person = await asyncio.to_thread(self._reader, given)
        except Refused as refused:
            return self._sorry(refused.what)
        onward = f"{self._at}/week/{given.week}"
        if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            answer: Response = HTMLResponse(showing.enter(self._at, onward, person.locale))
        else:
            answer = RedirectResponse(onward, 303)
        if request.method == "GET":  # a HEAD only looks whether there is something
            self._begin(answer, given)
        return answer

    async def newest(self, request: Request) -> Response:
        return await self._shown(request, None)

    async def of_week(self, request: Request) -> Response:
        return await self._shown(request, Week(request.path_params["week"]))

    async def _shown(self, request: Request, week: Week | None) -> Response:
        try:
            given = self._session(request)
            return HTMLResponse(await asyncio.to_thread(self._page, given, week, request.query_params))
        except Refused as refused:
            newest = self._at if week is not None and refused.what == "missing" else ""
            return self._sorry(refused.what, newest)

    def _page(self, given: Pass, week: Week | None, asked: Mapping[str, str]) -> str:
        person = self._reader(given)
        language = words.language_of(asked.get("lang", ""), person.locale)
        span = next((each for each in viewing.SPANS if str(each) == asked.get("span")), viewing.SPANS[0])
        with self._house.store.look(given.workspace) as work:
            view = viewing.read(work, week, span, language)
        if view is None:
            raise Refused("missing")
        reader = Reader(self._at, person.zone, given.until)
        here = _Here(self._at, week, span, language, person.locale)
        return showing.page(view, span, reader, here.changed)

    def _session(self, request: Request) -> Pass:
        cookie = request.cookies.get(COOKIE)
        if cookie is None:
            raise Refused("fresh")
        return self._admitted(self._house.store.links.read("session", cookie))

    def _admitted(self, given: Pass | None) -> Pass:
        if given is None:
            raise Refused("unknown")
        if given.until <= self._house.now():
            raise Refused("expired")
        return given

    def _reader(self, given: Pass) -> Person:
        """Who reads, if they are still there."""
        with self._house.store.look(given.workspace) as work:
            person = work.people.some([given.person]).get(given.person)
        if person is None or not person.active:
            raise Refused("unknown")
        return person

    def _begin(self, answer: Response, given: Pass) -> None:
        answer.set_cookie(
            COOKIE,
            self._house.store.links.seal("session", given),
            max_age=int((given.until - self._house.now()).total_seconds()),
            path=self._at,
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )

    def _sorry(self, what: str, onward: str = "") -> Response:
        """Why there is nothing to read; who shows too much that is forged is slowed down."""
        if what == "unknown" and self._guesses.many():
            what = "calm"
        wait = {"Retry-After": "60"} if what == "calm" else {}
        return HTMLResponse(showing.sorry(self._at, what, onward), _SORRY[what], wait)


@dataclass
class Guesses:
    """Forged links and sessions of the last minute in this process: a right one is never held up by them."""

    most: int = 30
    clock: Callable[[], float] = monotonic
    _wrong: deque[float] = field(default_factory=deque)

    def many(self) -> bool:
        """One more; whether these are too many."""
        now = self.clock()
        while self._wrong and self._wrong[0] <= now - 60:
            self._wrong.popleft()
        if len(self._wrong) < self.most:
            self._wrong.append(now)
            return False
        return True


@dataclass(frozen=True)
class _Here:
    """Where one is on the page, and the way to somewhere else on it."""

    at: str
    week: Week | None
    span: int
    language: Language
    own: Language

    def changed(self, week: Week | None = None, span: int = 0, lang: str = "") -> str:
        """The address of the page changed in one of these."""
        week, span, lang = week or self.week, span or self.span, lang or self.language
        query = {"span": span} if span != viewing.SPANS[0] else {}
        asked = urlencode({**query, **({"lang": lang} if lang != self.own else {})})
        path = f"{self.at}/week/{week}" if week else self.at
        return f"{path}?{asked}" if asked else path
