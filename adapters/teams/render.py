"""Messages as Adaptive Cards 1.5: plain dicts Teams can draw. Pure.

Texts are inert wherever they stand: see `texts`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from adapters.teams import chart
from adapters.teams.parse import SLOT
from adapters.teams.texts import inert, text
from bot import events, messages
from bot.events import wishes

Json = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
VERB = "pulse"
LIMIT = 90_000  # Teams takes 100 KB a message; the rest is the envelope's
SHORT = 200  # characters that fit a line
ROW = 6  # buttons Teams shows side by side before it hides the others
NONE = "-"  # nobody's members are chosen
PART = 20_000  # characters of a file in one message

_WORDS = {
    "de": {"more": "Mehr anzeigen", "missing": "Bitte ausfüllen."},
    "en": {"more": "Show more", "missing": "Please fill this in."},
}
_LOOKS: dict[str, Json] = {
    "plain": {},
    "heading": {"size": "Large", "weight": "Bolder"},
    "strong": {"weight": "Bolder"},
    "small": {"size": "Small", "isSubtle": True},
    "quote": {"italic": True},
}
_STYLES = {"primary": "positive", "danger": "destructive"}
_DIALOGS = (
    events.CommentBegun,
    events.RelayBegun,
    events.MaskBegun,
    events.ActionBegun,
    events.ResolveBegun,
    wishes.TimeBegun,
    wishes.SetupBegun,
)  # what always wants a form opens a dialog


def activity(message: messages.Message) -> Json:
    """The message as an activity to post: the card, and the words of its notification."""
    attachment = {"contentType": CARD, "content": card(message)}
    return {"type": "message", "summary": inert(message.summary), "attachments": [attachment]}


def card(message: messages.Message, *, dialog: bool = False) -> Json:
    """The message as a card; in a `dialog` its buttons turn the page of the dialog.

    What is too long for Teams loses its details first, then its last paragraphs.
    """
    drawn = _card(message, dialog)
    if _fits(drawn):
        return drawn
    short = replace(message, details=())
    while not _fits(drawn := _card(short, dialog)) and len(short.body) > 1:
        short = replace(short, body=short.body[:-1])
    return drawn if _fits(drawn) else _card(messages.Message(message.summary[:3000]), dialog)


def page(message: messages.Message) -> Json:
    """The message as the next page of a dialog, or as its last word when nothing follows."""
    if simple(message):
        return {"task": {"type": "message", "value": words(message)}}
    inside = {"contentType": CARD, "content": card(message, dialog=True)}
    title = inert(message.title or message.summary)[:64]
    shown = {"title": title, "height": "medium", "width": "medium", "card": inside}
    return {"task": {"type": "continue", "value": shown}}


def simple(message: messages.Message) -> bool:
    """Whether the message is nothing but words."""
    rich = message.buttons or message.form or message.details or message.link
    return not rich and all(isinstance(block, messages.Line) for block in message.body)


def words(message: messages.Message) -> str:
    """The words of a simple message."""
    said = [block.text for block in message.body if isinstance(block, messages.Line)]
    return inert("\n\n".join(said) or message.summary)


def files(name: str, content: str) -> Iterator[Json]:
    """A file as activities of its text, in parts where it is long: it can be copied, never linked."""
    parts = [content[at : at + PART] for at in range(0, len(content), PART)] or [""]
    for number, part in enumerate(parts, 1):
        title = name if len(parts) == 1 else f"{name} ({number}/{len(parts)})"
        body = [text(title, weight="Bolder"), text(part, fontType="Monospace")]
        content_card = {"type": "AdaptiveCard", "version": "1.5", "body": body}
        attachment = {"contentType": CARD, "content": content_card}
        yield {"type": "message", "summary": inert(title), "attachments": [attachment]}


def _card(message: messages.Message, dialog: bool) -> Json:
    body = [part for block in message.body for part in _block(block)] or [text(message.summary)]
    if message.form:
        body += [_input(field, message.language) for field in message.form.fields]
    if message.link:
        opens = {"type": "Action.OpenUrl", "title": inert(message.link.label), "url": message.link.url}
        body.append({"type": "ActionSet", "actions": [opens]})
    body += list(_rows(_buttons(message, dialog)))
    if message.details:
        body += _details(message)
    shown: Json = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": message.language,
        "fallbackText": inert(message.summary),
        "body": body,
    }
    wide = any(not isinstance(block, messages.Line) for block in message.body + message.details)
    return {**shown, "msteams": {"width": "full"}} if wide else shown


def _fits(drawn: Json) -> bool:
    return len(json.dumps(drawn, ensure_ascii=False).encode(errors="replace")) <= LIMIT


def _block(block: messages.Block) -> list[Json]:
    match block:
        case messages.Line(said, "quote"):
            quoted = text(said, **_LOOKS["quote"])
            return [{"type": "Container", "style": "emphasis", "items": [quoted]}]
        case messages.Line(said, kind):
            return [text(said, **_LOOKS[kind])]
        case messages.Table(rows):
            return [_table(rows)] if rows else []
        case messages.Chart():
            return [chart.draw(block)]


def _table(rows: Sequence[Sequence[str]]) -> Json:
    width = max(len(row) for row in rows)
    return {
        "type": "Table",
        "firstRowAsHeaders": True,
        "columns": [{"width": _longest(rows, at)} for at in range(width)],
        "rows": [_row(row, head=number == 0) for number, row in enumerate(rows)],
    }


def _longest(rows: Sequence[Sequence[str]], at: int) -> int:
    """As wide as the longest word of a column, for words are not broken and would run into the next."""
    return max((len(word) for row in rows for word in "".join(row[at : at + 1]).split()), default=1)


def _row(cells: Sequence[str], *, head: bool) -> Json:
    look = _LOOKS["strong"] if head else {}
    drawn = [{"type": "TableCell", "items": [text(cell, **look)]} for cell in cells]
    return {"type": "TableRow", "cells": drawn}


def _buttons(message: messages.Message, dialog: bool) -> list[tuple[bool, Json]]:
    """Every button with whether it is a quiet one; a form's sending first."""
    drawn = [(button.style == "quiet", _button(button, dialog)) for button in message.buttons]
    if message.form:
        sending = messages.Button(message.form.submit, message.form.event, "primary")
        drawn.insert(0, (False, _button(sending, dialog, sends=True)))
    return drawn


