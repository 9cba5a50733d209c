"""Real processes: they come up, do what is due, and what one leaves undone another takes over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters import serving, wiring
from adapters.settings import Settings
from bot import asking, cadence, importing
from bot.model import Home, PersonId, Workspace, WorkspaceId
from storage import models

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0


@contextmanager
def running(settings: Settings, command: str, port: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """A `pulse` process of our own, ended with the block."""
    address = settings.database_url.replace("postgresql+psycopg:", "postgresql:")  # as people write it
    own = {
        "DATABASE_URL": address,
        "KEYS_URL": settings.keys_url,
        "PULSE_MASTER_KEY": settings.master_key,
        "PORT": str(port),
    }
    code = "from adapters.cli import main; main()"
    words = [sys.executable, "-c", code, command]
    process = subprocess.Popen(
        words, cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
            process.communicate()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(true: Callable[[], bool], what: str, *processes: subprocess.Popen[bytes]) -> None:
    """Wait for it, as long as the processes live."""
    end = time.monotonic() + PATIENCE
    while not true():
        for process in processes:
            assert process.poll() is None, (process.communicate()[0] or b"").decode()
        assert time.monotonic() < end, what
        time.sleep(0.1)


def health(port: int) -> tuple[int, Any]:
    """What /healthz says."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.load(answer)
    except OSError:
        return 0, None


def settle(house: wiring.House, id: str) -> None:
    """A workspace whose digest of last week is due, and somebody with a question that is due, on no platform."""
    now = datetime.now(UTC)
    workspace = WorkspaceId(id)
    home = Home("playground", f"home-{id}", "leaders")
    house.settle_in(home, Workspace(workspace, zone="UTC", country=""))
    with house.store.work(workspace) as work:
        importing.people(work, [(1, {"platform": "playground", "id": f"{id}-mia"})])
        (mia,) = work.people.audience()
        work.people.save(replace(mia, greeted=True, hour=now.hour, weekday=now.isoweekday()))
        account = work.people.account(PersonId(mia.id))
        assert account is not None
        work.deliveries.plan([(asking.to(account, f"welcome:{mia.id}:x", "welcome", mia.id), now)])


def planned(house: wiring.House, id: str) -> bool:
    """Whether the running week was planned there."""
    with house.store.look(WorkspaceId(id)) as work:
        return bool(work.progress().planned == cadence.week_of(datetime.now(UTC), "UTC"))


def deliveries(house: wiring.House) -> list[tuple[str, str]]:
    """Every delivery by key with its state."""
    with house.store.engine.connect().execution_options(reading=True) as db:
        return sorted(
            (row.key, row.state) for row in db.execute(select(models.Delivery.key, models.Delivery.state))
        )


def test_all_in_one_on_sqlite(settings: Settings) -> None:
    port = free_port()
    with wiring.house(settings) as house:
        settle(house, "first")
        with running(settings, "serve", port) as serve:
            until(lambda: health(port)[0] == 200, "healthy", serve)
            until(lambda: planned(house, "first"), "planned", serve)
            assert health(port)[1] == {"database": "ok", "worker": "ok"}
            serve.kill()  # as hard as it gets
            serve.wait()
        settle(house, "second")
        with running(settings, "serve", port) as serve:
            until(lambda: planned(house, "second"), "planned by the next one", serve)
        keys = [key for key, _ in deliveries(house)]
        assert len(keys) == len(set(keys)) == 2 + _asks(house)


@pytest.mark.postgres
def test_web_and_workers_on_postgresql(postgres_settings: Settings) -> None:
    port = free_port()
    with wiring.house(postgres_settings) as house:
        settle(house, "first")
        with running(postgres_settings, "web", port) as web:
            until(lambda: health(port)[0] == 503, "up without a worker", web)
            assert health(port)[1] == {"database": "ok", "worker": "no heartbeat"}
            with running(postgres_settings, "worker") as worker:
                until(lambda: health(port)[0] == 200, "healthy", web, worker)
                until(lambda: planned(house, "first"), "planned", web, worker)
                worker.kill()
                worker.wait()
            settle(house, "second")
            with running(postgres_settings, "worker") as next_:
                until(lambda: planned(house, "second"), "planned by the next one", web, next_)
        keys = [key for key, _ in deliveries(house)]
        assert len(keys) == len(set(keys)) == 2 + _asks(house)
        assert {state for _, state in deliveries(house)} <= {"planned", "sending", "uncertain", "withdrawn"}


def _asks(house: wiring.House) -> int:
    with house.store.engine.connect().execution_options(reading=True) as db:
        return len(db.execute(select(models.Ask.ref)).all())


def test_an_answer_does_not_wait_for_the_receipt_of_its_head() -> None:
    with closing(serving.bound(Settings(port=0))) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
