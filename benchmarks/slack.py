"""`make bench-slack`: how fast a tap is acknowledged with its answer stored, and how fast asks go out.

Both sides of every ratio run in the same run. `python -m benchmarks.slack [clicks] [asks]`
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from adapters import wiring
from adapters.settings import Settings
from benchmarks import databases
from benchmarks.slack_sides import SECRET, TUESDAY, house
from bot import asking, bank, importing
from bot.events import Answered, spell
from bot.model import Ask, AskRef, Delivery, Home, Week, Why, Workspace, WorkspaceId
from bot.schedule import Job

CONNECTIONS, ROUNDS = 16, 3
LONG = 5  # times as many taps on end
RATE = 250.0  # posts a second: 300 a minute, sped up 50 times
WEEK, WORKSPACE = Week("2026-W47"), WorkspaceId("bench")


@dataclass(frozen=True)
class Side:
    """A process that serves one side."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU it has used."""
        user, system = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main(clicks: int = 4000, asks: int = 10_000) -> None:
    """Both on every database there is: tables, and one JSON object."""
    result = dict[str, dict[str, float]]()
    with databases.systems() as systems:
        for system, url in systems.items():
            with databases.fresh(url) as settings:
                ack = acknowledging(settings, clicks)
            with databases.fresh(url) as settings:
                fan = asyncio.run(fanning_out(settings, asks))
            _show(system, ack, fan, asks)
            result[system] = {
                "ack_vs_bare": round(ack["ours"]["rate"] / ack["bare"]["rate"], 3),
                "p99_vs_bare": round(ack["ours"]["p99"] / ack["bare"]["p99"], 2),
                "ack_sustained_vs_bare": round(ack["sustained"]["rate"] / ack["bare"]["rate"], 3),
                "fanout_of_allowed": round(fan["rate"] / RATE, 3),
                "lost": fan["lost"],
                "doubled": fan["doubled"],
            }
    print(json.dumps(result))


def _show(system: str, ack: dict[str, dict[str, float]], fan: dict[str, Any], asks: int) -> None:
    print(f"{system:24}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'CPU ms':>10}")
    named = {
        "bare": "bare AsyncApp",
        "alone": "ours, nothing stored",
        "ours": "ours, stored",
        "sustained": f"ours, {LONG} times as many",
    }
    for side, name in named.items():
        seen = ack[side]
        print(f"{name:24}{seen['rate']:12.0f}{seen['p50']:10.2f}{seen['p99']:10.2f}{seen['cpu']:10.3f}")
    print(
        f"{asks} asks at {RATE:.0f}/s allowed: {fan['rate']:.0f}/s, {fan['stand']} stand, {fan['states']}\n"
    )


def acknowledging(settings: Settings, clicks: int) -> dict[str, dict[str, float]]:
    """Rounds of taps against both servers in turn, the median round counts; then many more taps on end."""
    with serving("slack", "1000000") as slack:
        api = slack.url + "/api/"
        made = house(settings, api)
        people = staffed(made, clicks, sent=True)
        asyncio.run(made.close())
        bodies = list(taps(people, clicks, slack.url + "/response"))
        stored = (settings.database_url, settings.keys_url, settings.master_key, api)
        with (
            serving("bare") as bare,
            serving("alone", api) as alone,
            serving("ours", *stored) as ours,
        ):
            sides = (("bare", bare), ("alone", alone), ("ours", ours))
            rounds: dict[str, list[dict[str, float]]] = {name: [] for name, _ in sides}
            for turn in range(ROUNDS + 1):
                for name, side in sides:
                    rounds[name].append(asyncio.run(load(side, bodies)))
                # Every card is replaced before the next round begins.
                while json.loads(_get(slack.url + "/told"))["answers"] < clicks * (turn + 1):
                    time.sleep(0.02)
            sustained = asyncio.run(load(ours, bodies * LONG))  # cards are replaced meanwhile
    found = {
        side: {key: statistics.median(each[key] for each in runs[1:]) for key in runs[0]}
        for side, runs in rounds.items()
    }
    return found | {"sustained": sustained}


