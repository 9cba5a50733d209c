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
from tests.fakes.web import WEB

Json = dict[str, Any]

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
        return self._act(user, message, button(message["blocks"], label), **more)

    def press(self, user: str, message: Json | None, spelt: str) -> httpx.Response:
        """A tap on the button with this value; without a message, as if one had stood."""
        chat = {"ts": "1.000001", "channel": "D" + user, "blocks": []}
        return self._act(user, message or chat, valued((message or chat)["blocks"], spelt))

    def fill(self, user: str, message: Json, spelt: str, **values: str | bool) -> httpx.Response:
        """A form that stands in a message, sent."""
        state = {"values": _filled(message["blocks"], values)}
        return self._act(user, message, valued(message["blocks"], spelt), state=state)

    def _act(self, user: str, message: Json, action: Json, **more: Any) -> httpx.Response:
        """An action on a message; on one that only this person sees it says so."""
        hidden = {"is_ephemeral": True} if message.get("ephemeral") else {}
        stands = {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"], **hidden}
        payload = {
            **self._interaction("block_actions", user),
            "container": stands,
            "channel": {"id": message["channel"]},
            "message": {"ts": message["ts"]},
            "response_url": self.slack.answer(message, message["channel"], user),
            "actions": [action],
            **more,
        }
        return self.interact(payload)

    def tap_view(self, user: str, view: Json, label: str) -> httpx.Response:
        """A tap on a button of the App Home or of a dialog."""
        return self._act_in(user, view, button(view["blocks"], label))

    def press_in(self, user: str, view: Json, spelt: str) -> httpx.Response:
        """A tap on the button with this value there."""
        return self._act_in(user, view, valued(view["blocks"], spelt))

    def _act_in(self, user: str, view: Json, action: Json) -> httpx.Response:
        there = {"id": "VHOME", "hash": "1", "state": {"values": {}}, **view}
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
    found = [each for each in _buttons(blocks) if each["text"]["text"] == label]
    assert found, f"no button {label!r} among {[each['text']['text'] for each in _buttons(blocks)]}"
    return {"type": "button", "action_id": found[0]["action_id"], "block_id": "b", "value": found[0]["value"]}


def valued(blocks: list[Json], spelt: str) -> Json:
    """The action of a tap on the button with this value, also when it stands there no more."""
    names = [each["action_id"] for each in _buttons(blocks) if each["value"] == spelt]
    return {"type": "button", "action_id": (names or ["b0"])[0], "block_id": "b", "value": spelt}


def _buttons(blocks: list[Json]) -> list[Json]:
    elements = [e for block in blocks if block["type"] == "actions" for e in block["elements"]]
    return [each for each in elements if each["type"] == "button"]


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
