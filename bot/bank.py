"""The question bank: one TOML file a version of a question, in German and English.

A version is never reworded, since a series of answers to changed words is not a series.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.model import NO_CUSTOMER, Language

INDICES = ("trust", "satisfaction")


class NoSuchQuestion(LookupError):
    """The question bank has no such question."""


@dataclass(frozen=True)
class Wording:
    """A question in one language; `text` has a slot `{where}`."""

    text: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One entry of the bank: its options from worst to best and the index it counts for."""

    id: str
    version: int
    index: str
    on: bool
    options: tuple[str, ...]
    wording: Mapping[str, Wording]

    def value(self, option: str) -> int:
        """1 for the worst option up to len(options) for the best; ValueError for none of them."""
        return self.options.index(option) + 1

    def points(self, value: float) -> float:
        """An answer's value on the scale 0–100: 100 (value - 1) / (options - 1)."""
        return 100 * (value - 1) / (len(self.options) - 1)

    def offers(self, option: str) -> bool:
        """Whether this tap is an answer to this question."""
        return option in self.options or option == NO_CUSTOMER

    def said(self, language: Language) -> Wording:
        """The question in a person's language."""
        return self.wording[language]


def _read(text: str) -> Question:
    raw = tomllib.loads(text)
    options = tuple(raw["options"])
    wording = {lang: Wording(raw[lang]["text"], {o: raw[lang][o] for o in options}) for lang in ("de", "en")}
    return Question(raw["id"], raw["version"], raw["index"], raw["on"], options, wording)


@cache
def versions() -> Mapping[tuple[str, int], Question]:
    """Every version ever asked, by (id, version)."""
    folder = files("bot") / "questions"
    found = [_read(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    return {(q.id, q.version): q for q in sorted(found, key=lambda q: (q.id, q.version))}


@cache
def current() -> Mapping[str, Question]:
    """The newest version of each question, by id."""
    return {id: question for (id, _), question in versions().items()}


@cache
def items() -> Mapping[str, tuple[str, ...]]:
    """The questions that count for each index."""
    return {index: tuple(q.id for q in current().values() if q.index == index) for index in INDICES}


@cache
def asked_by_default() -> Mapping[str, tuple[str, ...]]:
    """The questions that are on, by index."""
    return {index: tuple(id for id in ids if current()[id].on) for index, ids in items().items()}


def question(id: str, version: int | None = None) -> Question:
    """A question as it was worded in a version, or as it is worded now. Raises `NoSuchQuestion`."""
    found = current().get(id) if version is None else versions().get((id, version))
    if found is None:
        raise NoSuchQuestion(NoSuchQuestion.__doc__)
    return found
