"""What a comment says, without who says it.

`read` is the only way raw text enters the product: it settles the spelling, masks what tells who wrote
or who is meant, and only then asks in which language, how and about what. Nothing here writes, logs or
remembers a text. Everything works offline. See docs/listening.md.
"""

from dataclasses import dataclass

from bot.listening import language as _language
from bot.listening import redact as _redact
from bot.listening import sentiment as _sentiment
from bot.listening import themes as _themes
from bot.listening.normal import LIMIT, TooLong, normalise
from bot.listening.redacted import Redacted, mask_more
from bot.listening.themes import THEMES, theme_name

__all__ = ["LIMIT", "THEMES", "Reading", "Redacted", "TooLong", "mask_more", "read", "theme_name"]


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


def read(text: str, hint: str, *, machine: bool = True) -> Reading:
    """Return `text` masked, with its language, sentiment and themes.

    `hint` is the language of the person's locale, "de" or "en", and decides where the text alone cannot.
    `machine=False` is for workspaces that switched machine reading off: masked, language known, nothing
    judged. Raises `TooLong` above `LIMIT` characters.
    """
    plain = normalise(text)
    spoken = _language.detect(plain, hint)
    masked = _redact.redact(plain, spoken)
    if not machine:
        return Reading(masked, spoken, "unclear", 0.0, (), "none")
    label, confidence = _sentiment.feel(masked.text, spoken)
    themes = _themes.themes_of(masked.text, spoken)
    return Reading(masked, spoken, label, confidence, themes, _sentiment.version())
