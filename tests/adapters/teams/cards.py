"""Cards checked strictly against `microsoft-teams-cards`: nothing it does not know passes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

Json = dict[str, Any]


def check(card: Json) -> None:
    """Raises when a part has an unknown kind, an unknown key or a wrong value."""
    assert card["type"] == "AdaptiveCard"
    assert card["version"] == "1.5"
    for part in parts(card):
        known, keys = _kinds()[part["type"]]
        assert not set(part) - keys, (part["type"], set(part) - keys)
        known.model_validate(part)


@cache
def _kinds() -> dict[str, tuple[Any, set[str]]]:
    """Every kind of part: its model and the keys it may have."""
    pytest.importorskip("pydantic", reason="microsoft-teams-cards needs pydantic, and does not say so")
    from microsoft_teams.cards import core

    kinds = {}
    for _, model in inspect.getmembers(core, inspect.isclass):
        fields = getattr(model, "model_fields", {})
        if "type" in fields and isinstance(fields["type"].default, str):
            alias = core.SerializableObject.validation_alias_generator
            keys = {alias(name) for name in fields} | {field.alias for field in fields.values()}
            kinds[fields["type"].default] = (model, keys | {"$schema"})
    return kinds


def parts(of: Any) -> Iterator[Json]:
    """Every element and action, from the outside in."""
    if isinstance(of, dict):
        if isinstance(of.get("type"), str) and of["type"] != "task/fetch":
            yield of
        for key, value in of.items():
            if key != "data" or of.get("type", "").startswith("Chart."):
                yield from parts(value)
    elif isinstance(of, list):
        for each in of:
            yield from parts(each)


def texts(card: Json) -> list[str]:
    """Every text of the card as it is drawn."""
    return [part["text"] for part in parts(card) if part["type"] == "TextRun"]


def buttons(card: Json) -> dict[str, Json]:
    """Every button by its title."""
    taps = ("Action.Execute", "Action.Submit", "Action.ToggleVisibility")
    found: dict[str, Json] = {}
    for part in parts(card):
        if part["type"] in taps:
            found.setdefault(part["title"], part)
    return found
