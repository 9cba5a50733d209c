"""The store: every transaction sees one workspace and no other."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.model import Home, Workspace, WorkspaceId
from bot.ports import Progress
from storage import workspaces
from storage.actions import SqlActions
from storage.asks import SqlAsks
from storage.beliefs import SqlBeliefs
from storage.cases import SqlCases
from storage.deliveries import SHOWN, SqlDeliveries
from storage.engine import cut_log
from storage.keyring import KeyRing
from storage.labels import SqlLabels
from storage.links import SealedLinks
from storage.models import Audit, Heard
from storage.models import Home as HomeRow
from storage.models import Workspace as WorkspaceRow
from storage.people import SqlPeople
from storage.relays import SqlRelays
from storage.releases import SqlReleases
from storage.responses import SqlResponses
from storage.signals import SqlSignals
from storage.taps import SqlTaps

REMEMBERED_S = 30.0  # how long a running process may go by a home's former workspace

_SETTINGS = select(WorkspaceRow.settings).where(WorkspaceRow.id == bindparam("id_"))


class SqlWork:
    """See `bot.ports.Work`."""

    def __init__(
        self, connection: Connection, workspace: WorkspaceId, ring: KeyRing, links: SealedLinks
    ) -> None:
        self._db, self._id, self._ring = connection, workspace, ring
        self.links = links
        self.people = SqlPeople(connection, workspace, ring)
        self.asks = SqlAsks(connection, workspace)
        self.responses = SqlResponses(connection, workspace, ring)
        self.taps = SqlTaps(connection, workspace, self._know)
        self.relays = SqlRelays(connection, workspace, ring)
        self.labels = SqlLabels(connection, workspace, ring)
        self.signals = SqlSignals(connection, workspace, ring)
        self.beliefs = SqlBeliefs(connection, workspace, ring)
        self.actions = SqlActions(connection, workspace)
        self.cases = SqlCases(connection, workspace, ring)
        self.releases = SqlReleases(connection, workspace)
        self.deliveries = SqlDeliveries(connection, workspace)
        self.homes = workspaces.SqlHomes(connection, workspace)

    @cached_property
    def workspace(self) -> Workspace:
        """The one workspace this transaction sees."""
        return workspaces.workspace_of(self._id, self._db.scalars(_SETTINGS, {"id_": self._id}).one())

    def _know(self, settings: Mapping[str, Any]) -> None:
        self.__dict__["workspace"] = workspaces.workspace_of(self._id, settings)

    def configure(self, workspace: Workspace) -> None:
        """New settings."""
        change = update(WorkspaceRow).where(WorkspaceRow.id == self._id)
        self._db.execute(change.values(settings=workspaces.settings_of(workspace)))
        self.__dict__.pop("workspace", None)

    def progress(self) -> Progress:
        """How far time has been worked through."""
        return workspaces.progress_of(self._db, self._id)

    def advance(self, **reached: Any) -> None:
        """Time has been worked through up to here."""
        self._db.execute(update(WorkspaceRow).where(WorkspaceRow.id == self._id).values(**reached))

    def audit(self, day: date, actor: str, act: str) -> None:
        """An admin did something; never what it was about."""
        line = {"id": secrets.token_hex(16), "workspace": self._id, "day": day, "actor": actor, "act": act}
        self._db.execute(insert(Audit).values(line))

    def audited(self) -> Sequence[tuple[date, str, str]]:
        """Day, actor and act of every line, oldest first."""
        mine = select(Audit.day, Audit.actor, Audit.act).where(Audit.workspace == self._id)
        return [(row.day, row.actor, row.act) for row in self._db.execute(mine.order_by(Audit.day, Audit.id))]

    def first_time(self, event: str, day: date) -> bool:
        """Whether this event was not handled before; remembers it."""
        make = postgres_insert if self._db.dialect.name == "postgresql" else sqlite_insert
        line = make(Heard).values(event=f"{self._id}:{event}"[:255], day=day).on_conflict_do_nothing()
        return self._db.scalar(line.returning(Heard.event)) is not None

    def forget_before(self, heard: date, audited: date) -> None:
        """Events heard and audit lines of before these days."""
        self._db.execute(delete(Heard).where(Heard.event.startswith(f"{self._id}:"), Heard.day < heard))
        self._db.execute(delete(Audit).where(Audit.workspace == self._id, Audit.day < audited))


class SqlStore:
    """See `bot.ports.Store`."""

    def __init__(self, engine: Engine, ring: KeyRing, front: str = "") -> None:
        """`front` is the address people reach the house by, if it has one."""
        self.engine, self.ring = engine, ring
        self.links = SealedLinks(ring, front)
        self._homes: dict[tuple[str, str], tuple[float, WorkspaceId]] = {}

    @contextmanager
    def work(self, workspace: WorkspaceId) -> Iterator[SqlWork]:
        """A transaction that may write; committed and durable when the block ends well."""
        with self.engine.begin() as connection:
            yield SqlWork(connection, workspace, self.ring, self.links)
            erased = connection.info.pop("erased", False)
        if erased:
            cut_log(self.engine)

    @contextmanager
    def at_once(self, workspace: WorkspaceId) -> Iterator[SqlWork]:
        """For what may be done again as a whole: each statement is a transaction of its own and durable with it.

        What has to be stored all or none is one statement, `taps.settle`. On SQLite, where a statement
        writes one table only, it still is `work`.
        """
        if self.engine.dialect.name == "sqlite":
            with self.work(workspace) as work:
                yield work
        else:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                yield SqlWork(connection, workspace, self.ring, self.links)

    @contextmanager
    def look(self, workspace: WorkspaceId) -> Iterator[SqlWork]:
        """A transaction that only reads and never waits for a writer."""
        with self.engine.connect().execution_options(reading=True) as connection:
            yield SqlWork(connection, workspace, self.ring, self.links)

    def at_home(self, platform: str, home: str) -> WorkspaceId | None:
        """Whose home this is, remembered for a while: a home changes its workspace at most once, before it lives."""
        until, known = self._homes.get((platform, home), (0.0, None))
        if known is None or monotonic() > until:
            with self.engine.connect().execution_options(reading=True) as connection:
                mine = (HomeRow.platform == platform, HomeRow.id == home)
                found = connection.scalar(select(HomeRow.workspace).where(*mine))
            if found is None:
                return None
            known = WorkspaceId(found)
            self._homes[platform, home] = monotonic() + REMEMBERED_S, known
        return known

    def workspaces(self) -> Sequence[WorkspaceId]:
        """All of them, oldest id first."""
        with self.engine.connect().execution_options(reading=True) as connection:
            return [WorkspaceId(id) for id in connection.scalars(select(WorkspaceRow.id).order_by("id"))]

    def shown(self, stands: Iterable[tuple[str, int]]) -> None:
        """These revisions stand, by the key of their delivery."""
        with self.engine.begin() as connection:
            connection.execute(SHOWN, [{"key_": key, "shown_": revision} for key, revision in stands])

    def found(self, workspace: Workspace, home: Home, start: Progress) -> None:
        """A new workspace with its first home. Raises `workspaces.HomeTaken`."""
        with self.engine.begin() as connection:
            workspaces.add(connection, workspace, home, start)

    def join(self, workspace: WorkspaceId, home: Home) -> None:
        """One more home of a workspace; see `workspaces.join`. Raises `workspaces.HomeTaken`."""
        with self.engine.begin() as connection:
            workspaces.join(connection, workspace, home)
        self._homes.clear()
