"""People at Slack's keyboard: signs taps, dialogs, shortcuts, commands and events as Slack does."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.fakes.slack import FakeSlack

Json = dict[str, Any]
WEB = httpx.Client(verify=False)  # made once: making one reads every root certificate
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def signed(secret: str, body: bytes, kind: str, at: float | None = None) -> dict[str, str]:
    """The headers Slack sends with these bytes."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": "v0=" + digest.hexdigest(),
    }


@dataclass
class People:
    """Everybody of one team, acting on a bot reached at `bot`."""

    slack: FakeSlack
    bot: str
    secret: str
    team: str = "T1"

    def post(self, body: Json | bytes, **headers: str) -> httpx.Response:
        """A signed request: an event as JSON, anything else as a form."""
        raw, kind = (body, FORM) if isinstance(body, bytes) else (json.dumps(body).encode(), JSON)
        headers = {**signed(self.secret, raw, kind), **headers}
        return WEB.post(self.bot + "/slack/events", content=raw, headers=headers, timeout=10)

    def interact(self, payload: Json) -> httpx.Response:
        """An interaction: the payload as a form."""
        return self.post(urlencode({"payload": json.dumps(payload)}).encode())

    def command(self, user: str, text: str = "", channel: str = "C1") -> httpx.Response:
        """`/pulse …`."""
        given = {
            "command": "/pulse",
            "text": text,
            "team_id": self.team,
            "user_id": user,
            "channel_id": channel,
            "trigger_id": self.slack.trigger(),
            "response_url": self.slack.answer(None, channel, user),
        }
        return self.post(urlencode(given).encode())

    def tap(self, user: str, message: Json, label: str, **more: Any) -> httpx.Response:
        """A tap on a button of a message."""
        payload = {
            **self._interaction("block_actions", user),
            "container": {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]},
            "channel": {"id": message["channel"]},
            "message": {"ts": message["ts"]},
            "response_url": self.slack.answer(message, message["channel"], user),
            "actions": [button(message["blocks"], label)],
            **more,
        }
        return self.interact(payload)

    def tap_view(self, user: str, view: Json, label: str) -> httpx.Response:
        """A tap on a button of the App Home or of a dialog."""
        there = {"id": "VHOME", "hash": "1", "state": {"values": {}}, **view}
        action = button(view["blocks"], label)
        return self.interact({**self._interaction("block_actions", user), "view": there, "actions": [action]})

    def submit(self, user: str, view: Json, **values: str | bool) -> httpx.Response:
        """The dialog sent, with these fields filled; shows what the acknowledgement says."""
        payload = self._interaction("view_submission", user)
        payload["view"] = {**view, "state": {"values": _filled(view["blocks"], values)}}
        answer = self.interact(payload)
        if answer.content and answer.json().get("response_action") == "update":
            self.slack.update_view(view["id"], answer.json()["view"])
        return answer

    def shortcut(self, user: str, words: str, callback: str = "relay") -> httpx.Response:
        """The shortcut on somebody's message."""
        payload = self._interaction("message_action", user)
        payload |= {
            "callback_id": callback,
            "channel": {"id": "C1"},
            "message": {"text": words, "user": "U9"},
        }
        return self.interact({**payload, "response_url": self.slack.answer(None, "C1", user)})

    def event(self, event: Json, id: str = "", **headers: str) -> httpx.Response:
        """An event; the same id again is a re-delivery."""
        body = {
            "type": "event_callback",
            "team_id": self.team,
            "api_app_id": "A1",
            "event_id": id or "Ev" + uuid.uuid4().hex[:8],
            "event_time": int(time.time()),
            "authorizations": [{"team_id": self.team, "user_id": "UBOT", "is_bot": True}],
            "event": event,
        }
        return self.post(body, **headers)

    def says(self, user: str, text: str) -> httpx.Response:
        """A direct message to the bot."""
        return self.event(
            {
                "type": "message",
                "channel_type": "im",
                "channel": "D" + user,
                "user": user,
                "text": text,
                "ts": "1.1",
            }
        )

    def opens(self, user: str, tab: str = "home") -> httpx.Response:
        """The bot's App Home, or its messages."""
        return self.event({"type": "app_home_opened", "user": user, "tab": tab, "channel": "D" + user})

    def _interaction(self, kind: str, user: str) -> Json:
        return {
            "type": kind,
            "api_app_id": "A1",
            "team": {"id": self.team, "domain": "x"},
            "user": {"id": user, "name": user, "team_id": self.team},
            "trigger_id": self.slack.trigger(),
        }


def button(blocks: list[Json], label: str) -> Json:
    """The action of a tap on the button with this label."""
    elements = [e for block in blocks if block["type"] == "actions" for e in block["elements"]]
    found = [e for e in elements if e["type"] == "button" and e["text"]["text"] == label]
    assert found, f"no button {label!r} among {[e.get('text', {}).get('text') for e in elements]}"
    return {"type": "button", "action_id": found[0]["action_id"], "block_id": "b", "value": found[0]["value"]}


def _filled(blocks: list[Json], values: dict[str, str | bool]) -> Json:
    elements = [b["element"] for b in blocks if b["type"] == "input"]
    elements += [e for b in blocks if b["type"] == "actions" for e in b["elements"] if e["type"] != "button"]
    return {each["action_id"]: {each["action_id"]: _state(each, values)} for each in elements}


def _state(element: Json, values: dict[str, str | bool]) -> Json:
    kind, name = element["type"], element["action_id"]
    if kind == "plain_text_input":
        return {"type": kind, "value": values.get(name, element.get("initial_value"))}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": values.get(name, element.get("initial_conversation"))}
    if kind == "checkboxes":
        return {"type": kind, "selected_options": element["options"] if values.get(name) else []}
    chosen = [o for o in element["options"] if o["value"] == values.get(name)]
    return {"type": kind, "selected_option": chosen[0] if chosen else element.get("initial_option")}
