"""Where the bot is called in tests: one loop, one thread, one server and its port for a whole session."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import uvicorn

from tests.fakes import web

T = TypeVar("T")
App = Callable[[Any, Any, Any], Awaitable[None]]


class Doorstep:
    """Whoever lives here now is called at `url`; what they do runs in the loop of this thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.lives_here: App | None = None
        self._inside, self._broken = 0, list[BaseException]()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        listening = web.listening()
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(self._called, interface="asgi3", log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._served = asyncio.run_coroutine_threadsafe(self._server.serve([listening]), self.loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something where the bot runs."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(120)

    def quiet(self) -> None:
        """Return when everything that follows from the calls so far is done, also after their answers."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._inside, 30), "a call does not come to its end"
            broken, self._broken = self._broken, []
        if broken:
            raise broken[0]

    async def _called(self, scope: Any, receive: Any, send: Any) -> None:
        assert self.lives_here is not None
        self._count(1)
        try:
            await self.lives_here(scope, receive, send)
        except Exception as broken:
            self._broken.append(broken)
            raise
        finally:
            self._count(-1)

    def _count(self, by: int) -> None:
        with self._changed:
            self._inside += by
            self._changed.notify_all()

    def close(self) -> None:
        """Call it a day."""
        self._server.should_exit = True
        self._served.result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()
