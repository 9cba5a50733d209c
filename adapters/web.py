"""The web process: the platforms' routes, health and metrics, with the same headers on everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters import metrics, page
from adapters.wiring import House

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class SafeHeaders:
    """Every answer carries the headers above; TRACE gets none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["method"] == "TRACE":
            await Response("TRACE is not answered here", 405)(scope, receive, marked)
        else:
            await self._app(scope, receive, marked)


def app(
    house: House,
    *,
    playground: bool,
    extra: Sequence[BaseRoute] = (),
    life: AbstractAsyncContextManager[Any] | None = None,
) -> Starlette:
    """Everything one can reach over HTTP. `life` is what lives as long as the process."""

    async def healthz(_: Request) -> Response:
        health = await asyncio.to_thread(metrics.health, house.store, house.now())
        return JSONResponse(health, 200 if all(v == "ok" for v in health.values()) else 503)

    async def scraped(_: Request) -> Response:
        registry = await asyncio.to_thread(metrics.registry, house.store)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    async def start(_: Request) -> Response:
        return RedirectResponse("/play") if playground else JSONResponse({"kundenpuls": "see /healthz"})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if life is None:
            yield
            return
        async with life:
            yield

    routes = [Route("/", start), Route("/healthz", healthz), Route("/metrics", scraped), *extra]
    routes += page.routes(house)
    for platform in house.platforms.values():
        routes += platform.routes(house)
    return Starlette(routes=routes, middleware=[Middleware(SafeHeaders)], lifespan=lifespan)
