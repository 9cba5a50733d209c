"""Microsoft Teams under load: `make bench-teams` (ASKS=10000 for the long fan-out, SECONDS=…).

A turn: a proven `Action.Execute` whose answer is stored in SQLite, against the same host that only
proves the token and answers an empty invoke. Fan-out: asks to as many people, at 100 ms latency,
against a stand-in that refuses more than 50 calls a second a tenant and 7 a chat.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from adapters import teams
from adapters.settings import Settings
from adapters.wiring import House, brisk, open_store
from bot import asking, bank, cadence
from bot.model import Account, Ask, AskRef, Home, Person, PersonId, Week, Why, Workspace, WorkspaceId
from bot.schedule import Job
from tests.fakes import teams as fakes

ASKS = int(os.environ.get("ASKS", "1000"))
SECONDS = float(os.environ.get("SECONDS", "4"))
ROUNDS, CONNECTIONS, ANSWERERS = 3, 16, 2000
NOW = datetime(2026, 11, 11, 11, tzinfo=UTC)  # a Wednesday, in everybody's hours
ALLOWED = 50.0
PUT_OFF_S = 3.0


@dataclass
class Seen:
    """What the load generator saw of one host, round by round."""

    rates: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    answered: set[int] = field(default_factory=set)  # whose answer was acknowledged

    @property
    def rate(self) -> float:
        """Turns a second."""
        return statistics.median(self.rates)

    @property
    def cpu(self) -> float:
        """The server's milliseconds of CPU a turn."""
        return statistics.median(self.cpu_ms)


def main() -> None:
    """Both halves, a table, one JSON object."""
    with tempfile.TemporaryDirectory() as at:
        turns, stored = measure_turns(Path(at))
        fanout = measure_fanout(Path(at))
    bare, full = turns["bare"], turns["full"]
    if {*bare.statuses, *full.statuses} != {200}:
        sys.exit(f"turns were refused: {dict(bare.statuses)}, {dict(full.statuses)}")
    print(f"{'turn':<28}{'per s':>10}{'CPU ms':>10}")
    print(f"{'token checked, empty answer':<28}{bare.rate:>10.0f}{bare.cpu:>10.2f}")
    print(f"{'answer stored, card back':<28}{full.rate:>10.0f}{full.cpu:>10.2f}")
    print(f"answers acknowledged {len(full.answered)}, stored {stored}; statuses {dict(full.statuses)}")
    print(f"fan-out: {ASKS} asks in {fanout['seconds']:.1f} s, {fanout['throttled']} refused as too fast")
    last = {
        "execute_vs_bare": round(full.rate / bare.rate, 3),
        "cpu_ms_per_turn": round(full.cpu, 3),
        "fanout_of_allowed": round(ASKS / fanout["seconds"] / ALLOWED, 3),
        "lost": int(len(full.answered) - stored + fanout["lost"]),
        "doubled": int(fanout["doubled"]),
    }
    print(json.dumps(last))


def measure_turns(at: Path) -> tuple[dict[str, Seen], int]:
    """Both hosts in turn, round by round; how many answers are stored in the end."""
    seen = {"bare": Seen(), "full": Seen()}
    with fakes.running() as fake, serving("bare", fake, at) as bare, serving("full", fake, at) as full:
        taps = [_request(fake, number) for number in range(ANSWERERS)]
        for _ in range(ROUNDS):
            for kind, port in (("bare", bare), ("full", full)):
                asyncio.run(_round(port, taps, seen[kind]))
        return seen, int(_asked(full)["stored"])


def measure_fanout(at: Path) -> dict[str, float]:
    """Everything due goes out; what stands is counted on the other side."""
    with fakes.running(latency=0.1, limited=True) as fake:
        house, platform = _house(fake, at / "fanout", ASKS, planned=True)
        house.now = lambda: NOW + timedelta(seconds=time.perf_counter() - began)
        fake.tell("chats", chats={f"aad-{n}": f"a:{n}" for n in range(ASKS)})

        async def fan_out() -> float:
            house.platforms["teams"] = platform
            quiet = took = time.perf_counter()
            while time.perf_counter() - quiet < PUT_OFF_S:  # what was put off comes back after a while
                if any(job.kind == "send" for job in house.tick()):
                    await house.run(Job("send", WorkspaceId("w"), ""))
                    quiet = took = time.perf_counter()
                await asyncio.sleep(0.02)
            await house.close()
            return took - began

        began = time.perf_counter()
        seconds = asyncio.run(fan_out())
        standing = Counter(each["chat"] for each in fake.messages())
        throttled = fake.tell("state")["throttled"]
    doubled = sum(count - 1 for count in standing.values())
    return {
        "seconds": seconds,
        "lost": ASKS - len(standing),
        "doubled": doubled,
        "throttled": throttled,
    }


