"""Microsoft's side of Teams, in a process of its own and strict about what it accepts.

It signs tokens and publishes its keys, logs apps in, keeps conversations and rosters, and delivers
activities to the bot as Teams does: when no answer comes in time, again, under a new id.

    with teams.running(app_id="…", secret="…", tenant="…") as fake:
        fake.deliver(bot_url, activity)          # a signed request to the bot
        fake.messages()                          # what stands in which chat
        fake.fault("429:2", "lost", "kept")      # what the next posts meet
        fake.rotate(); fake.roster("19:x", [{"id": …}])

Faults, one for each POST of an activity (`open:…` for the opening of a chat): ok · a status (`429:S`
with Retry-After, `403:Code`) · lost (reset, nothing stored) · kept (stored, then reset) · slow:S.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes import web

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent.parent
ISSUER = "https://api.botframework.com"
SECRET = "s3cret"
LIMIT = 100 * 1024


class Microsoft:
    """The state of the other side."""

    def __init__(self, app_id: str, secret: str, tenant: str, latency: float, limited: bool) -> None:
        self.app_id, self.secret, self.tenant, self.latency = app_id, secret, tenant, latency
        self.limited = limited
        self.url = ""
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.published: list[str] = []
        self.rotate()
        self.clear()

    def clear(self) -> None:
        """Forget everything but the keys and the tokens."""
        self.messages: list[Json] = []
        self.calls: list[list[str]] = []
        self.faults: list[str] = []
        self.chats: dict[str, str] = {}
        self.rosters: dict[str, list[Json]] = {}
        self.channels: dict[str, list[Json]] = {}
        self.names: dict[str, str] = {}
        self.issued: set[str] = getattr(self, "issued", set())
        self.open_faults: list[str] = []
        self.recent: dict[str, deque[float]] = {}
        self.throttled = 0

    def rotate(self) -> None:
        """A new signing key; the old one is published no more."""
        kid = uuid.uuid4().hex
        self.keys[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.published = [kid]

    def too_fast(self, chat: str | None) -> bool:
        """More than 50 calls in a second, or more than 7 into one chat."""
        now = time.monotonic()
        for key, allowed in (("", 50), *([(chat, 7)] if chat else [])):
            calls = self.recent.setdefault(key, deque(maxlen=allowed))
            if len(calls) == allowed and now - calls[0] < 1.0:
                self.throttled += 1
                return True
            calls.append(now)
        return False

    def token(self, service: str, over: Mapping[str, Any], by: rsa.RSAPrivateKey | None = None) -> str:
        """A token for the bot; `over` changes claims, None removes one; `kid` and `alg` the head.

        `by`: somebody else's key, under the name of ours.
        """
        now = int(time.time())
        claims: Json = {"iss": ISSUER, "aud": self.app_id, "nbf": now - 10, "exp": now + 600}
        claims["serviceurl"] = service
        over = dict(over)
        kid, alg = over.pop("kid", self.published[0]), over.pop("alg", "RS256")
        claims = {key: value for key, value in {**claims, **over}.items() if value is not None}
        key: Any = (by or self.keys[self.published[0]]) if alg.startswith("RS") else "x" * 32
        return jwt.encode(
            claims, None if alg == "none" else key, algorithm=alg, headers={"kid": kid} if kid else {}
        )


def application(microsoft: Microsoft) -> Starlette:
    """Everything Microsoft answers to, and `/_/…` for the test that directs it."""
    v3 = Connector(microsoft)
    stage = Stage(microsoft)
    chat = "/v3/conversations/{chat:path}"
    return Starlette(
        routes=[
            Route("/.well-known/openidconfiguration", stage.metadata),
            Route("/keys", stage.jwks),
            Route("/{tenant}/oauth2/v2.0/token", stage.login, methods=["POST"]),
            Route("/identity", stage.identity),
            Route("/v3/conversations", v3.open, methods=["POST"]),
            Route(chat + "/activities", v3.post, methods=["POST"]),
            Route(chat + "/activities/{message}", v3.put, methods=["PUT"]),
            Route(chat + "/pagedmembers", v3.page),
            Route(chat + "/members/{user}", v3.member),
            Route("/v3/teams/{team}/conversations", v3.listed),
            Route("/v3/teams/{team}", v3.team),
            Route("/_/{word}", stage.directed, methods=["POST"]),
        ]
    )


class Connector:
    """`/v3` as documented: bearer first, then the chat, then the activity."""

    def __init__(self, microsoft: Microsoft) -> None:
        self.its = microsoft

    async def open(self, request: Request) -> Response:
        """A 1:1 chat, the same one every time."""
        asked = await self._called(request)
        if isinstance(asked, Response):
            return asked
        if self.its.open_faults and (fault := self.its.open_faults.pop(0)) != "ok":
            return await _fault(request, fault)
        members = asked.get("members") or []
        if len(members) != 1 or not asked.get("tenantId") or asked.get("isGroup"):
            return _no(400, "BadSyntax")
        user = members[0]["id"]
        chat = self.its.chats.setdefault(user, f"a:{uuid.uuid4().hex}")
        return JSONResponse({"id": chat}, 201)

    async def post(self, request: Request) -> Response:
        """A new message, or what the next fault says."""
        activity = await self._called(request)
        if isinstance(activity, Response):
            return activity
        fault = self.its.faults.pop(0) if self.its.faults else "ok"
        if fault not in ("ok", "kept") and not fault.startswith("slow:"):
            return await _fault(request, fault)
        if wrong := _wrong(activity):
            return wrong
        chat = request.path_params["chat"]
        if not chat.startswith("19:") and chat not in self.its.chats.values():
            return _no(404, "ConversationNotFound")
        message = {"chat": chat, "id": str(len(self.its.messages) + 1), "activity": activity, "edits": 0}
        self.its.messages.append(message)
        if fault == "kept":
            return await _fault(request, "lost")
        if fault.startswith("slow:"):
            await asyncio.sleep(float(fault[5:]))
        return JSONResponse({"id": message["id"]}, 201)

    async def put(self, request: Request) -> Response:
        """A message replaced."""
        activity = await self._called(request)
        if isinstance(activity, Response):
            return activity
        if wrong := _wrong(activity):
            return wrong
        at = (request.path_params["chat"], request.path_params["message"])
        for message in self.its.messages:
            if (message["chat"], message["id"]) == at:
                message["activity"], message["edits"] = activity, message["edits"] + 1
                return JSONResponse({"id": message["id"]})
        return _no(404, "ActivityNotFoundInConversation")

    async def page(self, request: Request) -> Response:
        """Some members and where to go on."""
        if isinstance(refused := await self._called(request), Response):
            return refused
        roster = self.its.rosters.get(request.path_params["chat"])
        if roster is None:
            return _no(403, "BotNotInConversationRoster")
        size = min(int(request.query_params.get("pageSize", "200")), 200)
        start = int(request.query_params.get("continuationToken", "0"))
        page: Json = {"members": roster[start : start + size]}
        if start + size < len(roster):
            page["continuationToken"] = str(start + size)
        return JSONResponse(page)

    async def member(self, request: Request) -> Response:
        """One of the people of a chat."""
        if isinstance(refused := await self._called(request), Response):
            return refused
        for each in (one for roster in self.its.rosters.values() for one in roster):
            if request.path_params["user"] in (each.get("id"), each.get("aadObjectId")):
                return JSONResponse(each)
        return _no(404, "MemberNotFoundInConversation")

    async def listed(self, request: Request) -> Response:
        """The channels of a team."""
        if isinstance(refused := await self._called(request), Response):
            return refused
        return JSONResponse({"conversations": self.its.channels.get(request.path_params["team"], [])})

    async def team(self, request: Request) -> Response:
        """A team by its name."""
        if isinstance(refused := await self._called(request), Response):
            return refused
        team = request.path_params["team"]
        if team not in self.its.channels:
            return _no(404, "TeamNotFound")
        return JSONResponse({"id": team, "name": self.its.names.get(team, ""), "aadGroupId": "g"})

    async def _called(self, request: Request) -> Any:
        self.its.calls.append([request.method, request.url.path])
        if self.its.limited and self.its.too_fast(request.path_params.get("chat")):
            return _no(429, "Throttled", {"Retry-After": "1"})
        if self.its.latency:
            await asyncio.sleep(self.its.latency)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if bearer not in self.its.issued:
            return _no(401, "Unauthorized")
        body = await request.body()
        if len(body) > LIMIT:
            return _no(413, "MessageSizeTooBig")
        return json.loads(body) if body else {}


class Stage:
    """Keys, log-in, and the strings the test pulls."""

    def __init__(self, microsoft: Microsoft) -> None:
        self.its = microsoft
        self.fetches = 0
        self.logins = 0

    async def metadata(self, request: Request) -> Response:
        self.fetches += 1
        return JSONResponse({"issuer": ISSUER, "jwks_uri": f"{self.its.url}/keys"})

    async def jwks(self, request: Request) -> Response:
        return JSONResponse({"keys": [_jwk(kid, self.its.keys[kid]) for kid in self.its.published]})

    async def login(self, request: Request) -> Response:
        self.logins += 1
        asked = {key: str(value) for key, value in (await request.form()).items()}
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.its.app_id,
            "client_secret": self.its.secret,
            "scope": "https://api.botframework.com/.default",
        }
        if asked != wanted or request.path_params["tenant"] != self.its.tenant:
            return JSONResponse({"error": "invalid_client"}, 401)
        return JSONResponse({"access_token": self._issued(), "expires_in": 3600, "token_type": "Bearer"})

    async def identity(self, request: Request) -> Response:
        """The managed identity endpoint of an App Service."""
        self.logins += 1
        asked = request.query_params
        right = (
            asked.get("resource") == "https://api.botframework.com"
            and asked.get("client_id") == self.its.app_id
        )
        if not right or request.headers.get("x-identity-header") != self.its.secret:
            return JSONResponse({"statusCode": 400, "message": "no"}, 400)
        until = str(int(time.time()) + 3600)
        return JSONResponse(
            {"access_token": self._issued(), "expires_on": until, "resource": asked["resource"]}
        )

    def _issued(self) -> str:
        token = uuid.uuid4().hex
        self.its.issued.add(token)
        return token

    async def directed(self, request: Request) -> Response:
        """One word of the test."""
        said: Json = json.loads(await request.body() or b"{}")
        match request.path_params["word"]:
            case "deliver":
                return JSONResponse(await self._deliver(**said))
            case "token":
                return JSONResponse({"token": self.its.token(said["service"], said["over"])})
            case "rotate":
                self.its.rotate()
            case "faults":
                self.its.faults += [each for each in said["faults"] if not each.startswith("open:")]
                self.its.open_faults += [each[5:] for each in said["faults"] if each.startswith("open:")]
            case "roster":
                self.its.rosters[said["chat"]] = said["members"]
            case "channels":
                self.its.channels[said["team"]] = said["channels"]
                self.its.names[said["team"]] = said.get("name", "")
            case "chats":
                self.its.chats |= said["chats"]
            case "revoke":
                self.its.issued.clear()
            case "clear":
                self.its.clear()
                self.fetches = self.logins = 0
        return JSONResponse(
            {
                "messages": self.its.messages,
                "calls": self.its.calls,
                "chats": self.its.chats,
                "throttled": self.its.throttled,
                "fetches": self.fetches,
                "logins": self.logins,
            }
        )

    async def _deliver(self, url: str, activity: Json, over: Json, wait: float) -> Json:
        """Post to the bot; when nothing came within `wait`, once more under a new id."""
        service = over.pop("service", self.its.url)
        tries = 0
        async with httpx.AsyncClient(timeout=httpx.Timeout(wait, connect=5)) as client:
            for sent in (activity, {**activity, "id": uuid.uuid4().hex}):
                tries += 1
                bearer = {"Authorization": f"Bearer {self.its.token(service, over)}"}
                try:
                    got = await client.post(url, json=sent, headers=bearer)
                except httpx.TimeoutException:
                    continue
                body = got.json() if got.content else None
                return {"status": got.status_code, "body": body, "tries": tries}
        return {"status": 0, "body": None, "tries": tries}


def _jwk(kid: str, key: rsa.RSAPrivateKey) -> Json:
    public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**public, "kid": kid, "use": "sig", "endorsements": ["msteams", "webchat"]}


def _wrong(activity: Json) -> Response | None:
    cards = activity.get("attachments") or []
    adaptive = all(each.get("contentType") == "application/vnd.microsoft.card.adaptive" for each in cards)
    if activity.get("type") != "message" or not adaptive or not (cards or activity.get("text")):
        return _no(400, "BadSyntax")
    return None


def _no(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"error": {"code": code, "message": "a sentence that may name people"}}
    return JSONResponse(body, status, headers=dict(headers or {}))


async def _fault(request: Request, fault: str) -> Response:
    status, _, detail = fault.partition(":")
    if status == "lost":
        request.scope["extensions"]["kill"]()
        return Response()
    headers = {"Retry-After": detail} if status == "429" else {}
    return _no(int(status), "Throttled" if status == "429" else detail or "ServiceError", headers)


def serve(app_id: str, secret: str, tenant: str, latency: float, limited: bool, fd: int) -> None:
    """Serve on the socket that was handed over."""
    microsoft = Microsoft(app_id, secret, tenant, latency, limited)
    listening = socket.socket(fileno=fd)
    microsoft.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        _killable(application(microsoft)), log_level="error", lifespan="off", loop="asyncio"
    )
    asyncio.run(uvicorn.Server(config).serve([listening]))


def _killable(app: Starlette) -> Any:
    """Lets an endpoint cut its connection in the middle of an answer."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        cut = False

        def kill() -> None:
            nonlocal cut
            cut = True
            transport = receive.__self__.transport
            raw = transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            transport.abort()

        scope.setdefault("extensions", {})["kill"] = kill

        async def unless_cut(message: Any) -> None:
            if not cut:
                await send(message)

        await app(scope, receive, unless_cut)

    return wrapped


