"""The durable engine: the only file that knows DBOS.

It executes, recovers, paces and beats; it decides nothing. Every few seconds a beat asks the second
door what is due and enqueues it under the job's own key; a job looks at its rows again before it
does anything, so running one twice, or again after a crash, changes nothing. Its rows name a
workspace and a week, never a person, and are pruned.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, error
from sqlalchemy import Engine, create_engine, event

from bot.model import WorkspaceId
from bot.schedule import Job, Kind

log = logging.getLogger(__name__)
VERSION = "1"  # pinned: a new release must go on with the jobs of the old one
QUEUE = "due"
BEAT = "*/2 * * * * *"  # cron with seconds first
KEEP = 3600  # seconds a finished job's row is kept
PRUNE_EVERY = 300


class JobEngine:
    """Runs due jobs until closed; one a process."""

    def __init__(self, url: str, tick: Callable[[], list[Job]], run: Callable[[Job], None]) -> None:
        """`tick` and `run` are called in the engine's threads."""
        self._engine = _connect(url)
        self._tick, self._run = tick, run
        self._pruned = time.monotonic()
        self.executor = f"{os.getpid()}-{secrets.token_hex(4)}"

    def start(self) -> None:
        """Migrate the engine's own tables, take over what a dead process left, and begin to beat."""
        config: DBOSConfig = {
            "name": "kundenpuls",
            "system_database_engine": self._engine,
            "application_version": VERSION,
            "executor_id": self.executor,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "ERROR",
            "scheduler_polling_interval_sec": 1.0,
            "use_listen_notify": False,
        }
        DBOS(config=config)

        @DBOS.workflow(name="job")
        def job(kind: str, workspace: str, subject: str) -> None:
            self._job(kind, workspace, subject)

        @DBOS.workflow(name="beat")
        def beat(_scheduled: datetime, _context: Any) -> None:
            self._beat()

        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=8, polling_interval_sec=0.2)
        DBOS.apply_schedules(
            [{"schedule_name": "beat", "workflow_fn": beat, "schedule": BEAT, "context": None}]
        )

    def stop(self) -> None:
        """Finish what runs, then stop."""
        DBOS.destroy(workflow_completion_timeout_sec=10)
        self._engine.dispose()

    def recover(self, dead: list[str]) -> None:
        """Take over the unfinished jobs of processes that are gone."""
        DBOS._recover_pending_workflows(dead)

    def unfinished(self) -> list[str]:
        """Executors that have jobs running, ours left out."""
        running = DBOS.list_workflows(status="PENDING")
        return sorted({w.executor_id for w in running if w.executor_id and w.executor_id != self.executor})

    def _job(self, kind: str, workspace: str, subject: str) -> None:
        """A job that fails is told, and is due again with the next beat."""
        try:
            self._run(Job(cast(Kind, kind), WorkspaceId(workspace), subject))
        except Exception:
            log.exception("%s of %s failed", kind, subject or "deliveries")
            raise

    def _beat(self) -> None:
        for job in self._tick():
            self._enqueue(job)
        if time.monotonic() - self._pruned > PRUNE_EVERY:
            self._pruned = time.monotonic()
            self.prune()

    def _enqueue(self, job: Job) -> None:
        """At most one of the same key waits or runs; it may run again once it is done."""
        options: Any = {"queue_name": QUEUE, "workflow_name": "job", "deduplication_id": job.key}
        try:
            DBOS.enqueue_workflow_with_options(options, job.kind, job.workspace, job.subject)
        except error.DBOSQueueDeduplicatedError:
            log.debug("%s waits or runs already", job.kind)

    def prune(self) -> None:
        """Finished jobs have nothing to tell any more."""
        oldest = datetime.fromtimestamp(time.time() - KEEP).astimezone().isoformat()
        while done := DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], end_time=oldest, limit=500
        ):
            DBOS.delete_workflows([workflow.workflow_id for workflow in done])


def migrate(url: str) -> None:
    """Make the engine's own tables on PostgreSQL, so that several workers need not race for it."""
    if not url.startswith("sqlite"):
        DBOS.migrate(url)


def _connect(url: str) -> Engine:
    """An engine as DBOS wants it: it says BEGIN IMMEDIATE itself, old SQLite lacks a function it needs."""
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=20)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.create_function("unixepoch", -1, _unixepoch)

    return engine


def _unixepoch(*_modifiers: str) -> float:
    return time.time()