def staffed(made: wiring.House, count: int, *, sent: bool) -> list[tuple[str, Ask]]:
    """A workspace whose people all have a question in this pulse, sent or due; their users and asks."""
    made.settle_in(Home("slack", "T1"), Workspace(WORKSPACE))
    question = next(each for each in bank.current().values() if each.offers("kept"))
    with made.store.work(WORKSPACE) as work:
        rows = [{"platform": "slack", "id": f"U{n}", "touchpoint": "support"} for n in range(count)]
        importing.people(work, enumerate(rows))
        asks = [
            Ask(
                AskRef(f"{n:032x}"), WEEK, each.id, question.id, question.version, "support",
                TUESDAY.date(), Why("need"), "sent" if sent else "planned",
            )
            for n, each in enumerate(work.people.audience())
        ]  # fmt: skip
        work.asks.add(asks)
        users = {ask.person: work.people.account(ask.person) for ask in asks}
        asked = [(account.user, ask) for ask in asks if (account := users[ask.person])]
        work.deliveries.plan((_parcel(user, ask), TUESDAY) for user, ask in asked)
        for user, ask in asked if sent else ():
            work.deliveries.settle(asking.key(ask.ref), "stands", chat="D" + user, message="1.1", revision=1)
    return asked


def _parcel(user: str, ask: Ask) -> Delivery:
    return Delivery(
        asking.key(ask.ref), "ask", ask.ref, "slack", "T1", user=user, person=ask.person, week=WEEK
    )


def taps(people: list[tuple[str, Ask]], count: int, answer: str) -> Iterator[bytes]:
    """Signed HTTP requests: everybody taps in turn."""
    for n in range(count):
        user, ask = people[n % len(people)]
        option = ("kept", "partly", "broken")[n % 3]
        action = {
            "type": "button",
            "action_id": "b0",
            "block_id": "b",
            "value": spell(Answered(ask=ask.ref, option=option)),
        }
        place = {"type": "message", "message_ts": "1.1", "channel_id": "D" + user}
        payload = {
            "type": "block_actions",
            "api_app_id": "A1",
            "team": {"id": "T1", "domain": "x"},
            "user": {"id": user, "team_id": "T1"},
            "trigger_id": "t",
            "container": place,
            "channel": {"id": "D" + user},
            "message": {"ts": "1.1"},
            "response_url": answer,
            "actions": [action],
        }
        yield signed(urlencode({"payload": json.dumps(payload)}).encode())


def signed(body: bytes) -> bytes:
    """A whole HTTP request as Slack sends it."""
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def load(side: Side, requests: list[bytes]) -> dict[str, float]:
    """Send them over 16 connections, each as fast as it is answered."""
    left, took = iter(requests), list[float]()
    host, port = side.url.removeprefix("http://").split(":")

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for request in left:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.split(b"\r\n", 1)[0], head
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - began)
        writer.close()

    began, used = time.perf_counter(), side.cpu()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    seconds, used = time.perf_counter() - began, side.cpu() - used
    took.sort()
    return {
        "rate": len(took) / seconds,
        "p50": took[len(took) // 2] * 1000,
        "p99": took[len(took) * 99 // 100] * 1000,
        "cpu": used / len(took) * 1000,
    }


async def fanning_out(settings: Settings, count: int) -> dict[str, Any]:
    """Everybody's question is due at once; how fast they stand, and what became of each."""
    with serving("slack", str(RATE)) as slack:
        made = house(settings, slack.url + "/api/")
        people = staffed(made, count, sent=False)
        idle = 0
        while idle < 300:  # three seconds without anything due: everything has ended
            if not _anything(made):
                idle += 1
                await asyncio.sleep(0.01)
                continue
            idle = 0
            await made.run(Job("send", WORKSPACE, ""))
        told = json.loads(await asyncio.to_thread(_get, slack.url + "/told"))
        with made.store.look(WORKSPACE) as work:
            found = Counter(work.deliveries.get(asking.key(a.ref))[1] for _, a in people)  # type: ignore[index]
        await made.close()
    lost = count - told["stand"] - found["refused"] - found["uncertain"] - found["attention"]
    return {**told, "rate": told["stand"] / told["seconds"], "lost": lost, "states": dict(found)}


def _anything(made: wiring.House) -> bool:
    with made.store.look(WORKSPACE) as work:
        return work.deliveries.anything(made.now())


@contextlib.contextmanager
def serving(side: str, *more: str) -> Iterator[Side]:
    """One side in a process of its own, on a socket it inherits."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        place = listening.fileno()
        command = [sys.executable, "-m", "benchmarks.slack_sides", side, str(place), *more]
        process = subprocess.Popen(command, pass_fds=[place])
        try:
            yield Side(f"http://127.0.0.1:{listening.getsockname()[1]}", process.pid)
        finally:
            process.terminate()
            process.wait()


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
