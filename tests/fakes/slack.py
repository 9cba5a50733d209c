"""A strict, stateful stand-in for Slack: refuses what Slack refuses, over real HTTP.

    slack = FakeSlack(); slack.workspace("T1"); slack.user("T1", "U1")
    slack.fail("chat.postMessage", "429:7", "lost")   # the next two calls
    slack.flakiness = 0.1                             # or every tenth, at random

What stands is in `slack.said("U1")`, what was asked of it in `slack.calls`.
"""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.fakes.slack_api import OPEN, No, WebApi, Workspace

Json = dict[str, Any]


@dataclass
class Call:
    """One call of the Web API."""

    method: str
    given: Json
    token: str


class FakeSlack(WebApi):
    """The other side."""

    def __init__(
        self, *, client: tuple[str, str] = ("111.222", "client-secret"), latency: float = 0.0
    ) -> None:
        super().__init__()
        self.client, self.latency = client, latency
        self.clear()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self.site = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.url = self.site + "/api/"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def clear(self) -> None:
        """Forget everybody and everything that was said."""
        super().clear()
        self.flakiness, self.random = 0.0, random.Random(7)
        self.calls: list[Call] = []
        self._faults: dict[str, list[str]] = defaultdict(list)

    def close(self) -> None:
        """Stop answering."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    # -- what a test sets up ---------------------------------------------------------------

    def workspace(self, team: str, token: str = "", *, ends: float = 0.0, refresh: str = "") -> Workspace:
        """A team that has the app, with its token."""
        tokens = {token or f"xoxb-{team}": ends}
        self.workspaces[team] = Workspace(team, tokens, refresh)
        return self.workspaces[team]

    def user(self, team: str, user: str, **record: Any) -> None:
        """A person."""
        usual = {"team_id": team, "tz": "Europe/Berlin", "locale": "de-DE", "deleted": False, "is_bot": False}
        self.workspaces[team].users[user] = {"id": user, **usual, **record}

    def channel(self, team: str, channel: str, members: tuple[str, ...] = (), **record: Any) -> None:
        """A channel, with the bot in it unless `bot=False`."""
        self.workspaces[team].channels[channel] = {"id": channel, "members": members, "bot": True, **record}

    def fail(self, method: str, *faults: str) -> None:
        """What goes wrong at the next calls: ok, 429:N, 500, err:CODE, lost, kept, garbled."""
        self._faults[method] += faults

    def trigger(self) -> str:
        """A trigger id: three seconds, one use."""
        return self._once(self.triggers, "trigger", ("fresh", time.time()))

    def answer(self, message: Json | None, channel: str = "", user: str = "") -> str:
        """A response_url for a message (or for a place without one): five uses, half an hour."""
        message = message and self._standing(message)
        name = self._once(
            self.answers, "r", {"message": message, "channel": channel, "user": user, "uses": 0}
        )
        return f"{self.site}/response/{name}"

    # -- what a test looks at ---------------------------------------------------------------

    def said(self, to: str) -> list[Json]:
        """What stands in a channel or in somebody's direct messages, top to bottom."""
        return [
            m
            for (channel, _), m in self.messages.items()
            if channel in (to, "D" + to) and not m.get("thread_ts")
        ]

    def thread(self, message: Json) -> list[Json]:
        """What stands below a message."""
        return [m for m in self.messages.values() if m.get("thread_ts") == message["ts"]]

    def called(self, method: str) -> list[Json]:
        """What one method was given, call by call."""
        return [call.given for call in self.calls if call.method == method]

    # -- the Web API -------------------------------------------------------------------------

    def handle(self, request: Any, path: str, body: bytes) -> Any:
        """One HTTP request."""
        time.sleep(self.latency)
        kind = request.headers.get("Content-Type", "")
        if path.startswith("/response/"):
            return request.reply(*self._respond(path.rsplit("/", 1)[1], json.loads(body)))
        if path.startswith("/upload/"):
            self.files[int(path.rsplit("/", 1)[1])]["content"] = _text_or_bytes(body)
            return request.reply({}, 200)
        given = json.loads(body) if "json" in kind else dict(parse_qsl(body.decode(), keep_blank_values=True))
        given |= {k: v[0] for k, v in parse_qs(urlsplit(request.path).query).items()}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self._answer(request, Call(path.rsplit("/", 1)[1], given, token))

    def _answer(self, request: Any, call: Call) -> Any:
        with self._lock:
            self.calls.append(call)
            fault = self._fault(call.method)
        if fault.startswith("429"):
            return request.reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": fault[4:]})
        if fault == "500":
            return request.reply({"ok": False, "error": "internal_error"}, 500)
        if fault == "garbled":
            return request.raw(b"<html>Bad gateway</html>", 502)
        if fault.startswith("err:"):
            return request.reply({"ok": False, "error": fault[4:]}, 200)
        if fault == "lost":
            return request.reset()
        with self._lock:
            answer = self._method(call)
        return request.reset() if fault == "kept" else request.reply(answer, 200)

    def _fault(self, method: str) -> str:
        if self._faults[method]:
            return self._faults[method].pop(0)
        if self.random.random() < self.flakiness:
            return self.random.choice(["429:0", "500", "lost", "kept"])
        return "ok"

    def _method(self, call: Call) -> Json:
        method = getattr(self, "_" + call.method.replace(".", "_"), None)
        try:
            if method is None:
                raise No("unknown_method")
            home = None if call.method in OPEN else self._authorized(call.token)
            return {"ok": True, **(method(home, call.given) or {})}
        except No as no:
            return {"ok": False, "error": str(no)}

    def _authorized(self, token: str) -> Workspace:
        for home in self.workspaces.values():
            if token in home.tokens:
                if home.tokens[token] and home.tokens[token] < time.time():
                    raise No("token_expired")
                return home
        raise No("token_revoked" if token.startswith("xoxb") or token.startswith("xoxe") else "not_authed")

    def _respond(self, name: str, given: Json) -> tuple[Json, int]:
        with self._lock:
            place = self.answers.get(name)
            if place is None or place["uses"] >= 5:
                return {"ok": False, "error": "used_url"}, 404
            place["uses"] += 1
            if self._wrong(given.get("blocks") or [], "message"):
                return {"ok": False, "error": "invalid_blocks"}, 400
            if given.get("replace_original"):
                if place["message"] is None:
                    return {"ok": False, "error": "no_message"}, 400
                place["message"].update({k: given[k] for k in ("text", "blocks")})
            else:
                self._whisper({**given, "channel": place["channel"], "user": place["user"]})
        return {"ok": True}, 200

    def _standing(self, message: Json) -> Json | None:
        """The message as it stands here, also where a client still shows what it was."""
        told = {each["ts"]: each for each in self.ephemerals}
        found: Json | None = self.messages.get((message["channel"], message["ts"])) or told.get(message["ts"])
        return found

    def _once(self, where: dict[str, Any], prefix: str, value: Any) -> str:
        with self._lock:
            name = f"{prefix}{next(self._number)}"
            where[name] = value
        return name


def _text_or_bytes(body: bytes) -> str | bytes:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def _handler(slack: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # head and body in one packet: else every answer waits 40 ms for an ACK

        def log_message(self, *args: object) -> None: ...

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            slack.handle(self, urlsplit(self.path).path, body)

        def reply(self, answer: Json, status: int, headers: dict[str, str] | None = None) -> None:
            self.raw(
                json.dumps(answer).encode(), status, {"Content-Type": "application/json", **(headers or {})}
            )

        def raw(self, body: bytes, status: int, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def reset(self) -> None:
            """Cut the line without an answer."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

    return Handler
