"""Words that carry a feeling, turned round where they are negated: the part of reading that works for any company.

The German Polarity Lexicon, TextBlob's English lexicon and our own lists are kept in the weights file, by the hash
of their stems; `benchmarks/train_listening.py` puts them there and names sources and licences.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np

_NEGATIONS: Final = {
    "de": frozenset("nicht nich nix kein keine keinen keiner keines keinerlei nie niemals ohne weder nirgends kaum wenig".split()),
    "en": frozenset(
        "not no never without neither nor hardly barely cannot cant can't don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt "
        "aren't weren't won't wont wouldn't wouldnt couldn't couldnt shouldn't ain't haven't hasn't hadn't nothing none lack lacks".split()
    ),
}  # fmt: skip
_STRONGER: Final = {
    "de": frozenset("sehr echt total absolut wirklich extrem unglaublich richtig äußerst besonders so völlig komplett überaus unfassbar wahnsinnig mega ganz super".split()),
    "en": frozenset("very really so absolutely extremely totally completely incredibly truly super highly particularly utterly beyond most".split()),
}  # fmt: skip
_WEAKER: Final = {
    "de": frozenset(
        "etwas bisschen recht relativ eher teilweise ziemlich manchmal halbwegs einigermaßen leicht".split()
    ),
    "en": frozenset(
        "somewhat slightly fairly bit little rather sometimes kinda sort quite mostly partly".split()
    ),
}
_TURNS: Final = {
    "de": frozenset("aber jedoch allerdings doch leider trotzdem dennoch nur sondern obwohl".split()),
    "en": frozenset("but however although though yet unfortunately sadly except only despite".split()),
}
_CLAUSE_ENDS: Final = frozenset(".,;:!?\n-()")
_BEFORE: Final = 4
_AFTER: Final = 3
_PRAISE_TURNED: Final = -0.8  # "not great" is bad
_BLAME_TURNED: Final = -0.2  # "not terrible" is little praise, and "never so terrible" is none

DENSE: Final = 22
"""How many numbers `impressions` returns."""


_GERMAN_ENDS: Final = (
    (("ungen", "ung", "ern", "em", "er", "en", "es", "e", "s", "n"), 3),
    (("end", "est", "st", "et", "t"), 4),
)
"""Endings to take off in two rounds, and how many letters must be left."""


def _stem_german(word: str) -> str:
    for ends, left in _GERMAN_ENDS:
        end = next((end for end in ends if word.endswith(end) and len(word) - len(end) >= left), "")
        word = word.removesuffix(end)
    return word.replace("ß", "ss").replace("ä", "a").replace("ö", "o").replace("ü", "u")


def _stem_english(word: str) -> str:
    word = word.removesuffix("'s")
    for end, new in (
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
        ("e", ""),
    ):
        if word.endswith(end) and len(word) - len(end) >= 4 and not word.endswith("ss"):
            return word[: -len(end)] + new
    return word


_STEMMERS: Final = {"de": _stem_german, "en": _stem_english}


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return what inflected forms of a lower-case `word` have in common; rough, and the same for list and text."""
    return _STEMMERS[language](word)


