"""A message as plain values the page can draw. Pure: the same message, the same card.

card    {"summary", "title", "language", "asks", "body": [block], "details": [block],
         "buttons": [{"label", "spelt", "style"}], "form": form | None, "link": {"label", "url"} | None}
block   {"is": "line", "kind", "text"} · {"is": "table", "rows": [[str]]}
        {"is": "chart", "title", "labels", "series": [{"name", "values", "low", "high"}]}
form    {"submit", "cancel", "spelt", "fields": [{"name", "label", "kind", "options", …}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any

from bot import events
from bot.messages import Block, Button, Chart, Field, Form, Line, Message, Table

Json = dict[str, Any]


def card(message: Message) -> Json:
    """The whole message."""
    return {
        "summary": message.summary,
        "title": message.title,
        "language": message.language,
        "asks": any(isinstance(button.event, events.Answered) for button in message.buttons),
        "body": [block(each) for each in message.body],
        "details": [block(each) for each in message.details],
        "buttons": [button(each) for each in message.buttons],
        "form": form(message.form) if message.form else None,
        "link": asdict(message.link) if message.link else None,
    }


def said(text: str) -> Json:
    """A card for what a person typed: their own words, inert."""
    return card(Message(summary=text, body=(Line(text),), language=""))


def block(block: Block) -> Json:
    """One part of a message."""
    match block:
        case Line(text, kind):
            return {"is": "line", "kind": kind, "text": text}
        case Table(rows):
            return {"is": "table", "rows": [list(row) for row in rows]}
        case Chart(title, labels, series):
            lines = [
                {"name": s.name, "values": points(s.values), "low": points(s.low), "high": points(s.high)}
                for s in series
            ]
            return {"is": "chart", "title": title, "labels": list(labels), "series": lines}


def points(values: Iterable[float | None]) -> list[float | None]:
    """Numbers that JSON can carry: what is no finite number is a gap."""
    return [float(value) if value is not None and isfinite(value) else None for value in values]


def truth(found: Mapping[str, Any]) -> Json:
    """What `Stage.truth` says, with gaps for what is no number."""
    drawn = ("truth", "estimate", "low", "high")
    lines = [
        {"name": one["name"], **{name: points(one.get(name, ())) for name in drawn}}
        for one in found.get("series", ())
    ]
    return {"weeks": list(found.get("weeks", ())), "series": lines}


def button(button: Button) -> Json:
    """A tap, with the text that `bot.events.read` understands."""
    return {"label": button.label, "spelt": events.spell(button.event), "style": button.style}


def form(form: Form) -> Json:
    """The fields to fill and what sending them means."""
    return {
        "submit": form.submit,
        "cancel": form.cancel,
        "spelt": events.spell(form.event),
        "fields": [_field(field) for field in form.fields],
    }


def _field(field: Field) -> Json:
    """One input; what a chat platform picks with a picker of its own is a choice here."""
    picked = field.kind in ("channel", "people")
    drawn = {**asdict(field), "options": [asdict(o) for o in field.options]}
    drawn.pop("beside")
    return {**drawn, "kind": "choice"} if picked else drawn
