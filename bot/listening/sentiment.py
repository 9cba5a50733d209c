"""How a text sounds: TextBlob is the face, the analyzer is ours.

TextBlob's own sentiment knows English only and hears nothing in most German comments. Its `Blobber` takes any
analyzer, so ours is plugged into one shared blobber per language; `blob.sentiment` is then ours
(`blob.polarity` stays wired to the English lexicon and is not used).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bot.listening import model
from bot.listening.features import features

UNCLEAR: Final = "unclear"
_HEAVY: Final = ("scipy", "sklearn", "matplotlib")


@dataclass(frozen=True, slots=True)
class Sentiment:
    """What the machine hears in a text; what `blob.sentiment` is here."""

    polarity: float
    """-1 to +1: probability of "positive" less that of "negative"."""
    label: str
    """The likeliest of "positive", "neutral", "negative"."""
    confidence: float
    """Calibrated probability of the label, 0 to 1."""
    unclear: bool
    """Whether the label would be a guess."""


def version() -> str:
    """Return the version of the weights."""
    return model.shipped()[0]


def feel(text: str, language: str) -> tuple[str, float]:
    """Return the label of an already redacted `text`, "unclear" instead of a guess, and its confidence."""
    heard = hear(text, language)
    return UNCLEAR if heard.unclear else heard.label, heard.confidence


def hear(text: str, language: str) -> Sentiment:
    """Return how `text` in `language` sounds, through TextBlob."""
    sentiment: Sentiment = _blobber(language)(text).sentiment
    return sentiment


def analyze(text: str, language: str) -> Sentiment:
    """Return how `text` in `language` sounds."""
    weights = model.shipped()[1][language]
    likely = weights.probabilities(features(text, language, weights.lexicon))
    at = int(likely.argmax())
    confidence = float(likely[at])
    return Sentiment(
        float(likely[2] - likely[0]), model.CLASSES[at], confidence, confidence < weights.unclear_below
    )


@cache
def _blobber(language: str) -> Callable[[str], Any]:
    """Return the one blobber of `language`.

    Imported late: with nltk behind it TextBlob takes longer to import than everything else here together.
    """
    with _without(_HEAVY):
        from textblob import Blobber
        from textblob.base import BaseSentimentAnalyzer

    class Analyzer(BaseSentimentAnalyzer):  # type: ignore[misc]
        """Ours, as TextBlob wants it."""

        def analyze(self, text: str) -> Sentiment:
            return analyze(text, language)

    blobber: Callable[[str], Any] = Blobber(analyzer=Analyzer())
    return blobber


@contextmanager
def _without(modules: tuple[str, ...]) -> Iterator[None]:
    """Hide optional `modules` while nltk is imported.

    nltk, which TextBlob imports, pulls in SciPy, scikit-learn and Matplotlib wherever they happen to be
    installed: two seconds and 90 MB for statistics nobody here calls. What is imported already stays.
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None means "not importable"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
