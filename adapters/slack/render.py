"""The bot's messages as Slack's payloads: what is posted, a dialog, an App Home. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from adapters.slack import blocks, chart, fields
from bot.messages import Block, Chart, Line, Message, Table

Json = dict[str, Any]

POSTED, VIEWED, CHARTS, TITLE = 50, 100, 2, 24


def posted(message: Message, *, details: bool = False, native: bool = True) -> Json:
    """A message as chat.postMessage, chat.update and a response_url take it.

    `details` puts the part one opens below; else `thread` posts it. Without `native` nothing
    stands in it that only newer Slack draws (charts, tables).
    """
    body = [*message.body, *(message.details if details else ())]
    above = _drawn(body or [Line(message.summary)], native=native)
    return _payload(message.summary, _fit(above, _controls(message), POSTED))


def thread(message: Message, *, native: bool = True) -> Json | None:
    """What stands in the thread below a posted message, or None."""
    if not message.details:
        return None
    first = next((it.text for it in message.details if isinstance(it, Line)), message.summary)
    return _payload(first, _fit(_drawn(message.details, native=native), [], POSTED))


def pages(name: str, content: str) -> list[Json]:
    """A file as messages, for a workspace that takes no files: its text, exactly."""
    parts = _parts(content, 3 * blocks.TEXT)
    return [
        _payload(
            name, [blocks.verbatim(part[at : at + blocks.TEXT]) for at in range(0, len(part), blocks.TEXT)]
        )
        for part in parts
    ]


def _parts(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)] or [""]


def modal(message: Message) -> Json:
    """A view for views.open and views.update: a dialog, or a page to read."""
    view: Json = {
        "type": "modal",
        "callback_id": "pulse",
        "title": blocks.plain(message.title or "Kundenpuls", TITLE),
    }
    inputs: list[Json] = []
    if message.form:
        inputs = fields.inputs(message.form.fields)
        view["submit"] = blocks.plain(message.form.submit, TITLE)
        view["private_metadata"] = fields.meaning(message.form)
        if message.form.cancel:
            view["close"] = blocks.plain(message.form.cancel, TITLE)
    return {**view, "blocks": _viewed(message, [*inputs, *blocks.actions(message.buttons)])}


def home(message: Message) -> Json:
    """The view of an App Home tab: what one can do stands above what one may read."""
    below = _drawn(message.details, native=False)[: VIEWED // 2]
    alone = not (message.body or message.details or message.form)
    above = _drawn([Line(message.summary)] if alone else message.body, native=False)
    return {"type": "home", "blocks": [*_fit(above, _controls(message), VIEWED - len(below)), *below]}


def _viewed(message: Message, controls: list[Json]) -> list[Json]:
    body = [*message.body, *message.details] or ([] if message.form else [Line(message.summary)])
    return _fit(_drawn(body, native=False), controls, VIEWED)


def _controls(message: Message) -> list[Json]:
    form = message.form
    below = [*fields.inputs(form.fields), fields.send(form)] if form else []
    opens = [blocks.opening(message.link)] if message.link else []
    return below + opens + blocks.actions(message.buttons)


def _drawn(body: Iterable[Block], *, native: bool) -> list[Json]:
    """The blocks from top to bottom: one table and two charts at most, the rest as text."""
    drawn: list[Json] = []
    for it in body:
        found = _one(it, drawn, native=native)
        if found:
            drawn.append(found)
    return drawn


def _one(it: Block, above: Sequence[Json], *, native: bool) -> Json | None:
    kinds = [block["type"] for block in above]
    if isinstance(it, Line):
        return blocks.line(it)
    if isinstance(it, Table):
        return blocks.table(it) if native and "table" not in kinds else blocks.drawn(it)
    assert isinstance(it, Chart)
    room = native and kinds.count("data_visualization") < CHARTS
    return chart.block(it) if room else None  # its numbers always stand beside it as text


def _fit(above: list[Json], below: list[Json], limit: int) -> list[Json]:
    """The controls always, and of the text as much as there is room for."""
    room = limit - len(below)
    if len(above) > room:
        above = [*above[: room - 1], blocks.line(Line("…", "small"))]
    return [*above, *below]


def _payload(text: str, content: list[Json]) -> Json:
    return {
        "text": _fallback(text),
        "blocks": content,
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _fallback(text: str) -> str:
    """What a notification shows. Slack reads this one field as markup: nothing of it may act."""
    text = blocks.inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return blocks.clip(text, blocks.TEXT)
