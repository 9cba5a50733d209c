"""Words that carry a feeling, turned round where they are negated: what works for any company.

The German Polarity Lexicon, TextBlob's English lexicon and our own lists are kept in the weights file, by
the hash of their stems; `benchmarks/train_listening.py` puts them there and names sources and licences.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

from bot.listening.language import LANGUAGES
from bot.listening.wordlists import words

_NEGATIONS: Final = {language: words(f"{language}_negations") for language in LANGUAGES}
_STRONGER: Final = {language: words(f"{language}_stronger") for language in LANGUAGES}
_WEAKER: Final = {language: words(f"{language}_weaker") for language in LANGUAGES}
_TURNS: Final = {language: words(f"{language}_turns") for language in LANGUAGES}
_PLAIN: Final = {language: words(f"{language}_plain") for language in LANGUAGES}
_CLAUSE_ENDS: Final = frozenset(".,;:!?\n-()")
_AFTER_ITS_VERB: Final = "nicht"
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
    """Return what inflected forms of a lower-case `word` have in common; rough, and the same for list and
    text."""
    return f"{word}." if word in _PLAIN[language] else _STEMMERS[language](word)


def key(stems: Sequence[str]) -> int:
    """Return the number under which a word or phrase of `stems` is kept."""
    return crc32(" ".join(stems).encode())


def beginnings(stems: Sequence[str]) -> set[int]:
    """Return the keys of all that a phrase of `stems` begins with, itself left out."""
    return {key(stems[:size]) for size in range(1, len(stems))}


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What words and phrases of one language are worth, -1 to +1, by the `key` of their stems."""

    own: Mapping[int, float]
    wide: Mapping[int, float]
    starts: frozenset[int]
    """The `beginnings` of all phrases, so that a walk along one ends where no phrase goes on."""


@lru_cache(maxsize=50_000)
def _known(token: str, language: str, lexicon: Lexicon) -> tuple[str, float, float]:
    """Return the stem of `token` and what the own and the wide list say of it."""
    root = stem(token, language)
    at = key([root])
    return root, lexicon.own.get(at, 0.0), lexicon.wide.get(at, 0.0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a text with their worth where they stand."""

    own: list[float]
    wide: list[float]
    negated: list[bool]


def weigh(tokens: Sequence[str], language: str, lexicon: Lexicon) -> Weighed:
    """Return what each of `tokens` is worth in its place: stronger after "very", turned after "not"."""
    known = [_known(token, language, lexicon) for token in tokens]
    found = Weighed([own for _, own, _ in known], [wide for _, _, wide in known], _negated(tokens, language))
    for at, token in enumerate(tokens):
        if found.own[at] or found.wide[at]:
            _moderate(found, at, tokens[at - 1] if at else "", token, language)
    _hear_phrases(found, [root for root, _, _ in known], [t in _NEGATIONS[language] for t in tokens], lexicon)
    return found


def _negated(tokens: Sequence[str], language: str) -> list[bool]:
    """Return which tokens stand in reach of a negation, inside their clause."""
    found = [False] * len(tokens)
    words = _NEGATIONS[language]
    for at, token in enumerate(tokens):
        if token in words and tokens[at + 1 : at + 2] != ["nur"]:
            _reach(found, tokens, range(at + 1, min(at + 1 + _BEFORE, len(tokens))))
            if token == _AFTER_ITS_VERB:  # also follows its verb: "gefällt mir nicht"
                _reach(found, tokens, range(at - 1, max(at - 1 - _AFTER, -1), -1))
    return found


def _reach(found: list[bool], tokens: Sequence[str], places: range) -> None:
    for near in places:
        if tokens[near][0] in _CLAUSE_ENDS:
            return
        found[near] = True


def _moderate(found: Weighed, at: int, before: str, token: str, language: str) -> None:
    factor = 1.4 if before in _STRONGER[language] else 0.6 if before in _WEAKER[language] else 1.0
    turned = found.negated[at] and token not in _NEGATIONS[language]
    for worths in (found.own, found.wide):
        worth = worths[at] * factor
        worths[at] = worth * (_PRAISE_TURNED if worth > 0 else _BLAME_TURNED) if turned else worth


def _hear_phrases(found: Weighed, stems: list[str], negations: list[bool], lexicon: Lexicon) -> None:
    """Put the value of a phrase in the place of its words; "not very good" turns "very good"."""
    at = 0
    while at < len(stems):
        size, worth = _phrase_at(stems, at, lexicon)
        if size:
            turned = found.negated[at] and worth > 0 and not any(negations[at : at + size])
            found.own[at : at + size] = [worth * _PRAISE_TURNED if turned else worth] + [0.0] * (size - 1)
            found.wide[at : at + size] = [0.0] * size
        at += size or 1


def _phrase_at(stems: Sequence[str], at: int, lexicon: Lexicon) -> tuple[int, float]:
    """Return how many words the longest phrase that begins `at` a place has, and its worth; else no words."""
    size, worth = 0, 0.0
    reached, end = crc32(stems[at].encode()), at + 1
    while reached in lexicon.starts and end < len(stems):
        reached, end = crc32(f" {stems[end]}".encode(), reached), end + 1
        if reached in lexicon.own:
            size, worth = end - at, lexicon.own[reached]
    return size, worth


def impressions(tokens: Sequence[str], language: str, found: Weighed, text: str) -> list[float]:
    """Return what the words say together, as `DENSE` numbers of about the same size."""
    own, wide = found.own, found.wide
    turns = _TURNS[language]
    turn = -1 if turns.isdisjoint(tokens) else max(at for at, token in enumerate(tokens) if token in turns)
    ends = [at for at, token in enumerate(tokens) if token[0] in ".!?\n"][:-1]
    size = math.sqrt(max(len(tokens), 1))
    plus, minus = [worth for worth in own if worth > 0], [worth for worth in own if worth < 0]
    other_plus, other_minus = [worth for worth in wide if worth > 0], [worth for worth in wide if worth < 0]
    total = sum(own)
    return [
        sum(plus) / size, sum(minus) / size, sum(other_plus) / size, sum(other_minus) / size,
        max(plus, default=0), min(minus, default=0), math.tanh(total), math.tanh(sum(wide)),
        math.tanh(sum(own[turn + 1 :])) if turn >= 0 else 0, float(turn >= 0),
        math.tanh(sum(own[ends[-1] :] if ends else own)), math.tanh(sum(own[: ends[0]] if ends else own)),
        sum(found.negated) / size, min(text.count("!"), 3) / 3, float("?" in text),
        float(not plus and not minus), min(len(tokens), 100) / 100, total / max(len(plus) + len(minus), 1),
        sum(wide) / max(len(other_plus) + len(other_minus), 1), float(total > 0), float(total < 0),
        min(len(minus), 4) / 4,
    ]  # fmt: skip
