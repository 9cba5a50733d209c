"""Slack's markup as words: pure."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """Slack's markup as the words a person reads; mentions of people lose their id."""
    text = _MARKUP.sub(_read_markup, text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return clean(text)


def clean(text: str) -> str:
    """A text every database can hold: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


_MARKUP = re.compile(r"<([@#!]|[a-z]+:)([^<>|]*)(?:\|([^<>]*))?>")


def _read_markup(found: re.Match[str]) -> str:
    sign, target, label = found.groups()
    if sign == "@" or target.startswith("subteam"):
        return "@…"
    if sign == "!":
        return "@" + target
    return ("#" if sign == "#" else "") + (label or (target if sign == "#" else sign + target))
