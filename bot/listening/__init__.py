"""What a comment says, without who says it.

`read` is the only way raw text enters the product: it settles the spelling, masks what tells who wrote
or who is meant, and only then asks in which language, how and about what. Nothing here writes, logs or
remembers a text. Everything works offline. See docs/listening.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from bot.listening import language as _language
from bot.listening import model as _model
from bot.listening import redact as _redact
from bot.listening import sentiment as _sentiment
from bot.listening import themes as _themes
from bot.listening import topics as _topics
from bot.listening.language import LANGUAGES
from bot.listening.normal import LIMIT, TooLong, normalise
from bot.listening.redacted import Redacted, mask_more
from bot.listening.themes import THEMES, Book, BrokenThemes, theme_name

__all__ = [
    "LANGUAGES",
    "LIMIT",
    "THEMES",
    "Book",
    "BrokenThemes",
    "Ear",
    "Reading",
    "Redacted",
    "TooLong",
    "mask_more",
    "read",
    "shipped",
    "theme_name",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the product may keep it, and what the machine made of it."""

    text: Redacted
    language: str
    """"de" or "en"."""
    sentiment: str
    """"positive", "neutral", "negative"; "unclear" where it would be a guess, or nobody asked the machine."""
    confidence: float
    """Calibrated probability that the sentiment is right, 0 to 1; 0 where the machine was not asked."""
    themes: tuple[str, ...]
    """Keys from `THEMES`, in that order."""
    model_version: str
    """Which weights and rules read it; "none" where the machine was not asked."""


@dataclass(frozen=True, eq=False)
class Ear:
    """What a workspace reads with, where it is not what the product comes with."""

    version: str
    """Kept with every reading, so that a label can be traced to the weights and rules it came from."""
    models: Mapping[str, _model.Model]
    """Weights by language, as `workspace.refit` returns them."""
    book: _themes.Book
    """Themes, as `themes.parse` returns them."""
    topics: Mapping[str, _topics.Topics] = field(default_factory=dict)
    """By language: classifiers that join the rules of themes people confirmed often enough."""


@cache
def shipped() -> Ear:
    """Return what the product comes with."""
    return Ear(*_model.shipped(), _themes.shipped())


def read(text: str, hint: str, *, machine: bool = True, ear: Ear | None = None) -> Reading:
    """Return `text` masked, with its language, sentiment and themes.

    `hint` is the language of the person's locale, "de" or "en", and decides where the text alone cannot.
    `machine=False` is for workspaces that switched machine reading off: masked, language known, nothing
    judged. `ear` holds what a workspace taught. Raises `TooLong` above `LIMIT` characters.
    """
    plain = normalise(text)
    spoken = _language.detect(plain, hint)
    masked = _redact.redact(plain, spoken)
    if not machine:
        return Reading(masked, spoken, "unclear", 0.0, (), "none")
    ear = ear or shipped()
    heard = _sentiment.hear(masked.text, spoken, ear.models[spoken])
    label = "unclear" if heard.unclear else heard.label
    themes = _themes.themes_of(masked.text, spoken, ear.book)
    if ear.topics.get(spoken):
        joined = {*themes, *_topics.heard(masked.text, ear.topics[spoken])}
        themes = tuple(theme for theme in ear.book.names if theme in joined)
    return Reading(masked, spoken, label, heard.confidence, themes, ear.version)
