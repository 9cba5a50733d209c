"""What the bot says, in German and English: one data file a language, equal in keys and slots."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files

from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal

from bot.cadence import monday
from bot.model import Language, Week

LANGUAGES: tuple[Language, ...] = ("de", "en")


@cache
def every(language: Language) -> Mapping[str, str]:
    """All words of a language by dotted key."""
    raw = tomllib.loads((files("bot.words") / f"{language}.toml").read_text("utf-8"))
    return {f"{group}.{key}": text for group, entries in raw.items() for key, text in entries.items()}


def say(key: str, language: Language, **slots: object) -> str:
    """The words under a key with their slots filled. Raises KeyError for a key nobody wrote."""
    return every(language)[key].format(**slots)


def knows(key: str, language: Language) -> bool:
    """Whether there are words under this key."""
    return key in every(language)


def touchpoint(segment: str, language: Language) -> str:
    """A segment's name as people read it; an admin's own names stand as they are."""
    key = f"touchpoint.{segment}"
    return say(key, language) if knows(key, language) else segment


def touchpoint_called(name: str) -> str:
    """The touchpoint people call so in either language; a name of an admin's own stands as it is."""
    known = {
        text.lower(): key.removeprefix("touchpoint.")
        for language in LANGUAGES
        for key, text in every(language).items()
        if key.startswith("touchpoint.")
    }
    return known.get(name.lower(), name)


def weekday(day: int, language: Language) -> str:
    """The name of an ISO weekday: Monday, Montag."""
    return str(get_day_names("wide", locale=language)[day - 1])


def where(segment: str, language: Language) -> str:
    """Where the customer met us, to be put behind "your most recent customer"."""
    key = f"where.{segment}"
    return say(key, language) if knows(key, language) else f" ({segment})"


@lru_cache(maxsize=1024)
def day(when: date, language: Language) -> str:
    """A day as people write it: 14 Dec, 14. Dez."""
    return format_date(when, "d. MMM" if language == "de" else "d MMM", locale=language).rstrip(".")


def decimal(number: float, language: Language) -> str:
    """1,5 (de), 1.5 (en)"""
    return format_decimal(number, locale=language)


def span(week: Week, language: Language) -> str:
    """The days of a pulse: 16–22 Nov, 16.–22. Nov."""
    first, last = monday(week), monday(week) + timedelta(days=6)
    if first.month == last.month:
        return f"{first.day}{'.' if language == 'de' else ''}–{day(last, language)}"
    return f"{day(first, language)} – {day(last, language)}"


def number(week: Week) -> int:
    """The week's number: 47."""
    return int(week[-2:])


def language_of(locale: str, otherwise: Language) -> Language:
    """German or English from a platform's locale: de-DE, en_US; `otherwise` for any other."""
    spoken = locale.replace("_", "-").split("-")[0].lower()
    return "de" if spoken == "de" else "en" if spoken == "en" else otherwise
