"""The playground with an invented company: python -m tests.adapters.playground.preview [port]."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from tests.adapters.playground import company


def app() -> Starlette:
    """A web app with nothing but the playground."""
    _, door, playground = company.found()

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await company.settle(playground)
        yield
        await playground.close()

    return Starlette(routes=list(playground.routes(door)), lifespan=life)


if __name__ == "__main__":
    port = int(sys.argv[1]) if sys.argv[1:] else 8123
    uvicorn.run(app(), host="127.0.0.1", port=port, timeout_graceful_shutdown=1)
