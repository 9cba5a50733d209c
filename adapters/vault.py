"""The sealed secrets of one platform's homes, as the platforms reach them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from adapters.platform import Undeliverable
from bot import addressing
from storage import workspaces
from storage.store import SqlStore

TURN = timedelta(seconds=30)


class SealedVault:
    """See `adapters.platform.Vault`."""

    def __init__(
        self,
        store: SqlStore,
        platform: str,
        now: Callable[[], datetime],
        settle_in: Callable[[str, str], object],
    ) -> None:
        """`settle_in(platform, home)` gives a home that nobody knows a workspace of its own."""
        self._store, self._platform, self._now, self._settle_in = store, platform, now, settle_in

    async def read(self, home: str) -> Mapping[str, str] | None:
        """The secrets of an awake home."""
        text = await asyncio.to_thread(self._read, home)
        return None if text is None else dict(json.loads(text))

    async def keep(self, home: str, secrets: Mapping[str, str]) -> None:
        """Seal and store; unknown homes are settled in, paused ones wake."""
        await asyncio.to_thread(self._keep, home, json.dumps(dict(secrets)))

    async def forget(self, home: str) -> None:
        """Gone at once, the home is paused."""
        await asyncio.to_thread(self._forget, home)

    @asynccontextmanager
    async def turn(self, home: str) -> AsyncIterator[None]:
        """One holder at a time, over all processes; a holder that died loses its turn after a while."""
        for _ in range(600):
            if await asyncio.to_thread(self._take, home):
                break
            await asyncio.sleep(0.1)
        else:
            raise Undeliverable("another process holds the token for too long")
        try:
            yield
        finally:
            await asyncio.to_thread(self._give, home)

    def _read(self, home: str) -> str | None:
        with self._store.engine.connect().execution_options(reading=True) as db:
            return workspaces.read_secrets(db, self._store.ring, self._platform, home)

    def _keep(self, home: str, secrets: str) -> None:
        if self._store.at_home(self._platform, home) is None:
            with suppress(workspaces.HomeTaken):  # two events of a new home at once: the other one was faster
                self._settle_in(self._platform, home)
        with self._store.engine.begin() as db:
            workspaces.keep_secrets(db, self._store.ring, self._platform, home, secrets)

    def _forget(self, home: str) -> None:
        workspace = self._store.at_home(self._platform, home)
        if workspace is None:
            return
        with self._store.work(workspace) as work:
            known = work.homes.get(self._platform, home)
            if known is not None:
                addressing.leave(work, known)

    def _take(self, home: str) -> bool:
        now = self._now()
        with self._store.engine.begin() as db:
            taken = workspaces.take_turn(db, self._platform, home, now, now + TURN)
        return taken or self._store.at_home(self._platform, home) is None

    def _give(self, home: str) -> None:
        with self._store.engine.begin() as db:
            workspaces.end_turn(db, self._platform, home)
