"""Single Block Kit blocks from the bot's words: pure, on plain dicts, within Slack's limits.

Nothing here is mrkdwn: every text is `plain_text`, `raw_text` or `rich_text`, which Slack shows as
it stands. Control sequences are broken up all the same, for whoever reads the text elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot import events
from bot.messages import Button, Line, Link, Table

Json = dict[str, Any]

TEXT, HEADER, LABEL, ROWS, COLUMNS, BUTTONS = 3000, 150, 75, 100, 20, 25

_CONTROL = re.compile(r"<(?=[!@#]|[a-z]+:)|@(?=channel|here|everyone)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>|]+")


def inert(text: str) -> str:
    """The same words, with an invisible joiner inside whatever Slack might read as a command."""
    return _CONTROL.sub(lambda found: found.group() + "\u2060", text)


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, and at least one: Slack refuses empty texts."""
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    return text or "–"


def plain(text: str, limit: int = TEXT) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": clip(inert(text), limit), "emoji": False}


def line(it: Line) -> Json:
    """One paragraph."""
    return _LINES[it.kind](it)


def _heading(it: Line) -> Json:
    return {"type": "header", "text": plain(it.text, HEADER)}


def _small(it: Line) -> Json:
    return {"type": "context", "elements": [plain(it.text)]}


def _rich(it: Line) -> Json:
    element: Json = {"type": "text", "text": clip(inert(it.text), TEXT)}
    if it.kind == "strong":
        element["style"] = {"bold": True}
    if it.kind == "plain" and _ADDRESS.fullmatch(it.text):
        element = {"type": "link", "url": it.text}  # a line that is nothing but an address of ours
    section = "rich_text_quote" if it.kind == "quote" else "rich_text_section"
    return {"type": "rich_text", "elements": [{"type": section, "elements": [element]}]}


_LINES: dict[str, Callable[[Line], Json]] = {
    "plain": _rich,
    "strong": _rich,
    "quote": _rich,
    "heading": _heading,
    "small": _small,
}


def table(it: Table) -> Json:
    """A table block; a message holds one, and its rows are all as long as the longest."""
    width = min(COLUMNS, max(len(row) for row in it.rows))
    rows = [[*row, *[""] * width][:width] for row in it.rows[:ROWS]]
    return {"type": "table", "rows": [[_cell(text) for text in row] for row in rows]}


def _cell(text: str) -> Json:
    return {"type": "raw_text", "text": clip(inert(text), TEXT)}


def drawn(it: Table) -> Json:
    """A table as aligned text, where no table block may stand."""
    rows = [[inert(cell) for cell in row] for row in it.rows[:ROWS]]
    columns = range(max((len(row) for row in rows), default=0))
    widths = [max(len(row[n]) for row in rows if n < len(row)) for n in columns]
    text = "\n".join(
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=False)).rstrip() for row in rows
    )
    return verbatim(text)


def verbatim(text: str) -> Json:
    """Text exactly as it is, in fixed width."""
    element = {"type": "text", "text": clip(text, TEXT)}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [element]}]}


def actions(buttons: Sequence[Button]) -> list[Json]:
    """Rows of buttons: the ones that matter first, the quiet ones in a row of their own."""
    loud = [each for each in buttons if each.style != "quiet"]
    quiet = [each for each in buttons if each.style == "quiet"]
    return [
        {"type": "actions", "elements": [_button(each, f"{name}{n}") for n, each in enumerate(row[:BUTTONS])]}
        for name, row in (("b", loud), ("q", quiet))
        if row
    ]


def opening(it: Link) -> Json:
    """A row with a button that opens an address in the browser; a tap on it is acknowledged and means nothing."""
    button = {"type": "button", "action_id": "open", "text": plain(it.label, LABEL), "url": it.url}
    return {"type": "actions", "elements": [{**button, "style": "primary"}]}


def _button(it: Button, name: str) -> Json:
    drawn: Json = {
        "type": "button",
        "action_id": name,
        "text": plain(it.label, LABEL),
        "value": events.spell(it.event),
    }
    if it.style in ("primary", "danger"):
        drawn["style"] = it.style
    return drawn
