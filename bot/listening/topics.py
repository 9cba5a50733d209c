"""What a workspace's people taught about themes: one small classifier a theme beside its rules.

Naive Bayes, one theme against the rest, over hashed words and pairs of words: it needs counts only, so no
text has to be kept. It only adds a theme to what the rules hear, and only where it is rather sure.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.listening.features import Hashes, tokens_of, words_of

FEWEST_EXAMPLES: Final = 50
"""Confirmed examples from which on a theme has a classifier, and others it is told from."""

_SMOOTHING: Final = 0.5
_SEEN: Final = 3  # buckets of fewer texts tell one author's words, not a theme's
_SURE: Final = 1.0  # nats: 2.7 times as likely as not


@dataclass(frozen=True, eq=False)
class Topic:
    """One theme: what a bucket adds to its log-odds, and the odds before anything is read."""

    buckets: npt.NDArray[np.uint16]
    """Sorted."""
    worths: npt.NDArray[np.float32]
    prior: float


Topics = Mapping[str, Topic]


def topic(mine: Mapping[int, int], texts: int, others: Mapping[int, int], other_texts: int) -> Topic | None:
    """Return the classifier of a theme from the counts of its texts and of the rest's; None with too few."""
    if min(texts, other_texts) < FEWEST_EXAMPLES:
        return None
    told = sorted(at for at in {*mine, *others} if mine.get(at, 0) + others.get(at, 0) >= _SEEN)
    worths = [_worth(mine.get(at, 0), texts, others.get(at, 0), other_texts) for at in told]
    prior = math.log(texts / other_texts)
    return Topic(np.array(told, dtype=np.uint16), np.array(worths, dtype=np.float32), prior)


def _worth(mine: int, texts: int, others: int, other_texts: int) -> float:
    here = (mine + _SMOOTHING) / (texts + 2 * _SMOOTHING)
    there = (others + _SMOOTHING) / (other_texts + 2 * _SMOOTHING)
    return math.log(here / there)


def buckets(text: str) -> Hashes:
    """Return the buckets of a text's words and pairs of words, each once."""
    return np.unique(words_of(tokens_of(text)))


def heard(text: str, topics: Topics) -> Iterator[str]:
    """Yield the themes of `topics` that a redacted `text` speaks of, rather surely."""
    found = buckets(text)
    for theme, known in topics.items():
        at = np.searchsorted(known.buckets, found)
        inside = at < len(known.buckets)
        hits = at[inside][known.buckets[at[inside]] == found[inside]]
        if known.prior + float(known.worths[hits].sum()) / max(len(hits), 1) ** 0.5 >= _SURE:
            yield theme
