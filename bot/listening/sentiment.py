"""How a text sounds: TextBlob is the face, the analyzer is ours.

TextBlob's own sentiment knows English only and hears nothing in most German comments. Its `Blobber` takes any
analyzer, so ours is plugged into one shared blobber per language; `blob.sentiment` is then ours
(`blob.polarity` stays wired to the English lexicon and is not used).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from bot.listening import model
from bot.listening.features import features
from bot.listening.model import Model

_MOST_WEIGHTS: Final = 64  # of workspaces that taught their own, kept in memory
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


def hear(text: str, language: str, weights: Model | None = None) -> Sentiment:
    """Return how an already redacted `text` in `language` sounds, to the shipped `weights` or others."""
    sentiment: Sentiment = _blobber(language, weights or model.shipped()[1][language])(text).sentiment
    return sentiment


def analyze(text: str, language: str, weights: Model) -> Sentiment:
    """Return how `text` in `language` sounds to `weights`; what TextBlob calls behind `hear`."""
    likely = weights.probabilities(features(text, language, weights.lexicon))
    at = int(likely.argmax())
    confidence = float(likely[at])
    return Sentiment(
        float(likely[2] - likely[0]), model.CLASSES[at], confidence, confidence < weights.unclear_below
    )


@lru_cache(maxsize=_MOST_WEIGHTS)
def _blobber(language: str, weights: Model) -> Callable[[str], Any]:
    """Return the one blobber of `language` with these `weights`.

    Imported late: with nltk behind it TextBlob takes longer to import than everything else here together.
    """
    with _without(_HEAVY):
        from textblob import Blobber
        from textblob.base import BaseSentimentAnalyzer

    class Analyzer(BaseSentimentAnalyzer):  # type: ignore[misc]
        """Ours, as TextBlob wants it."""

        def analyze(self, text: str) -> Sentiment:
            return analyze(text, language, weights)

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
