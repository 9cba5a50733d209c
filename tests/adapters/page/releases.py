"""Two years of releases as a closed week freezes them: falls, hidden segments, figures that stood on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot import cadence
from bot.model import Week

LAST = Week("2026-W48")
SEGMENTS = ("app", "store", "support", "website")
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> “&amp;”"
LEVELS = {"trust": 74, "satisfaction": 79, "kept": 68}


def years(weeks: int = 104, last: Week = LAST, segments: Sequence[str] = SEGMENTS) -> list[tuple[Week, Any]]:
    """The releases of so many weeks, oldest first, the same each time."""
    luck, made, before = random.Random(11), [], dict[tuple[str, str], Any]()
    levels = {(i, s): LEVELS[i] + luck.randint(-6, 6) for i in LEVELS for s in ("*", *segments)}
    for at in range(weeks):
        week = cadence.later(last, at + 1 - weeks)
        ago = weeks - 1 - at
        for key in levels:
            levels[key] += luck.gauss(0, 0.8) - (14 if key == ("trust", "support") and ago == 4 else 0)
        figures = {
            index: {
                name: _cell(luck, levels, before, index, name, week, ago) for name in _names(index, segments)
            }
            for index in LEVELS
        }
        made.append((week, _release(week, ago, figures)))
    return made


def _names(index: str, segments: Sequence[str]) -> tuple[str, ...]:
    return ("*",) if index == "kept" else ("*", *segments)


def _cell(luck: random.Random, levels: Any, before: Any, index: str, name: str, week: Week, ago: int) -> Any:
    key = (index, name)
    hidden = ago > 100 or (name == "website" and (ago > 30 or index == "satisfaction"))
    if hidden:
        return None
    if name != "*" and luck.random() < 0.3 and before.get(key):
        return before[key]
    value, half = (
        round(min(94, max(6, levels[key]))),
        luck.randint(4, 5) if name == "*" else luck.randint(7, 10),
    )
    fell = ago < 4 and index == "trust" and name in ("*", "support")
    before[key] = {
        "value": value, "low": value - half, "high": min(100, value + half - 1), "week": week,
        "voices": "20–49" if name == "*" else "5–9",
        "moved": "fallen" if fell else "none", "sure": ("probable" if ago == 3 else "certain") if fell else "none",
    }  # fmt: skip
    return before[key]


def _release(week: Week, ago: int, figures: Any) -> dict[str, Any]:
    kept, day = figures["kept"]["*"], cadence.monday(week) + timedelta(days=3)
    gap = 12 + ago % 7
    return {
        "version": 1, "k": 5, "cut": "touchpoint", "figures": figures,
        "asked": "50+", "answered": "most", "heard": "20–49", "by_asking": True, "any": True,
        "people": {"support": 4711, "store": 4712}, "renewed": ["*", "support"],
        "spread": {"trust": {"value": 9, "low": 5, "high": 14}, "satisfaction": None},
        "quiet": ["support"] if ago < 2 else [],
        "cases": {"opened": 9, "closed": 7, "hours": 31.5, "confirmed": 5, "asked_back": 7, "overdue": 2},
        "done": [{"text": f"Invoice mails fixed {EVIL if ago else ''}".strip(), "theme": "price", "day": day.isoformat()}]
        if ago % 5 == 0 else [],
        "news": [{"theme": "price", "terms": ["invoice mail", EVIL]}] if ago % 7 == 0 else [],
        "belief": {"belief": min(100, kept["value"] + gap), "kept": kept["value"], "gap": gap, "low": gap - 7, "high": gap + 7, "before": 14}
        if kept and ago % 4 == 0 else None,
        "calibration": {"relayed": 71, "direct": 66, "difference": 5, "low": -2, "high": 12, "sources": ["reviews"]}
        if ago % 4 == 0 else None,
    }  # fmt: skip


def nothing(week: Week, *, any_: bool = True) -> tuple[Week, dict[str, Any]]:
    """A week in which nothing may be shown; what it would have shown is not in it."""
    hidden = {index: dict.fromkeys(("*", *(SEGMENTS if index != "kept" else ()))) for index in LEVELS}
    return week, {
        "version": 1, "k": 5, "cut": "touchpoint", "figures": hidden, "asked": "", "answered": "", "heard": "",
        "by_asking": any_, "any": any_,
    }  # fmt: skip
