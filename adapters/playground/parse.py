"""What the page sends, read into events. Everything a browser says is a stranger's word.

{"user": "mia", "spelt": "a|r1|kept", "message": "f3-17"}            a tap
{"user": "mia", "spelt": "r", "fields": {"text": "…", …}}            a filled form
{"user": "mia", "text": "/pulse help"}                               words to the bot
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import events
from bot.events import Event, Who

LARGEST = 64 * 1024  # bytes of a body
_COMMAND = re.compile(r"^/pulse(?=\s|$)", re.IGNORECASE)


class Refused(ValueError):
    """The page asked for something that makes no sense.

    `code` is what the page says in the reader's language; `reason` is for everybody else.
    """

    def __init__(self, code: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.code, self.reason, self.status = code, reason, status


@dataclass(frozen=True)
class Act:
    """What somebody did: the event, the message it was done on, the words to show as theirs."""

    event: Event
    message: str = ""
    said: str = ""


def body(raw: bytes) -> Mapping[str, Any]:
    """A JSON object whose every text can be stored. Raises `Refused`."""
    if len(raw) > LARGEST:
        raise Refused("large", "That is too long: at most 64 KiB.", 413)
    try:
        found = json.loads(raw)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as broken:
        raise Refused("broken", "That is not readable JSON.") from broken
    if not isinstance(found, dict):
        raise Refused("broken", "That is not a JSON object.")
    return found


def text(body: Mapping[str, Any], name: str) -> str:
    """A text of the body, empty when missing. Raises `Refused`."""
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Refused("broken", f"“{name}” is not a text.")
    return value


def act(body: Mapping[str, Any], who: Who) -> Act:
    """What `who` did. Raises `Refused` when the page's words stand for nothing."""
    spelt, words = text(body, "spelt"), text(body, "text").strip()
    if bool(spelt) == bool(words):
        raise Refused("broken", "Send a tap or words, one of the two.")
    if words:
        command, commands = _COMMAND.subn("", words)
        return Act(events.Commanded(who=who, text=command.strip()), said="" if commands else words)
    return Act(_read(spelt, who, _fields(body)), message=text(body, "message"))


def _fields(body: Mapping[str, Any]) -> Mapping[str, str]:
    fields = body.get("fields", {})
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise Refused("broken", "“fields” is not a map of texts.")
    # Only names a form may fill: who acted is never the browser's to say.
    return {name: value for name, value in fields.items() if name not in ("who", "id")}


def _read(spelt: str, who: Who, fields: Mapping[str, str]) -> Event:
    try:
        return events.read(spelt, who, filled=fields)
    except events.Unreadable as old:
        raise Refused("old", str(old)) from old
