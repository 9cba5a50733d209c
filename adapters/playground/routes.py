"""The web side of the playground: the page, its live stream, and what people do on it.

    GET  /play                the page                    GET /play/<file>   its parts
    GET  /play/stream?user=   server-sent events          GET /play/truth    what the simulation knows
    POST /play/act            a tap, words or a form      -> {"form"?, "file"?}
    POST /play/time           {"days": 7} or {"run": true}
    POST /play/language       {"user": "mia", "language": "de"}

Errors are {"code", "error"} with a status of 400, 403, 404, 405, 409, 413 or 500.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, Router

from adapters.platform import Door
from adapters.playground import live, parse, render
from adapters.playground.client import Client
from adapters.playground.guard import Guard
from adapters.playground.stage import Colleague

_PAGE = Path(__file__).parent / "page"
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_MOST_DAYS = 91


def of(client: Client, door: Door) -> Sequence[BaseRoute]:
    """`/play` and everything below it, right or wrong, behind the guard."""
    web = _Web(client, door)
    inside = Router(
        [
            Route("/play", web.part),
            Route("/play/stream", web.stream),
            Route("/play/truth", web.truth),
            Route("/play/act", web.act, methods=["POST"]),
            Route("/play/time", web.time, methods=["POST"]),
            Route("/play/language", web.language, methods=["POST"]),
            Route("/play/{file:path}", web.part),
        ]
    )
    return [Route(path, Guard(inside)) for path in ("/play", "/play/{rest:path}")]


class _Web:
    """The endpoints; each raises `parse.Refused` for what makes no sense."""

    def __init__(self, client: Client, door: Door) -> None:
        self._client, self._door = client, door
        self._files = {path.name: path for path in _PAGE.iterdir() if path.suffix in _KINDS}

    async def part(self, request: Request) -> Response:
        path = self._files.get(request.path_params.get("file", "index.html"))
        if path is None:
            raise parse.Refused("missing", "The playground has no such page.", 404)
        # Small and at hand: a thread to read it, as FileResponse takes, costs more than reading it.
        return Response(path.read_bytes(), media_type=_KINDS[path.suffix])

    async def stream(self, request: Request) -> Response:
        # An unknown colleague is no error: the page may remember somebody of an earlier company.
        person = self._client.colleague(request.query_params.get("user", ""))
        person = person or self._client.somebody()
        return StreamingResponse(
            live.follow(self._client, person.user),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def truth(self, request: Request) -> Response:
        return JSONResponse(render.truth(self._client.stage.truth()))

    async def act(self, request: Request) -> Response:
        body = await _body(request)
        person = self._person(body)
        act = parse.act(body, self._client.who(person))
        return JSONResponse(await self._client.act(person, act, self._door))

    async def time(self, request: Request) -> Response:
        body = await _body(request)
        if "run" in body:
            await self._client.run(body["run"] is True)
            return JSONResponse({})
        days = body.get("days")
        if type(days) is not int or not 1 <= days <= _MOST_DAYS:
            raise parse.Refused("broken", f"“days” is not a number from 1 to {_MOST_DAYS}.")
        await self._client.advance(days)
        return JSONResponse({})

    async def language(self, request: Request) -> Response:
        body = await _body(request)
        language = parse.text(body, "language")
        if language not in ("de", "en"):
            raise parse.Refused("broken", "“language” is neither de nor en.")
        await self._client.stage.choose_language(self._person(body).user, language)
        return JSONResponse({})

    def _person(self, body: Mapping[str, Any]) -> Colleague:
        person = self._client.colleague(parse.text(body, "user"))
        if person is None:
            raise parse.Refused("nobody", "Nobody of that name works here.")
        return person


async def _body(request: Request) -> Mapping[str, Any]:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > parse.LARGEST:
            break
    return parse.body(bytes(raw))