class Fake:
    """The test's hand on the fake."""

    def __init__(self, url: str, app_id: str, tenant: str) -> None:
        self.url, self.app_id, self.tenant = url, app_id, tenant
        self._http = httpx.Client(base_url=url, timeout=60)

    def close(self) -> None:
        self._http.close()

    def tell(self, word: str, **said: Any) -> Json:
        """One word to the stage; the state of the fake comes back."""
        told = self._http.post(f"/_/{word}", json=said)
        told.raise_for_status()
        return dict(told.json())

    def deliver(self, url: str, activity: Json, *, wait: float = 15.0, **over: Any) -> Json:
        """A signed activity to the bot: `{"status", "body", "tries"}`."""
        return self.tell("deliver", url=url, activity=activity, over=over, wait=wait)

    def token(self, service: str | None = None, **over: Any) -> str:
        """A token as Microsoft signs them, claims changed by `over`."""
        return str(self.tell("token", service=service or self.url, over=over)["token"])

    def fault(self, *faults: str) -> None:
        """What the next posts meet."""
        self.tell("faults", faults=faults)

    def messages(self) -> list[Json]:
        """What stands: `{"chat", "id", "activity", "edits"}`."""
        return list(self.tell("state")["messages"])

    def settings(self) -> dict[str, Any]:
        """What a bot on this fake is told: `TEAMS_` and the name in capitals, as variables."""
        return {
            "app_id": self.app_id,
            "app_secret": SECRET,
            "tenant_id": self.tenant,
            "openid_url": f"{self.url}/.well-known/openidconfiguration",
            "login_url": self.url,
            "service_hosts": self.url.removeprefix("http://"),
        }


