"""Texts on cards, inert. Pure.

Every text goes out as a `TextRun`: no markdown, no links, no images, no mentions. What reads like
a template expression is broken by an invisible joiner, so that nothing is ever expanded.
"""

from __future__ import annotations

from typing import Any


def inert(said: str) -> str:
    """The text, readable as before, with nothing in it that a card could expand."""
    return said.replace("{{", "{\u2060{").replace("${", "$\u2060{")


def text(said: str, **look: Any) -> dict[str, Any]:
    """The text as a paragraph; `look` as a `TextRun` takes it."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": inert(said), **look}]}
