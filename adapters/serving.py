"""The long-running processes: `serve` (all in one), `web` (HTTP only), `worker` (engine only)."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, Protocol, runtime_checkable

import uvicorn
from starlette.applications import Starlette

from adapters import settling
from adapters.jobs import JobEngine
from adapters.platform import Door
from adapters.settings import Settings
from adapters.wiring import House, brisk
from bot.schedule import Job
from storage import counting
from storage import engine as engines

log = logging.getLogger(__name__)
DEAD = timedelta(seconds=60)  # an engine not heard of for so long is gone
BEAT = 10.0  # seconds between two heartbeats


class PortTaken(Exception):
    """The port is taken; the message names it."""


def bound(settings: Settings) -> socket.socket:
    """A listening socket, so that a taken port is known before anything starts. Raises `PortTaken`."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Every connection inherits it. Without, an answer's body waits 40 ms for the receipt of its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise PortTaken(
            f"port {settings.port} can not be used ({error.strerror}). Set PORT to another one"
        ) from error
    return listening


def listen(app: Starlette, settings: Settings, listening: socket.socket) -> None:
    """Answer until told to stop."""
    brisk()
    config = uvicorn.Config(
        app,
        log_level=settings.log_level,
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=False,
        date_header=True,
    )
    uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def engine(house: House, loop: asyncio.AbstractEventLoop) -> Iterator[JobEngine]:
    """The engine of this process: its jobs call the platforms on `loop`."""

    def run(job: Job) -> None:
        asyncio.run_coroutine_threadsafe(house.run(job), loop).result()

    address = engines.url_of(house.settings.database_url).render_as_string(hide_password=False)
    made = JobEngine(address, house.tick, run)
    counting.beat(house.store.engine, made.executor, house.now())
    made.start()
    stop = threading.Event()
    heart = threading.Thread(target=_heart, args=(house, made, stop), daemon=True)
    heart.start()
    try:
        yield made
    finally:
        stop.set()
        made.stop()
        heart.join(5)


def _heart(house: House, made: JobEngine, stop: threading.Event) -> None:
    """Say that we live, and take over from those who do not."""
    while not stop.is_set():
        try:
            now = house.now()
            counting.beat(house.store.engine, made.executor, now)
            dead = counting.silent_since(house.store.engine, now - DEAD)
            # On SQLite nobody else can be alive beside us: the lock says so.
            gone = sorted({*dead, *(made.unfinished() if house.settings.embedded else ())})
            if gone:
                made.recover(gone)
                counting.bury(house.store.engine, gone)
        except Exception:
            log.exception("heartbeat failed")
        stop.wait(BEAT)


@asynccontextmanager
async def beside(house: House) -> AsyncIterator[None]:
    """The engine in the web process: what `serve` adds to `web`."""
    await settling.settle(house)
    running = engine(house, asyncio.get_running_loop())
    await asyncio.to_thread(running.__enter__)
    listening = [asyncio.create_task(ear(house)) for ear in ears(house)]
    try:
        yield
    finally:
        for task in listening:
            task.cancel()
        await asyncio.to_thread(running.__exit__, None, None, None)
        await house.close()


def ears(house: House) -> Sequence[Callable[[Door], Coroutine[Any, Any, None]]]:
    """What hears a platform by itself instead of being called: Slack's Socket Mode."""
    return [p.listen for p in house.platforms.values() if isinstance(p, Listening)]


@runtime_checkable
class Listening(Protocol):
    """A platform that can hear without being called."""

    async def listen(self, door: Door) -> None:
        """Hear until cancelled."""


def work(house: House) -> None:
    """The engine alone, until told to stop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asked = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: asked.set())
    asyncio.run_coroutine_threadsafe(settling.settle(house), loop).result()
    with engine(house, loop):
        while not asked.is_set():
            time.sleep(0.2)
    asyncio.run_coroutine_threadsafe(house.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
