"""A figure in words: its value, its interval, its tested arrow, and its week where it was not renewed."""

from __future__ import annotations

from bot import words
from bot.digesting.frozen import Digest, Figures
from bot.model import Language
from bot.statistics.release import WHOLE

ARROWS = {"fallen": "▼", "risen": "▲", "none": "–"}
SHARES = ("kept",)  # told as the share of customers, in per cent


def say(key: str, language: Language, **slots: object) -> str:
    """The digest's words under a key."""
    return words.say(f"digest.{key}", language, **slots)


def half(cell: Figures) -> int:
    """Half the width of a figure's interval, in whole points, never told smaller than it is."""
    return int(max(cell["high"] - cell["value"], cell["value"] - cell["low"]))


def figure(digest: Digest, name: str, language: Language) -> str:
    """A figure of the whole: Trust 71 ±6 –"""
    cell, named = digest.cell(name), say(name, language)
    if cell is None:
        return say("few", language, name=named)
    form = "share" if name in SHARES else "figure"
    arrow = ARROWS[cell["moved"]] if digest.fresh(cell) else ARROWS["none"]
    text = say(form, language, name=named, value=cell["value"], half=half(cell), arrow=arrow)
    return text + age(digest, cell, language)


def short(digest: Digest, cell: Figures, language: Language) -> str:
    """A figure without its name: 71 ±6"""
    return f"{cell['value']} ±{half(cell)}{age(digest, cell, language)}"


def age(digest: Digest, cell: Figures, language: Language) -> str:
    """The week a figure is from, where it is not this one."""
    return "" if digest.fresh(cell) else say("since", language, week=words.number(cell["week"]))


def subject(name: str, segment: str, language: Language) -> str:
    """What moved, as the subject of a sentence."""
    if segment == WHOLE:
        return say(f"subject_{name}", language)
    where = words.touchpoint(segment, language)
    return say("segment_of", language, name=say(f"subject_{name}", language), segment=where)
