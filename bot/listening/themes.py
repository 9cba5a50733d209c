"""What a comment is about: rules per theme and language from a file a workspace may replace."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from bot.listening.language import LANGUAGES

_SHIPPED: Final = Path(__file__).with_name("themes.toml")
_KINDS: Final = ("whole", "prefixes", "suffixes")
_MARKS: Final = {" … ": r"\W+(?:\w+\W+){0,3}?", " ": r"\W+", "-": r"\W+", "*": r"\w*"}
_PARTS: Final = re.compile(r"( … | |-|\*)")
_FIRST_GAP: Final = re.compile(r"(\*?[^ *-]*\*?)( … | |-|$)(.*)")
_WORD: Final = re.compile(r"\w+")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAKEN: Final = ("none", "as_read")
_LONGEST_NAME: Final = 60  # letters; a choice on Slack holds 75
MOST: Final = 50
"""Themes a file may have; a choice on Slack holds 100."""


class BrokenThemes(ValueError):
    """The file of themes cannot be read: every theme needs a name and words in German and English."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a word list: the theme it speaks of, and what must follow its first word."""

    theme: str
    rest: re.Pattern[str] | None


Heads = Mapping[str, Sequence[_Entry]]


@dataclass(frozen=True, eq=False)
class Book:
    """Themes by key: their names by language, and their words arranged for one walk through a text."""

    names: Mapping[str, Mapping[str, str]]
    whole: Mapping[str, Heads]
    """By language: entries by their first word."""
    prefixes: Mapping[str, Heads]
    """By language: entries by the letters their first word begins with ("preis*")."""
    suffixes: Mapping[str, Heads]
    """By language: entries by the letters their first word ends with ("*preis")."""
    reach: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]
    """By language: how many letters prefixes and suffixes can have."""

    def name(self, theme: str, language: str) -> str:
        """Return what `theme` is called; its key where the book no longer knows it."""
        return self.names.get(theme, {}).get(language, theme)


def parse(toml: str) -> Book:
    """Return the themes written in `toml`; the shipped `themes.toml` explains the notation.

    Raises `BrokenThemes`, naming the theme, when one lacks a language, a name or words.
    """
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise BrokenThemes(f"{BrokenThemes.__doc__} ({error})") from error
    _require_keys(tables)
    names: dict[str, dict[str, str]] = {}
    heads: dict[str, dict[str, dict[str, list[_Entry]]]] = {
        kind: {lang: {} for lang in LANGUAGES} for kind in _KINDS
    }
    for key, table in tables.items():
        for language in LANGUAGES:
            name, words = _listed(key, table, language)
            names.setdefault(key, {})[language] = name
            for word in words:
                kind, head, rest = _arranged(word)
                heads[kind][language].setdefault(head, []).append(_Entry(key, rest))
    reach = {lang: (_sizes(heads["prefixes"][lang]), _sizes(heads["suffixes"][lang])) for lang in LANGUAGES}
    return Book(names, heads["whole"], heads["prefixes"], heads["suffixes"], reach)


def _require_keys(tables: Mapping[str, object]) -> None:
    if not 0 < len(tables) <= MOST:
        what = "more than 50 themes" if tables else "there is no theme in it"
        raise BrokenThemes(f"{BrokenThemes.__doc__} ({what})")
    for key in tables:
        if not _KEY.fullmatch(key) or key in _TAKEN:
            raise BrokenThemes(
                f"{BrokenThemes.__doc__} (a key is up to 40 of a-z, 0-9 and _, not “{key[:60]}”)"
            )


def _sizes(heads: Heads) -> tuple[int, ...]:
    return tuple(sorted({len(head) for head in heads}))


def _listed(key: str, table: object, language: str) -> tuple[str, list[str]]:
    match table:
        case {**languages}:
            match languages.get(language):
                case {"name": str(name), "words": [str(), *_] as words} if 0 < len(name) <= _LONGEST_NAME:
                    return name, [str(word) for word in words]
    raise BrokenThemes(f"{BrokenThemes.__doc__} ({key}.{language})")


def _arranged(word: str) -> tuple[str, str, re.Pattern[str] | None]:
    """Return how the first word of an entry is found, its letters, and the pattern of what follows it."""
    first, gap, rest = _FIRST_GAP.match(word.lower()).groups()  # type: ignore[union-attr]  # matches anything
    kind = "suffixes" if first.startswith("*") else "prefixes" if first.endswith("*") else "whole"
    follows = re.compile(_MARKS[gap] + _pattern(rest), re.IGNORECASE) if gap else None
    return kind, first.strip("*"), follows


def _pattern(words: str) -> str:
    return "".join(_MARKS.get(part) or re.escape(part) for part in _PARTS.split(words)) + r"(?!\w)"


@cache
def shipped() -> Book:
    """Return the themes the product comes with."""
    return parse(shipped_file())


def shipped_file() -> str:
    """Return the file of the shipped themes, to be edited."""
    return _SHIPPED.read_text("utf-8")


THEMES: Final[tuple[str, ...]] = tuple(tomllib.loads(shipped_file()))
"""Keys of the shipped themes, in the order they are listed."""


def theme_name(key: str, language: str) -> str:
    """Return what the theme `key` is called in `language`; raises `KeyError` for an unknown theme."""
    return shipped().names[key][language]


def themes_of(text: str, language: str, book: Book | None = None) -> tuple[str, ...]:
    """Return the keys of all themes heard in `text`, in the order of the `book` (the shipped one)."""
    book = book or shipped()
    found: set[str] = set()
    for word in _WORD.finditer(text):
        for entry in _entries(word[0].lower(), language, book):
            if entry.theme not in found and (entry.rest is None or entry.rest.match(text, word.end())):
                found.add(entry.theme)
    return tuple(key for key in book.names if key in found)


@lru_cache(maxsize=20_000)
def _entries(word: str, language: str, book: Book) -> tuple[_Entry, ...]:
    """Return the entries `word` can begin."""
    prefixes, suffixes = book.reach[language]
    return (
        *book.whole[language].get(word, ()),
        *(
            entry
            for size in prefixes
            for entry in book.prefixes[language].get(word[:size], ())
            if size <= len(word)
        ),
        *(
            entry
            for size in suffixes
            for entry in book.suffixes[language].get(word[-size:], ())
            if size <= len(word)
        ),
    )
