"""What the page says, in the reader's language: weeks with dates, figures in words, numbers as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from bot import words
from bot.model import Language, Week
from bot.viewing import Figure


@dataclass(frozen=True)
class Wording:
    """The page's words in one language."""

    language: Language

    def say(self, key: str, **slots: object) -> str:
        """A text of the page with its slots filled."""
        return words.say(f"page.{key}", self.language, **slots)

    def index(self, name: str) -> str:
        """An index, an item told alone or a column, as the digest names it."""
        return words.say(f"digest.{name}", self.language)

    def segment(self, name: str) -> str:
        """A part of the cut."""
        return words.touchpoint(name, self.language)

    def number(self, value: float) -> str:
        """A number as people write it; at most one decimal."""
        return str(format_decimal(value, format="#,##0.#", locale=self.language))

    def short(self, week: Week) -> str:
        """A pulse by its number alone."""
        return self.say("week_number", week=words.number(week))

    def dated(self, week: Week) -> str:
        """A pulse by number and days: Week 47 (16–22 Nov)."""
        return f"{self.short(week)} ({words.span(week, self.language)})"

    def year(self, week: Week) -> str:
        """The pulse with its ISO year, for lists over years."""
        return f"{self.dated(week)} {week[:4]}"

    def day(self, iso: object) -> str:
        """A day as people write it; empty for none."""
        return words.day(date.fromisoformat(str(iso)), self.language) if iso else ""

    def month(self, day: date, form: str = "LLL yyyy") -> str:
        """The month of a day."""
        return str(format_date(day, form, locale=self.language))

    def clock(self, moment: datetime, zone: str) -> str:
        """A time of day on the reader's wall, told in 24 hours."""
        return str(format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale=self.language))

    def figure(self, figure: Figure | None) -> str:
        """A figure in a table: 71 ±6 (week 46)."""
        if figure is None:
            return self.index("too_few")
        return f"{figure.value} ±{figure.half}{self._age(figure)}"

    def interval(self, figure: Figure | None) -> str:
        """A figure with both ends of its interval: 71 (65–76)."""
        if figure is None:
            return self.say("few")
        return f"{figure.value} ({figure.low}–{figure.high}){self._age(figure)}"

    def moved(self, figure: Figure) -> str:
        """What is certain about its change."""
        known = figure.moved if figure.moved == "none" else f"{figure.moved}_{figure.sure}"
        return self.say(f"moved_{known}")

    def about(self, figure: Figure) -> str:
        """How sure a figure is and how many stand behind it."""
        told = [self.say("between", low=figure.low, high=figure.high)]
        if figure.voices:
            told.append(self.say("by_voices", voices=figure.voices))
        if not figure.fresh:
            told.append(self.say("since", week=words.number(figure.since)))
        return " · ".join(told)

    def _age(self, figure: Figure) -> str:
        age = words.say("digest.since", self.language, week=words.number(figure.since))
        return "" if figure.fresh else age
