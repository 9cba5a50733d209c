"""What Slack accepts: limits and surfaces of Block Kit, written from Slack's reference.

`problems` knows nothing of our rendering. The fake refuses with it, the tests lint with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

SURFACES = {
    "message": {
        "actions",
        "context",
        "data_visualization",
        "divider",
        "header",
        "input",
        "rich_text",
        "section",
        "table",
    },
    "modal": {"actions", "context", "divider", "header", "input", "rich_text", "section"},
    "home": {"actions", "context", "divider", "header", "input", "rich_text", "section"},
}
AT_MOST = {"message": 50, "modal": 100, "home": 100}


def problems(blocks: list[Json], surface: str) -> list[str]:
    """Everything Slack would refuse in these blocks, in words."""
    return list(_blocks(blocks, surface))


def view_problems(view: Json) -> list[str]:
    """Everything Slack would refuse in a view."""
    found = problems(view.get("blocks", []), view.get("type", "?"))
    if view.get("type") == "modal":
        found += list(_plain(view.get("title"), 24, "title"))
        for part in ("submit", "close"):
            if part in view:
                found += list(_plain(view[part], 24, part))
        if any(b["type"] == "input" for b in view["blocks"]) and "submit" not in view:
            found.append("a modal with inputs needs a submit")
    if len(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata longer than 3000")
    return found + _extra(
        view, ["type", "callback_id", "title", "submit", "close", "private_metadata", "blocks", "external_id"]
    )


def _blocks(blocks: list[Json], surface: str) -> Iterator[str]:
    if not 1 <= len(blocks) <= AT_MOST[surface]:
        yield f"{len(blocks)} blocks on {surface}"
    kinds = [b.get("type") for b in blocks]
    if kinds.count("table") > 1 or kinds.count("data_visualization") > 2:
        yield "too many tables or charts"
    names = [b["block_id"] for b in blocks if "block_id" in b]
    if len(set(names)) < len(names):
        yield "block_id twice"
    for n, block in enumerate(blocks):
        kind = str(block.get("type"))
        if kind not in SURFACES[surface]:
            yield f"{n}: {kind} on {surface}"
            continue
        if not len(str(block.get("block_id", ""))) <= 255:
            yield f"{n}: block_id too long"
        for problem in _CHECKS[kind](block):
            yield f"{n} ({kind}): {problem}"


def _extra(it: Json, allowed: list[str]) -> list[str]:
    return [f"unknown field {key}" for key in it if key not in allowed]


def _plain(text: Any, limit: int, what: str = "text") -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        yield f"{what} is no plain_text"
        return
    if not 1 <= len(text.get("text", "")) <= limit:
        yield f"{what} has {len(text.get('text', ''))} characters, not 1 to {limit}"
    yield from _extra(text, ["type", "text", "emoji"])


def _text(text: Any, limit: int) -> Iterator[str]:
    if isinstance(text, dict) and text.get("type") == "mrkdwn":
        if not 1 <= len(text.get("text", "")) <= limit:
            yield f"mrkdwn not 1 to {limit}"
    else:
        yield from _plain(text, limit)


def _header(block: Json) -> Iterator[str]:
    yield from _plain(block.get("text"), 150)
    yield from _extra(block, ["type", "block_id", "text"])


def _section(block: Json) -> Iterator[str]:
    yield from _text(block.get("text"), 3000)
    yield from _extra(block, ["type", "block_id", "text", "fields", "accessory", "expand"])


def _context(block: Json) -> Iterator[str]:
    if not 1 <= len(block.get("elements", [])) <= 10:
        yield "elements not 1 to 10"
    for element in block.get("elements", []):
        yield from _text(element, 3000)


def _divider(block: Json) -> Iterator[str]:
    yield from _extra(block, ["type", "block_id"])


def _rich(block: Json) -> Iterator[str]:
    if not block.get("elements"):
        yield "no elements"
    for section in block.get("elements", []):
        if section.get("type") not in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
            yield f"unknown {section.get('type')}"
        if not section.get("elements"):
            yield "an empty section"
        for element in section.get("elements", []):
            yield from _rich_element(element)


def _rich_element(element: Json) -> Iterator[str]:
    kind = element.get("type")
    if kind == "text":
        if not element.get("text"):
            yield "an empty text"
        yield from _extra(element, ["type", "text", "style"])
    elif kind == "link":
        yield from _extra(element, ["type", "url", "text", "style"])
    else:
        yield f"a rich_text element {kind}"


def _table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100:
        yield f"{len(rows)} rows"
    for row in rows:
        if not 1 <= len(row) <= 20 or len(row) != len(rows[0]):
            yield f"a row of {len(row)} cells"
        for cell in row:
            if cell.get("type") != "raw_text" or not cell.get("text"):
                yield "a cell without text"


def _chart(block: Json) -> Iterator[str]:
    yield from _extra(block, ["type", "block_id", "title", "chart"])
    chart = block.get("chart", {})
    labels = chart.get("axis_config", {}).get("categories", [])
    names = [each.get("name", "") for each in chart.get("series", [])]
    if not 1 <= len(block.get("title", "")) <= 50:
        yield "title not 1 to 50"
    if chart.get("type") != "line":
        yield f"a chart of type {chart.get('type')}"
    if (
        not 1 <= len(labels) <= 20
        or len(set(labels)) < len(labels)
        or any(not 1 <= len(x) <= 20 for x in labels)
    ):
        yield "categories"
    if not 1 <= len(names) <= 6 or len(set(names)) < len(names) or any(not 1 <= len(x) <= 20 for x in names):
        yield "series"
    for each in chart.get("series", []):
        if [point.get("label") for point in each.get("data", [])] != labels:
            yield "a series without a point for every category"
        if any(
            isinstance(p.get("value"), bool) or not isinstance(p.get("value"), int | float)
            for p in each["data"]
        ):
            yield "a point without a number"


def _actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    names = [each.get("action_id") for each in elements]
    if not 1 <= len(elements) <= 25:
        yield f"{len(elements)} elements"
    if len(set(names)) < len(names):
        yield "action_id twice"
    for element in elements:
        yield from _element(element, {"button", "checkboxes", "radio_buttons", "static_select"})


def _input(block: Json) -> Iterator[str]:
    yield from _plain(block.get("label"), 2000, "label")
    if "hint" in block:
        yield from _plain(block["hint"], 2000, "hint")
    yield from _element(
        block.get("element", {}),
        {"plain_text_input", "checkboxes", "radio_buttons", "static_select", "conversations_select"},
    )
    yield from _extra(block, ["type", "block_id", "label", "hint", "optional", "element", "dispatch_action"])


def _element(it: Json, allowed: set[str]) -> Iterator[str]:
    kind = it.get("type")
    if kind not in allowed:
        yield f"an element {kind}"
    if not 1 <= len(it.get("action_id", "")) <= 255:
        yield "action_id not 1 to 255"
    if kind == "button":
        yield from _plain(it.get("text"), 75)
        if len(it.get("value", "")) > 2000:
            yield "value longer than 2000"
        if it.get("style") not in (None, "primary", "danger"):
            yield f"style {it.get('style')}"
        yield from _extra(
            it, ["type", "action_id", "text", "value", "style", "url", "confirm", "accessibility_label"]
        )
    elif kind == "plain_text_input":
        yield from _typed(it)
    elif kind == "conversations_select":
        yield from _picked(it)
    else:
        yield from _options(it)


def _picked(it: Json) -> Iterator[str]:
    yield from _extra(
        it,
        [
            "type",
            "action_id",
            "initial_conversation",
            "default_to_current_conversation",
            "filter",
            "placeholder",
        ],
    )
    kinds = it.get("filter", {})
    yield from _extra(kinds, ["include", "exclude_external_shared_channels", "exclude_bot_users"])
    if ("filter" in it and not kinds) or not set(kinds.get("include", ["im"])) <= {
        "im",
        "mpim",
        "private",
        "public",
    }:
        yield "a filter"
    if "initial_conversation" in it and not it["initial_conversation"]:
        yield "an empty initial conversation"


def _typed(it: Json) -> Iterator[str]:
    if not 1 <= it.get("max_length", 3000) <= 3000:
        yield "max_length"
    if len(it.get("initial_value", "")) > it.get("max_length", 3000):
        yield "initial_value longer than max_length"


def _options(it: Json) -> Iterator[str]:
    options = it.get("options", [])
    if not 1 <= len(options) <= (100 if it.get("type") == "static_select" else 10):
        yield f"{len(options)} options"
    for option in options:
        yield from _plain(option.get("text"), 75, "option")
        if not 1 <= len(option.get("value", "")) <= 150:
            yield "an option's value"
        if "description" in option:
            yield from _plain(option["description"], 75, "description")
    chosen = [it["initial_option"]] if "initial_option" in it else it.get("initial_options", [])
    if any(each not in options for each in chosen):
        yield "an initial option that is none of the options"


_CHECKS = {
    "header": _header,
    "section": _section,
    "context": _context,
    "divider": _divider,
    "rich_text": _rich,
    "table": _table,
    "data_visualization": _chart,
    "actions": _actions,
    "input": _input,
}