def key(stems: Sequence[str]) -> int:
    """Return the number under which a word or phrase of `stems` is kept."""
    return crc32(" ".join(stems).encode())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words and phrases of one language are worth, -1 to +1, by the `key` of their stems."""

    own: Mapping[int, float]
    wide: Mapping[int, float]
    starts: frozenset[str]
    """The stems phrases begin with, so that most words ask for none."""


def weigh(tokens: Sequence[str], language: str, lexicon: Lexicon) -> tuple[np.ndarray, list[bool]]:
    """Return the value of each token in the own and the wide list (2 x tokens), and which tokens are negated."""
    stems = [stem(token, language) for token in tokens]
    values = np.zeros((2, len(tokens)), dtype=np.float32)
    for at, word in enumerate(stems):
        one = crc32(word.encode())
        values[0, at] = lexicon.own.get(one, 0.0)
        values[1, at] = lexicon.wide.get(one, 0.0)
    negated = _negated(tokens, language)
    _moderate(values, tokens, negated, language)
    _hear_phrases(values, stems, lexicon)
    return values, negated


def _negated(tokens: Sequence[str], language: str) -> list[bool]:
    """Return which tokens stand in reach of a negation, inside their clause."""
    found = [False] * len(tokens)
    for at, token in enumerate(tokens):
        if token not in _NEGATIONS[language] or (tokens[at + 1 : at + 2] == ["nur"]):
            continue
        for near in range(at + 1, min(at + 1 + _BEFORE, len(tokens))):
            if tokens[near][0] in _CLAUSE_ENDS:
                break
            found[near] = True
        if token == "nicht":  # follows its verb: "gefällt mir nicht"
            for near in range(at - 1, max(at - 1 - _AFTER, -1), -1):
                if tokens[near][0] in _CLAUSE_ENDS:
                    break
                found[near] = True
    return found


def _moderate(values: np.ndarray, tokens: Sequence[str], negated: list[bool], language: str) -> None:
    for at in np.flatnonzero(values.any(axis=0)):
        before = tokens[at - 1] if at else ""
        if before in _STRONGER[language]:
            values[:, at] *= 1.4
        elif before in _WEAKER[language]:
            values[:, at] *= 0.6
        if negated[at] and tokens[at] not in _NEGATIONS[language]:
            values[:, at] *= np.where(values[:, at] > 0, _PRAISE_TURNED, _BLAME_TURNED)


def _hear_phrases(values: np.ndarray, stems: list[str], lexicon: Lexicon) -> None:
    """Put the value of a phrase in the place of its words."""
    at = 0
    while at < len(stems):
        size = _phrase_at(stems, at, lexicon) if stems[at] in lexicon.starts else 0
        if size:
            values[:, at : at + size] = 0
            values[0, at] = lexicon.own[key(stems[at : at + size])]
        at += size or 1


def _phrase_at(stems: list[str], at: int, lexicon: Lexicon) -> int:
    return next((n for n in (4, 3, 2) if at + n <= len(stems) and key(stems[at : at + n]) in lexicon.own), 0)


def impressions(
    tokens: Sequence[str], language: str, values: np.ndarray, negated: list[bool], text: str
) -> np.ndarray:
    """Return what the words say together, as `DENSE` numbers of about the same size."""
    own, wide = values
    turn = max((at for at, token in enumerate(tokens) if token in _TURNS[language]), default=-1)
    ends = [at for at, token in enumerate(tokens) if token[0] in ".!?\n"][:-1]
    tail = ends[-1] if ends else 0
    size = max(len(tokens), 1) ** 0.5
    plus, minus = own.clip(min=0), own.clip(max=0)
    total = float(own.sum())
    return np.array(
        [
            plus.sum() / size, minus.sum() / size, wide.clip(min=0).sum() / size, wide.clip(max=0).sum() / size,
            plus.max(initial=0), minus.min(initial=0), np.tanh(total), np.tanh(float(wide.sum())),
            np.tanh(float(own[turn + 1 :].sum())) if turn >= 0 else 0, float(turn >= 0),
            np.tanh(float(own[tail:].sum())), np.tanh(float(own[: ends[0]].sum())) if ends else np.tanh(total),
            sum(negated) / size, min(text.count("!"), 3) / 3, float("?" in text), float(not own.any()),
            min(len(tokens), 100) / 100, _mean(own), _mean(wide), float(total > 0), float(total < 0), min(float((minus < 0).sum()), 4) / 4,
        ],
        dtype=np.float32,
    )  # fmt: skip


def _mean(values: np.ndarray) -> float:
    """Return the mean of what is not nothing."""
    telling = values[values != 0]
    return float(telling.mean()) if len(telling) else 0.0
