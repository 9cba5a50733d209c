"""The composition root: the only file that reads the clock, opens storage and lists the platforms."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError

from adapters import enrolling, leading, looking, sending
from adapters.platform import Platform, Uncertain, Undeliverable
from adapters.settings import Settings, master_key
from adapters.together import Together
from adapters.vault import SealedVault
from bot import cadence, schedule, sharing
from bot.events import Event, Who
from bot.messages import Reply
from bot.model import Home, Workspace, WorkspaceId
from bot.ports import Progress
from bot.schedule import Job
from storage import engine as engines
from storage import migrating
from storage.keyring import KeyRing, WrongMasterKey
from storage.store import SqlStore

log = logging.getLogger(__name__)
MOMENT = 0.25  # seconds
NOTHING_LEFT = 10_000  # steps after which something is wrong with the calendar, not with the work


class NoSuchWorkspace(Exception):
    """There is no such workspace; the message says how to find one."""


class CannotOpen(Exception):
    """The database or the key store can not be opened; the message says why and what to do."""


def clock() -> datetime:
    """Now. Everybody else is told."""
    return datetime.now(UTC)


def brisk() -> None:
    """Make the interpreter quick to answer, once everything is loaded.

    The collector no longer looks through what is loaded, which held up taps for 0.1 s; and who comes
    back from the database waits for others for a tenth of a millisecond instead of five.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    sys.setswitchinterval(0.0001)


class House:
    """Everything put together: the two doors, the store behind them, the platforms before them."""

    def __init__(self, store: SqlStore, settings: Settings, now: Callable[[], datetime] = clock) -> None:
        self.store, self.settings, self.now = store, settings, now
        self.platforms: dict[str, Platform] = {}
        self._looker = looking.Looker(store, self.platforms)
        self.seed: int | None = None  # plans by lot, unless a seed makes them repeatable
        # SQLite has one writer: a queue of our own is fairer and faster than its lock.
        self._hands = ThreadPoolExecutor(1 if settings.embedded else 16, "store")
        self._happened = Together(self._handle, self._hands)
        self._closed = False
        self._stand: list[tuple[str, int]] = []  # what stands and is not written down yet

    async def handle(self, event: Event) -> Reply:
        """The first door; returns after the commit."""
        return await self._happened(await self._looker.looked(event))

    async def shown(self, reply: Reply) -> None:
        """A replacement stands; written down a moment later, many at a time, at the latest with the next beat."""
        if reply.stands is not None:
            self._stand.append(reply.stands)
            if len(self._stand) == 1:
                asyncio.get_running_loop().call_later(MOMENT, self._write_down_aside)

    def tick(self) -> list[Job]:
        """The second door: what is due."""
        self._write_down()
        return schedule.tick(self.now(), self.store)

    async def run(self, job: Job) -> None:
        """Do one job."""
        if job.kind == "send":
            await sending.send(self.store, self.platforms, job.workspace, self.now, self._aside)
            return
        if job.kind == "gather":
            await self._gather(job)
            return
        leaders = await self._leaders(job.workspace) if job.kind == "believe" else None
        await self._aside(lambda: schedule.run(job, self.store, self.now(), self.seed, leaders))

    async def _leaders(self, workspace: WorkspaceId) -> list[Who] | None:
        """Who leads, as the platforms say; None where they do not say now."""
        try:
            return await leading.leaders(workspace, self.store, self.platforms)
        except (Undeliverable, Uncertain) as unknown:
            log.warning("who leads %s is taken from memory: %s", workspace, type(unknown).__name__)
            return None

    async def _gather(self, job: Job) -> None:
        name, _, id = job.subject.partition(":")
        with self.store.look(job.workspace) as work:
            home = work.homes.get(name, id)
        if home is not None:
            platform = self.platforms.get(name)
            await enrolling.gather(self.store, platform, job.workspace, home, self.now(), self._aside)

    async def catch_up(self) -> int:
        """Do everything that is due now, in order; how many jobs that were."""
        done = 0
        while jobs := self.tick():
            for job in jobs:
                await self.run(job)
            done += len(jobs)
            if done > NOTHING_LEFT:
                raise RuntimeError(f"time does not move on: {jobs[0].key} stays due")
        return done

    def vault(self, platform: str) -> SealedVault:
        """The sealed secrets of a platform."""
        return SealedVault(
            self.store, platform, self.now, lambda p, home: self.settle_in(Home(p, home), Workspace(new_id()))
        )

    def settle_in(self, home: Home, workspace: Workspace) -> WorkspaceId:
        """A new workspace, whose first pulse is the running week. Raises `workspaces.HomeTaken`."""
        now = self.now()
        before = cadence.later(cadence.week_of(now, workspace.zone), -1)
        today = now.astimezone(ZoneInfo(workspace.zone)).date()
        self.store.found(workspace, home, Progress(before, before, before, today))
        return workspace.id

    async def close(self) -> None:
        """Let go of everything."""
        for platform in self.platforms.values():
            await platform.close()
        self._closed = True
        self._hands.submit(self._write_down)
        self._hands.shutdown()
        self.store.engine.dispose()
        self.store.ring.close()

    async def _aside(self, do: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._hands, do)

    def _handle(self, happened: Sequence[Event]) -> Sequence[Reply | Exception]:
        return sharing.handle(happened, self.store, self.now())

    def _write_down_aside(self) -> None:
        if not self._closed:
            self._hands.submit(self._write_down)

    def _write_down(self) -> None:
        """What stands. Where that fails the worker replaces those cards once more, which changes nothing."""
        stands, self._stand = self._stand, []
        try:
            if stands:
                self.store.shown(stands)
        except DBAPIError:
            log.exception("%s replaced cards are replaced again", len(stands))


