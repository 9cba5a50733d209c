"""What a workspace's people teach: labels they confirmed, kept as counts of hashed features, never as text.

The shipped weights know no company's own words. Each label somebody confirms or corrects adds one to the
counts of its features in its week; `refit` turns the counts into weights on top of the shipped ones.
"""

import base64
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot import listening
from bot.listening import model, themes
from bot.listening import topics as _topics
from bot.listening.features import BITS, Hashes, features
from bot.listening.model import Floats, Model
from bot.listening.redacted import Redacted
from bot.listening.topics import FEWEST_EXAMPLES, Topic
from bot.listening.train import quantised

__all__ = [
    "FEWEST_EXAMPLES", "FEWEST_LABELS", "NOTHING", "Counts", "counts", "ear", "packed", "refit", "shipped",
    "topics",
]  # fmt: skip

FEWEST_LABELS: Final = 20
"""Confirmed labels under which nothing is learned: a handful would only repeat its own accidents."""

_SMOOTHING: Final = 1.0
_TRUST: Final = 1.0  # more helps where 200 labels are of one trade, and harms where they are of many


@dataclass(frozen=True, slots=True)
class Counts:
    """How often features stood in texts of one label in one week."""

    texts: int
    words: Mapping[int, int]
    """By bucket; a bucket holds many words, and no text can be put together from buckets."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.texts + other.texts, Counter(self.words) + Counter(other.words))

    def __sub__(self, other: "Counts") -> "Counts":
        """Without `other`; never less than nothing."""
        return Counts(max(self.texts - other.texts, 0), Counter(self.words) - Counter(other.words))


NOTHING: Final = Counts(0, {})
Models = Mapping[str, Model]
Topics = Mapping[str, Topic]


def shipped(language: str) -> Model:
    """Return the weights that labels are put on top of."""
    return model.shipped()[1][language]


def counts(text: Redacted, language: str) -> Counts:
    """Return what one confirmed `text` in `language` adds to the counts of its label and week."""
    buckets = np.unique(_buckets(text.text, language))
    return Counts(1, Counter(buckets.tolist()))


def _buckets(text: str, language: str) -> Hashes:
    return features(text, language, shipped(language).lexicon).words


def refit(base: Model, labelled: Mapping[str, Iterable[Counts]]) -> Model:
    """Return `base` with what people taught on top of it.

    `labelled` holds counts by label, one of `model.CLASSES` each. Under `FEWEST_LABELS` texts in all, or
    with only one label among them, `base` is returned as it is.
    """
    sums = {label: sum(found, NOTHING) for label, found in labelled.items()}
    texts = {label: total.texts for label, total in sums.items() if total.texts}
    if sum(texts.values()) < FEWEST_LABELS or len(texts) < 2:
        return base
    everything = sum(sums.values(), NOTHING)
    learned = {label: _surprise(sums[label], everything) for label in texts}
    middle: Floats = np.stack(list(learned.values())).mean(axis=0)
    plain = learned.get("neutral", middle)
    own = np.stack([learned.get(label, middle) - plain for label in ("negative", "positive")], axis=1)
    words, step = _quantised_pair(base.words * base.steps[0] + _TRUST * own)
    return replace(base, words=words, steps=np.array([step, base.steps[1]], np.float32))


def _surprise(total: Counts, everything: Counts) -> Floats:
    """Return by bucket how much more often it stands in texts of a label than in all, as a logarithm.

    What nobody used says nothing, however unequal the labels: counts are held against what is expected of so
    many texts, both with a pseudo-count (the mean of a Poisson rate under a Gamma prior of mean one).
    """
    seen, expected = np.zeros((2, 1 << BITS), dtype=np.float32)
    seen[list(total.words)] = list(total.words.values())
    expected[list(everything.words)] = list(everything.words.values())
    expected *= total.texts / everything.texts
    return np.asarray(np.log((seen + _SMOOTHING) / (expected + _SMOOTHING)), dtype=np.float32)


def _quantised_pair(table: Floats) -> tuple[npt.NDArray[np.int8], float]:
    """Return a table of (negative, positive) scores as integers, and what one step of them is worth."""
    neutral = np.zeros((len(table), 1), dtype=np.float32)
    return quantised(np.hstack([table[:, :1], neutral, table[:, 1:]]))


def topics(totals: Mapping[str, Counts]) -> Topics:
    """Return a classifier of each theme with enough confirmed examples, by the counts of every theme."""
    everything = sum(totals.values(), NOTHING)
    found = {}
    for theme, mine in totals.items():
        rest = everything - mine
        made = _topics.topic(mine.words, mine.texts, rest.words, rest.texts)
        if made is not None:
            found[theme] = made
    return found


def packed(models: Models, themed: Mapping[str, Topics]) -> str:
    """Return what labels made of a workspace's reading, as a text that `ear` reads back."""
    arrays: dict[str, Any] = {"base": np.array(model.shipped()[0])}
    for language, learned in models.items():
        arrays |= {f"{language}/words": learned.words, f"{language}/steps": learned.steps}
    for language, found in themed.items():
        for theme, known in found.items():
            at = f"{language}/topic/{theme}"
            arrays |= {f"{at}/buckets": known.buckets, f"{at}/worths": known.worths.astype(np.float16)}
            arrays[f"{at}/prior"] = np.array(known.prior)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return base64.b64encode(file.getvalue()).decode()


def ear(weights: str | None, toml: str | None) -> "listening.Ear":
    """Return what a workspace reads with: `packed` weights and themes of its own, either may be None.

    Weights made on top of other shipped ones than today's are left aside until they are made again.
    Raises `BrokenThemes`.
    """
    base, models = model.shipped()
    topics_by_language: dict[str, Topics] = {}
    if weights is not None:
        with np.load(io.BytesIO(base64.b64decode(weights)), allow_pickle=False) as file:
            arrays = dict(file)
        if str(arrays["base"]) == base:
            models = {language: _on_top(arrays, language, models[language]) for language in models}
            topics_by_language = {language: _themed(arrays, language) for language in models}
    mark = sha256(f"{weights}|{toml}".encode()).hexdigest()[:8]
    book = themes.shipped() if toml is None else themes.parse(toml)
    return listening.Ear(f"{base}+{mark}", models, book, topics_by_language)


def _on_top(arrays: Mapping[str, Any], language: str, base: Model) -> Model:
    if f"{language}/words" not in arrays:
        return base
    return replace(base, words=arrays[f"{language}/words"], steps=arrays[f"{language}/steps"])


def _themed(arrays: Mapping[str, Any], language: str) -> Topics:
    begin = f"{language}/topic/"
    names = {name.removeprefix(begin).rpartition("/")[0] for name in arrays if name.startswith(begin)}
    return {
        theme: Topic(
            arrays[f"{begin}{theme}/buckets"],
            arrays[f"{begin}{theme}/worths"].astype(np.float32),
            float(arrays[f"{begin}{theme}/prior"]),
        )
        for theme in sorted(names)
    }