def _house(fake: fakes.Fake, at: Path, people: int, *, planned: bool) -> tuple[House, teams.Teams]:
    """A tenant whose people each have a question, standing or still to be sent."""
    at.mkdir()
    settings = Settings(f"sqlite:///{at}/pulse.db", f"sqlite:///{at}/keys.db", "k" * 32)
    house = House(open_store(settings, migrate=True), settings, lambda: NOW)
    house.settle_in(Home("teams", fake.tenant), Workspace(WorkspaceId("w"), country=""))
    asyncio.run(house.vault("teams").keep(fake.tenant, {"service": fake.url, "teams": ""}))  # installed
    week, question = cadence.week_of(NOW, "Europe/Berlin"), _question()
    with house.store.work(WorkspaceId("w")) as work:
        asks = [_ask(number, week, question) for number in range(people)]
        for number, ask in enumerate(asks):
            account = Account(
                ask.person, "teams", fake.tenant, f"aad-{number}", chat=f"a:{number}", recent=True
            )
            work.people.add(Person(ask.person, "support", greeted=True), account)
        work.asks.add(asks)
        parcels = [
            (asking.to(account, asking.key(ask.ref), "ask", ask.ref, week), NOW)
            for ask in asks
            if (account := work.people.account(ask.person))
        ]
        work.deliveries.plan(parcels)
        if not planned:
            for delivery, _ in parcels:
                work.deliveries.settle(delivery.key, "stands", chat=f"a:{delivery.subject}", message="1")
            work.asks.turn([ask.ref for ask in asks], "sent")
    return house, teams.connect(house.vault("teams"), **fake.settings())


def _question() -> bank.Question:
    return bank.question(bank.asked_by_default()["trust"][0])


def _ask(number: int, week: Week, question: bank.Question) -> Ask:
    why = Why("voices", {})
    person = PersonId(f"person-{number}")
    return Ask(
        AskRef(f"{number:032x}"),
        week,
        person,
        question.id,
        question.version,
        "support",
        date(2026, 11, 11),
        why,
    )


def serve(kind: str, fake: fakes.Fake, at: Path, fd: int) -> None:
    """One of the two hosts, on a socket that was handed over."""
    house, platform = _house(fake, at / kind, ANSWERERS, planned=False)
    routes = list(platform.routes(house)) if kind == "full" else [_bare(platform)]
    week = cadence.week_of(NOW, "Europe/Berlin")

    async def asked(_: Request) -> JSONResponse:
        used = resource.getrusage(resource.RUSAGE_SELF)
        with house.store.look(WorkspaceId("w")) as work:
            stored = sum(sum(tally.counts.values()) for tally in work.responses.tallies(week))
        return JSONResponse({"cpu": used.ru_utime + used.ru_stime, "stored": stored})

    app = Starlette(routes=[*routes, Route("/asked", asked)])
    config = uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False)
    brisk()
    uvicorn.Server(config).run([socket.socket(fileno=fd)])


def _bare(platform: teams.Teams) -> Route:
    """The same guard and the same host, with nothing behind them."""
    from adapters.teams.client import Host
    from adapters.teams.guard import Guard
    from adapters.teams.parse import Turn
    from adapters.teams.tokens import verify
    from adapters.teams.turns import Answer

    async def nothing(_: Turn) -> Answer:
        return Answer({})

    settings, keys = platform._settings, platform._keys
    host = Host(lambda header: verify(header, settings.app_id, keys), platform._connector, nothing)
    return Route("/api/messages", Guard(settings, keys, host.turn).receive, methods=["POST"])


@contextmanager
def serving(kind: str, fake: fakes.Fake, at: Path) -> Iterator[int]:
    """A host in a process of its own; its port."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    port = listening.getsockname()[1]
    given = [kind, fake.url, str(at), str(listening.fileno())]
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.teams", *given], pass_fds=[listening.fileno()]
    )
    listening.close()
    try:
        _asked(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _asked(port: int) -> dict[str, Any]:
    import httpx

    return dict(httpx.get(f"http://127.0.0.1:{port}/asked", timeout=60).json())


def _request(fake: fakes.Fake, number: int) -> bytes:
    """A whole HTTP request: a signed tap of one person on their own question."""
    options = _question().options
    data = {"pulse": f"a|{number:032x}|{options[number % len(options)]}"}
    body = json.dumps(
        {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "id": f"f:{number}",
            "channelId": "msteams",
            "serviceUrl": fake.url,
            "from": {"id": f"29:{number}", "aadObjectId": f"aad-{number}"},
            "recipient": {"id": "28:app-1"},
            "conversation": {"id": f"a:{number}", "conversationType": "personal", "tenantId": fake.tenant},
            "channelData": {"tenant": {"id": fake.tenant}},
            "locale": "de-DE",
            "value": {
                "action": {"type": "Action.Execute", "verb": "pulse", "data": data},
                "trigger": "manual",
            },
        }
    ).encode()
    head = (
        f"POST /api/messages HTTP/1.1\r\nHost: bot\r\nAuthorization: Bearer {_token(fake)}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


_tokens: dict[str, str] = {}


def _token(fake: fakes.Fake) -> str:
    """One token for the whole run, as Teams itself uses one for an hour."""
    if fake.url not in _tokens:
        _tokens[fake.url] = fake.token(exp=int(time.time()) + 3600)
    return _tokens[fake.url]


async def _round(port: int, requests: list[bytes], seen: Seen) -> None:
    """Taps over a few open connections for some seconds."""
    before, statuses = _asked(port)["cpu"], Counter[int]()
    began = time.perf_counter()

    async def tapping(at: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < began + SECONDS:
            writer.write(requests[at])
            statuses[status := await _status(reader)] += 1
            seen.answered |= {at} if status == 200 else set()
            at = (at + CONNECTIONS) % len(requests)
        writer.close()

    await asyncio.gather(*(tapping(each) for each in range(CONNECTIONS)))
    seen.rates.append(statuses.total() / (time.perf_counter() - began))
    seen.cpu_ms.append((_asked(port)["cpu"] - before) / statuses.total() * 1000)
    seen.statuses += statuses


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
    await reader.readexactly(length)
    return int(head[9:12])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        which, url, where, handle = sys.argv[1:]
        serve(which, fakes.Fake(url, "app-1", "t1"), Path(where), int(handle))
    else:
        main()
