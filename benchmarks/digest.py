"""make bench-digest: composing and posting a digest, with 10 million stored answers and with 100 thousand.

Both histories lie in one database system each, and every digest is timed in turn with one hand-written
SQL aggregate over the answers of its week. ANSWERS=1000000 makes the long history shorter.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from adapters import wiring
from adapters.platform import Address, Sent
from adapters.settings import Settings
from bot import cadence
from bot.messages import Message
from bot.model import Home, Week, Workspace, WorkspaceId
from bot.schedule import Job
from storage import engine as engines
from tests import postgres

LONG, SHORT = int(os.environ.get("ANSWERS", "10000000")), 100_000
WEEKS, SHOWN, TURNS = 104, 12, 25
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)  # a Monday after nine: the digest of week 46 is due
LAST = Week("2026-W46")
SEGMENTS = ("website", "app", "support", "store")
ASKED = (("kept", 1, 3), ("consistent", 1, 3), ("satisfied", 1, 5))
ZONE = "Europe/Berlin"

# What an engineer would write to see the week: how many chose what, by segment and question.
AGGREGATE = text(
    "SELECT segment, question, value, count(*) FROM response WHERE workspace = :workspace AND week = :week "
    "GROUP BY segment, question, value"
)


class Wall:
    """A channel that takes every message."""

    name = "bench"

    async def show(self, message: Message, to: Address, over: Sent | None = None) -> Sent:
        """It stands."""
        return Sent(to.channel or "", "1")

    async def shared(self, home: str, channel: str) -> bool:
        """Nobody else reads it."""
        return False

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass(frozen=True)
class Timed:
    """Seconds a digest took, and the aggregate beside it; medians."""

    digest: float
    aggregate: float


def main() -> None:
    ratios: dict[str, dict[str, float]] = {"history_10m_vs_100k": {}, "vs_sql": {}}
    print(f"{'':12}{'answers':>12}{'digest':>12}{'aggregate':>12}")
    for system, houses in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        with houses() as (short, long):
            found = {answers: _timed(house) for house, answers in ((short, SHORT), (long, LONG))}
        for answers, timed in found.items():
            print(f"{system:12}{answers:12,}{timed.digest * 1e3:9.1f} ms{timed.aggregate * 1e3:9.1f} ms")
        ratios["history_10m_vs_100k"][system] = round(found[LONG].digest / found[SHORT].digest, 2)
        ratios["vs_sql"][system] = round(found[LONG].digest / found[LONG].aggregate, 2)
    print(json.dumps(ratios))


@contextmanager
def _sqlite() -> Iterator[tuple[wiring.House, wiring.House]]:
    with (
        tempfile.TemporaryDirectory(prefix="kundenpuls-bench-") as folder,
        _house(f"sqlite:///{folder}/a.db", folder, SHORT) as short,
        _house(f"sqlite:///{folder}/b.db", folder, LONG) as long,
    ):
        yield short, long


@contextmanager
def _postgresql() -> Iterator[tuple[wiring.House, wiring.House]]:
    with postgres.server() as url, tempfile.TemporaryDirectory(prefix="kundenpuls-bench-") as folder:
        admin = engines.connect(url)
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in ("a", "b"):
                connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        root = url.rpartition("/")[0]
        with _house(f"{root}/a", folder, SHORT) as short, _house(f"{root}/b", folder, LONG) as long:
            yield short, long


@contextmanager
def _house(url: str, folder: str, answers: int) -> Iterator[wiring.House]:
    """A workspace with so many answers over two years, whose last pulses are closed and frozen."""
    keys = f"sqlite:///{folder}/keys-{url.rpartition('/')[2]}.db"
    settings = Settings(url, keys, "a benchmark's master key")
    house = wiring.House(wiring.open_store(settings, migrate=True), settings, lambda: NOW)
    house.platforms["bench"] = Wall()  # type: ignore[assignment]  # takes messages, and nothing else
    setting = Workspace(WorkspaceId("bench"), zone=ZONE, language="en", endless=True)
    house.settle_in(Home("bench", "home", "leaders"), setting)
    with house.store.engine.begin() as connection:
        for back in range(WEEKS):
            _fill(connection, cadence.later(LAST, -back), answers // WEEKS)
    with house.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if url.startswith("sqlite") else "VACUUM ANALYZE"))
    with house.store.work(setting.id) as work:
        work.advance(closed=cadence.later(LAST, -SHOWN), planned=LAST, digested=LAST)
    from bot import closing

    for back in reversed(range(SHOWN)):
        with house.store.work(setting.id) as work:
            closing.close(work, cadence.later(LAST, -back))
    try:
        yield house
    finally:
        asyncio.run(house.close())


def _fill(connection: Connection, week: Week, answers: int) -> None:
    """So many answers of one pulse, made by the database itself."""
    lite = connection.dialect.name == "sqlite"
    numbers = (
        "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :answers)"
        if lite
        else "WITH numbers AS (SELECT generate_series(0, :answers - 1) AS n)"
    )
    hexed = "printf('%s%08x', :head, n)" if lite else "concat(CAST(:head AS text), lpad(to_hex(n), 8, '0'))"
    question = (
        "CASE n % 3 " + " ".join(f"WHEN {at} THEN '{q}'" for at, (q, _, _) in enumerate(ASKED)) + " END"
    )
    value = "CASE n % 3 WHEN 2 THEN 1 + (n / 3) % 5 ELSE 1 + (n / 3) % 3 END"
    segment = (
        "CASE (n / 15) % 4 " + " ".join(f"WHEN {at} THEN '{s}'" for at, s in enumerate(SEGMENTS)) + " END"
    )
    connection.execute(
        text(
            f"{numbers} INSERT INTO response (id, workspace, week, question, version, value, segment, pseudonym) "
            f"SELECT {hexed}, 'bench', :week, {question}, 1, {value}, {segment}, {hexed} FROM numbers"
        )
        if not lite
        else text(
            "INSERT INTO response (id, workspace, week, question, version, value, segment, pseudonym) "
            f"{numbers} SELECT {hexed}, 'bench', :week, {question}, 1, {value}, {segment}, {hexed} FROM numbers"
        ),
        {"week": week, "answers": answers, "head": f"{week.replace('-W', '0')}00000000000000000"[:24]},
    )


def _timed(house: wiring.House) -> Timed:
    """Digest and aggregate in turn; every digest from the frozen release to the message that stands."""
    digests, aggregates = [], []
    with asyncio.Runner() as runner:
        for _ in range(TURNS):
            _unsaid(house)
            digests.append(_seconds(lambda: runner.run(_digest(house))))
            aggregates.append(_seconds(lambda: _aggregate(house)))
    return Timed(statistics.median(digests), statistics.median(aggregates))


async def _digest(house: wiring.House) -> None:
    workspace = WorkspaceId("bench")
    await house.run(Job("digest", workspace, LAST))
    await house.run(Job("send", workspace, ""))


def _aggregate(house: wiring.House) -> None:
    with house.store.engine.connect().execution_options(reading=True) as connection:
        assert connection.execute(AGGREGATE, {"workspace": "bench", "week": LAST}).all()


def _unsaid(house: wiring.House) -> None:
    """As if the digest had never been put on its way. It did stand: that is what was timed."""
    with house.store.engine.begin() as connection:
        states = connection.scalars(text("SELECT state FROM delivery")).all()
        assert set(states) <= {"stands"}, states
        connection.execute(text("DELETE FROM delivery"))
        before = cadence.later(LAST, -1)
        connection.execute(text("UPDATE workspace SET digested = :before"), {"before": before})


def _seconds(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
