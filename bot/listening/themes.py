"""What a comment is about: rules per theme and language from a file a workspace may replace."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_SHIPPED: Final = Path(__file__).with_name("themes.toml")
_ANY_LETTERS: Final = r"\w*"
_UP_TO_THREE_WORDS: Final = r"\W+(?:\w+\W+){0,3}?"


class BrokenThemes(ValueError):
    """The file of themes cannot be read: every theme needs a name and words in German and English."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One thing comments can be about, in one language."""

    name: str
    rule: re.Pattern[str]


Book = Mapping[str, Mapping[str, Theme]]
"""Themes by key, then by language."""


def parse(toml: str) -> Book:
    """Return the themes written in `toml`; the shipped `themes.toml` explains the notation.

    Raises `BrokenThemes`, naming the theme, when one lacks a language, a name or words.
    """
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BrokenThemes(f"{BrokenThemes.__doc__} ({error})") from error
    return {key: {lang: _theme(key, table, lang) for lang in ("de", "en")} for key, table in tables.items()}


def _theme(key: str, table: object, language: str) -> Theme:
    match table:
        case {**languages}:
            match languages.get(language):
                case {"name": str(name), "words": [str(), *_] as words}:
                    return Theme(name, re.compile("|".join(map(_pattern, words)), re.IGNORECASE))
    raise BrokenThemes(f"{BrokenThemes.__doc__} ({key}.{language})")


def _pattern(word: object) -> str:
    """Return one entry of a word list as a pattern."""
    parts = re.split(r"( … | |\*)", str(word))
    marks = {" … ": _UP_TO_THREE_WORDS, " ": r"\W+", "*": _ANY_LETTERS}
    return r"(?<!\w)" + "".join(marks.get(part) or re.escape(part) for part in parts) + r"(?!\w)"


@cache
def shipped() -> Book:
    """Return the themes the product comes with."""
    return parse(_SHIPPED.read_text("utf-8"))


THEMES: Final[tuple[str, ...]] = tuple(tomllib.loads(_SHIPPED.read_text("utf-8")))
"""Keys of the shipped themes, in the order they are listed."""


def theme_name(key: str, language: str) -> str:
    """Return what the theme `key` is called in `language`; raises `KeyError` for an unknown theme."""
    return shipped()[key][language].name


def themes_of(text: str, language: str, book: Book | None = None) -> tuple[str, ...]:
    """Return the keys of all themes heard in `text`, in the order of the `book` (the shipped one)."""
    return tuple(key for key, theme in (book or shipped()).items() if theme[language].rule.search(text))
