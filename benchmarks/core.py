"""make bench-core: an answer with its durable commit against a bare insert-and-commit; start-up and memory.

Both sides of the ratio run in turn in one process, on the same kind of file on the same disk.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from adapters import wiring
from adapters.settings import Settings
from bot import bank, cadence, events, inbox
from bot.model import Account, Ask, AskRef, Home, Person, PersonId, Why, Workspace, WorkspaceId
from storage.models import Response

PEOPLE, ROUNDS = 400, 5
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kundenpuls-bench-") as folder:
        ratio, handled, bare = _handle_vs_insert(folder)
        ready, memory = _serve(folder)
    print(f"answers handled        {handled:8.0f} /s")
    print(f"bare insert and commit {bare:8.0f} /s")
    print(f"ratio                  {ratio:8.2f}   (goal: 0.5 or more)")
    print(f"pulse serve ready in   {ready:8.2f} s (goal: under 2)")
    print(f"pulse serve memory     {memory:8.0f} MB (goal: under 150)")
    print(
        json.dumps({"handle_vs_insert": round(ratio, 3), "ready_s": round(ready, 2), "rss_mb": round(memory)})
    )


def _handle_vs_insert(folder: str) -> tuple[float, float, float]:
    settings = Settings(
        f"sqlite:///{folder}/pulse.db", f"sqlite:///{folder}/keys.db", "a benchmark's master key"
    )
    house = wiring.House(wiring.open_store(settings, migrate=True), settings, lambda: NOW)
    workspace = house.settle_in(Home("bench", "home", None), Workspace(WorkspaceId("bench")))
    week = cadence.week_of(NOW, "Europe/Berlin")
    taps = []
    with house.store.work(workspace) as work:
        for n in range(PEOPLE * ROUNDS):
            person = Person(PersonId(secrets.token_hex(16)), "support")
            work.people.add(person, Account(person.id, "bench", "home", f"U{n}", recent=True))
            ref = AskRef(secrets.token_hex(16))
            work.asks.add([Ask(ref, week, person.id, "kept", 1, "support", NOW.date(), Why(""), "sent")])
            taps.append(events.Answered(who=events.Who("bench", "home", f"U{n}"), ask=ref, option="kept"))
    handled, bare = [], []
    for turn in range(ROUNDS):
        mine = taps[turn * PEOPLE : (turn + 1) * PEOPLE]
        handled.append(_rate(PEOPLE, lambda n, mine=mine: inbox.handle(mine[n], house.store, NOW)))
        bare.append(_rate(PEOPLE, lambda _: _insert(house, workspace)))
    question = bank.question("kept")
    assert question.value("kept") == 3
    ratio = statistics.median(h / b for h, b in zip(handled, bare, strict=True))
    return ratio, statistics.median(handled), statistics.median(bare)


def _insert(house: wiring.House, workspace: WorkspaceId) -> None:
    with house.store.engine.begin() as db:
        db.execute(
            insert(Response).values(
                id=secrets.token_hex(16), workspace=workspace, week="2020-W01", question="kept", version=1,
                value=1, segment="support", pseudonym=secrets.token_hex(32),
            )
        )  # fmt: skip


def _rate(times: int, do: Callable[[int], object]) -> float:
    begin = time.perf_counter()
    for n in range(times):
        do(n)
    return times / (time.perf_counter() - begin)


def _serve(folder: str) -> tuple[float, float]:
    """Seconds until /healthz says 200 (database migrated before), best of three, and resident megabytes."""
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/serve.db",
        "KEYS_URL": f"sqlite:///{folder}/serve-keys.db",
        "PORT": "8765",
        "PULSE_MASTER_KEY": "a benchmark's master key",
    }
    pulse = str(Path(sys.executable).with_name("pulse"))
    subprocess.run([pulse, "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
    times, memory = [], 0.0
    for _ in range(3):
        begin = time.perf_counter()
        process = subprocess.Popen([pulse, "serve"], env=env, stdout=subprocess.DEVNULL)
        try:
            _until_healthy(begin + 30)
            times.append(time.perf_counter() - begin)
            time.sleep(3)
            status = Path(f"/proc/{process.pid}/status").read_text()
            memory = int(status.split("VmRSS:")[1].split()[0]) / 1024
        finally:
            process.terminate()
            process.wait(20)
    return min(times), memory


def _until_healthy(deadline: float) -> None:
    while time.perf_counter() < deadline:
        try:
            with urllib.request.urlopen("http://127.0.0.1:8765/healthz", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(timedelta(milliseconds=20).total_seconds())
    raise SystemExit("pulse serve did not become ready")


if __name__ == "__main__":
    main()