@contextlib.contextmanager
def beside(*, app_id: str = "app-1", tenant: str = "t1") -> Iterator[Microsoft]:
    """The other side in a thread of this process: what stands there can be looked at without a call."""
    microsoft = Microsoft(app_id, SECRET, tenant, 0.0, False)
    listening = web.listening()
    microsoft.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = _killable(application(microsoft))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", loop="asyncio"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
    thread.start()
    try:
        yield microsoft
    finally:
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def running(
    *, app_id: str = "app-1", tenant: str = "t1", latency: float = 0.0, limited: bool = False
) -> Iterator[Fake]:
    """A fake in its own process, until the block ends; `limited` refuses what is too fast."""
    listening = web.listening()
    said = ["--app-id", app_id, "--secret", SECRET, "--tenant", tenant, "--latency", str(latency)]
    said += ["--limited"] if limited else []
    command = [sys.executable, "-m", "tests.fakes.teams", *said, "--fd", str(listening.fileno())]
    process = subprocess.Popen(command, cwd=ROOT, pass_fds=[listening.fileno()])
    fake = Fake(f"http://127.0.0.1:{listening.getsockname()[1]}", app_id, tenant)
    listening.close()
    try:
        fake.tell("state")
        yield fake
    finally:
        fake.close()
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("--app-id", "--secret", "--tenant"):
        parser.add_argument(name, required=True)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--limited", action="store_true")
    parser.add_argument("--fd", type=int, required=True)
    given = parser.parse_args()
    serve(given.app_id, given.secret, given.tenant, given.latency, given.limited, given.fd)
