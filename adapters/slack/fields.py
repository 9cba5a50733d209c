"""The fields of a form as Block Kit inputs: pure, on plain dicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from adapters.slack import blocks, parse
from bot import events
from bot.messages import Field, Form, Option

Json = dict[str, Any]

OPTION, OPTIONS, RADIO = 150, 100, 5
USER_GROUP = "S"  # what the ids of user groups begin with


def meaning(form: Form) -> str:
    """The spelt event of a form, without a word anybody wrote: those live in the fields."""
    event = form.event
    return events.spell(
        replace(event, text="") if isinstance(event, events.Relayed | events.RelayBegun) else event
    )


def send(form: Form) -> Json:
    """The button that sends a form where it stands in a message and not in a dialog."""
    button = {
        "type": "button",
        "action_id": parse.FORM,
        "style": "primary",
        "text": blocks.plain(form.submit, blocks.LABEL),
        "value": meaning(form),
    }
    return {"type": "actions", "elements": [button]}


def inputs(fields: Iterable[Field]) -> list[Json]:
    """The fields of a form; the block and the action carry the field's name."""
    return [block for each in fields for block in _drawn(each)]


def _drawn(it: Field) -> list[Json]:
    return [_INPUTS[it.kind](it), *(_groups(it) if it.kind == "people" else ())]


def _input(it: Field, element: Json) -> Json:
    drawn: Json = {
        "type": "input",
        "block_id": it.name,
        "label": blocks.plain(it.label, 2000),
        "optional": not it.required,
        "element": {**element, "action_id": it.name},
    }
    if it.hint:
        drawn["hint"] = blocks.plain(it.hint, 2000)
    return drawn


def _text(it: Field) -> Json:
    limit = max(1, min(it.limit, blocks.TEXT))
    element: Json = {"type": "plain_text_input", "multiline": limit > 200, "max_length": limit}
    if it.value:
        element["initial_value"] = it.value[:limit]
    return _input(it, element)


def _choice(it: Field) -> Json:
    options = [_option(each.value, each.label) for each in it.options[:OPTIONS]]
    element: Json = {
        "type": "radio_buttons" if len(options) <= RADIO else "static_select",
        "options": options,
    }
    chosen = [each for each in options if each["value"] == it.value]
    if chosen:
        element["initial_option"] = chosen[0]
    return _input(it, element)


def _tick(it: Field) -> Json:
    # In an actions block, not an input: an input would need a second label beside the box's own.
    option = _option("yes", it.label)
    if it.hint:
        option["description"] = blocks.plain(it.hint, blocks.LABEL)
    element: Json = {"type": "checkboxes", "action_id": it.name, "options": [option]}
    if it.value:
        element["initial_options"] = [option]
    return {"type": "actions", "block_id": it.name, "elements": [element]}


def _option(value: str, label: str) -> Json:
    return {"text": blocks.plain(label, blocks.LABEL), "value": value[:OPTION]}


def _channel(it: Field) -> Json:
    """Slack's own picker; where somebody opens the form from, stands in it already."""
    kinds = {"include": ["public", "private"], "exclude_bot_users": True}
    if it.required:  # a digest is refused where another organisation reads
        kinds["exclude_external_shared_channels"] = True
    element: Json = {"type": "conversations_select", "filter": kinds}
    if it.value and not it.value.startswith(USER_GROUP):
        element["initial_conversation"] = it.value
    elif it.required:
        element["default_to_current_conversation"] = True
    return _input(it, element)


def _groups(it: Field) -> list[Json]:
    """The user groups of the workspace, beside the channels; nothing where there is none."""
    if not it.options:
        return []
    label, none = it.beside
    chosen = it.value if it.value.startswith(USER_GROUP) else parse.NONE
    options = (Option(parse.NONE, none), *it.options)
    return [_choice(Field(it.name + parse.GROUP, label, "choice", options, chosen))]


_INPUTS: dict[str, Callable[[Field], Json]] = {
    "text": _text,
    "choice": _choice,
    "tick": _tick,
    "channel": _channel,
    "people": _channel,
}
