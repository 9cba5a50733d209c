"""What a workspace's people teach: labels they confirmed, kept as counts of hashed features, never as text.

The shipped weights know no company's own words. Each label somebody confirms or corrects adds one to the
counts of its features in its week; `refit` turns the counts into weights on top of the shipped ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.listening import model
from bot.listening.features import BITS, Hashes, features
from bot.listening.model import Floats, Model
from bot.listening.redacted import Redacted
from bot.listening.train import quantised

FEWEST_LABELS: Final = 20
"""Confirmed labels under which nothing is learned: a handful would only repeat its own accidents."""

_SMOOTHING: Final = 1.0
_TRUST: Final = 0.5  # a naive Bayes score counts every word as news; half of it is about right


@dataclass(frozen=True, slots=True)
class Counts:
    """How often features stood in texts of one label in one week."""

    texts: int
    words: Mapping[int, int]
    """By bucket; a bucket holds many words, and no text can be put together from buckets."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.texts + other.texts, Counter(self.words) + Counter(other.words))


def counts(text: Redacted, language: str) -> Counts:
    """Return what one confirmed `text` in `language` adds to the counts of its label and week."""
    buckets = np.unique(_buckets(text.text, language))
    return Counts(1, Counter(buckets.tolist()))


def _buckets(text: str, language: str) -> Hashes:
    return features(text, language, model.shipped()[1][language].lexicon).words


def refit(base: Model, labelled: Mapping[str, Iterable[Counts]]) -> Model:
    """Return `base` with what people taught on top of it.

    `labelled` holds counts by label, one of `model.CLASSES` each. Under `FEWEST_LABELS` texts in all, or
    with only one label among them, `base` is returned as it is.
    """
    sums = {label: sum(found, Counts(0, {})) for label, found in labelled.items()}
    texts = {label: total.texts for label, total in sums.items() if total.texts}
    if sum(texts.values()) < FEWEST_LABELS or len(texts) < 2:
        return base
    learned = {label: _log_rates(sums[label]) for label in texts}
    middle: Floats = np.stack(list(learned.values())).mean(axis=0)
    plain = learned.get("neutral", middle)
    own = np.stack([learned.get(label, middle) - plain for label in ("negative", "positive")], axis=1)
    words, step = _quantised_pair(base.words * base.steps[0] + _TRUST * own)
    return replace(base, words=words, steps=np.array([step, base.steps[1]], np.float32))


def _log_rates(total: Counts) -> Floats:
    """Return by bucket the logarithm of how often it stands in a text of this label."""
    seen = np.zeros(1 << BITS, dtype=np.float32)
    seen[list(total.words)] = list(total.words.values())
    return np.asarray(np.log((seen + _SMOOTHING) / (total.texts + 2 * _SMOOTHING)), dtype=np.float32)


def _quantised_pair(table: Floats) -> tuple[npt.NDArray[np.int8], float]:
    """Return a table of (negative, positive) scores as integers, and what one step of them is worth."""
    neutral = np.zeros((len(table), 1), dtype=np.float32)
    return quantised(np.hstack([table[:, :1], neutral, table[:, 1:]]))