def _button(button: messages.Button, dialog: bool, *, sends: bool = False) -> Json:
    """One tap. Clients that cannot execute submit; what wants a form opens a dialog."""
    data = {SLOT: events.spell(button.event)}
    shared: Json = {"title": inert(button.label)}
    if button.style in _STYLES:
        shared["style"] = _STYLES[button.style]
    if not sends:
        shared["associatedInputs"] = "none"
    if isinstance(button.event, _DIALOGS) and not dialog:
        return {"type": "Action.Submit", **shared, "data": {**data, "msteams": {"type": "task/fetch"}}}
    submit = {"type": "Action.Submit", **shared, "data": data}
    if dialog:
        return submit
    return {"type": "Action.Execute", **shared, "verb": VERB, "data": data, "fallback": submit}


def _rows(buttons: Iterable[tuple[bool, Json]]) -> Iterator[Json]:
    """Buttons in rows Teams does not fold away, the quiet ones in rows of their own below."""
    listed = list(buttons)
    for quiet in (False, True):
        row = [button for is_quiet, button in listed if is_quiet is quiet]
        for at in range(0, len(row), ROW):
            yield {"type": "ActionSet", "actions": row[at : at + ROW]}


def _details(message: messages.Message) -> list[Json]:
    """The part one opens, closed at first."""
    inside = [part for block in message.details for part in _block(block)]
    label = _WORDS.get(message.language, _WORDS["en"])["more"]
    toggle = {"type": "Action.ToggleVisibility", "title": label, "targetElements": ["details"]}
    return [
        {"type": "ActionSet", "actions": [toggle]},
        {"type": "Container", "id": "details", "isVisible": False, "items": inside},
    ]


def _input(field: messages.Field, language: str) -> Json:
    shared: Json = {"id": field.name}
    if field.value:
        shared["value"] = field.value
    if field.kind == "tick":
        label = inert(field.label)
        return {**shared, "type": "Input.Toggle", "title": label, "valueOn": "yes", "valueOff": "no"}
    shared["label"] = inert(field.label)
    if field.required:
        missing = _WORDS.get(language, _WORDS["en"])["missing"]
        shared |= {"isRequired": True, "errorMessage": missing}
    if field.hint:
        shared["placeholder"] = inert(field.hint)
    if field.kind == "choice" or (field.kind in ("channel", "people") and field.options):
        choices = [{"title": inert(each.label), "value": each.value} for each in field.options]
        if field.kind == "people" and not field.required:
            choices.insert(0, {"title": "–", "value": NONE})
            shared.setdefault("value", NONE)
        style = "expanded" if len(choices) <= 4 and field.kind == "choice" else "compact"
        return {**shared, "type": "Input.ChoiceSet", "choices": choices, "style": style}
    long = field.kind == "text" and field.limit > SHORT
    return {**shared, "type": "Input.Text", "isMultiline": long, "maxLength": field.limit}