def known_workspace(house: House, id: str | None) -> WorkspaceId:
    """The workspace of that id, or the only one there is. Raises `NoSuchWorkspace`."""
    found = house.store.workspaces()
    if id is not None:
        if id in found:
            return WorkspaceId(id)
        raise NoSuchWorkspace(f"there is no workspace {id}; `pulse workspace list` shows them")
    if len(found) == 1:
        return found[0]
    several = "there are several workspaces: say which with --workspace; `pulse workspace list` shows them"
    raise NoSuchWorkspace(several if found else "there is no workspace yet: `pulse workspace add` makes one")


def new_id() -> WorkspaceId:
    """A random workspace id."""
    return WorkspaceId(secrets.token_hex(8))


def open_store(settings: Settings, *, migrate: bool = False) -> SqlStore:
    """The store with its keys. Raises `CannotOpen`, `BadSetting`."""
    try:
        engine = engines.connect(settings.database_url, durable=settings.durable, existing=not migrate)
        if migrate:
            migrating.migrate(engine)
        else:
            migrating.require(engine)
        keys = engines.connect(settings.keys_url, durable=settings.durable)
        ring = KeyRing(keys, master_key(settings))
    except DBAPIError as error:
        raise CannotOpen(
            f"the database can not be opened: {error.orig}. Check DATABASE_URL and KEYS_URL"
        ) from error
    except OSError as error:
        raise CannotOpen(
            f"{error.filename or settings.keys_url} can not be written: {error.strerror}"
        ) from error
    except (engines.Unreachable, migrating.NewerDatabase, migrating.NotMigrated, WrongMasterKey) as error:
        raise CannotOpen(str(error)) from error
    return SqlStore(engine, ring, settings.url)


@contextmanager
def house(
    settings: Settings, *, migrate: bool = False, now: Callable[[], datetime] = clock
) -> Iterator[House]:
    """A house for one command."""
    made = House(open_store(settings, migrate=migrate), settings, now)
    try:
        yield made
    finally:
        asyncio.run(made.close())
