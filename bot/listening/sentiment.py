"""How a text sounds: TextBlob is the face, the analyzer is ours."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Feeling:
    """What the machine hears in a text."""

    label: str
    """"positive", "neutral", "negative" or "unclear"."""
    confidence: float
    """Calibrated probability of the likeliest class, 0 to 1."""


MODEL_VERSION: Final = "pattern-1"
_PEERS: Final = ("scipy", "sklearn", "matplotlib")


def feel(text: str, language: str) -> Feeling:
    """Return the sentiment of an already redacted `text` in `language`."""
    polarity = float(_blobber(language)(text).sentiment.polarity)
    label = "positive" if polarity > 0.1 else "negative" if polarity < -0.1 else "neutral"
    return Feeling(label, 0.5 + abs(polarity) / 2)


@cache
def _blobber(language: str):  # type: ignore[no-untyped-def]
    with _without(_PEERS):
        from textblob import Blobber
    return Blobber()


@contextmanager
def _without(modules: tuple[str, ...]) -> Iterator[None]:
    """Hide optional `modules` while nltk is imported.

    nltk, which TextBlob imports, pulls in SciPy, scikit-learn and Matplotlib wherever they happen to be
    installed: two seconds and 90 MB for statistics nobody here calls. Modules already imported stay as
    they are.
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None means "not importable"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
