"""A text as numbers: hashed words, pairs of words and pieces of words, and what the lexicon says of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.listening.lexicon import Lexicon, impressions, weigh

BITS: Final = 16
"""Hashed features fall into 2 to the power of this many buckets."""

_TOKEN: Final = re.compile(
    r"\[[A-ZÄÖÜ. -]+\]|[:;=][-']?[()dp3/](?!\w)|<3|[^\W_]+(?:['’][^\W_]+)*|[!?]+|\.{2,}|[.,;:\n()-]"
    r"|[\u2600-\u27bf\U0001f000-\U0001faff]"
)
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")
_DIGITS: Final = re.compile(r"\d+")
_GRADE: Final = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:[.,]\d)? ?(?:(?:/|von|out of|of) ?(5|10)(?!\d)|(?:sterne?n?|stars?)\b)|(⭐+)"
)
_BEST: Final = 0.75
_WORST: Final = 0.45
_SHIFT: Final = np.uint32(32 - BITS)
_GOLDEN: Final = np.uint32(2654435769)
_PAIR: Final = np.uint32(0x9E3779B1)
_TURNED: Final = np.uint32(0x5BD1E995)
_SHORTEST_PIECE: Final = 3
_LONGEST_PIECE: Final = 5
_SPACE: Final = ord(" ")
_PRIME: Final = np.uint32(16777619)

Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Features:
    """What of a text the weights are applied to."""

    words: Hashes
    """Buckets of words, negated words and pairs of words."""
    pieces: Hashes
    """Buckets of pieces of three to five letters."""
    dense: npt.NDArray[np.float32]
    """What the lexicon says, `lexicon.DENSE` numbers."""


def tokens_of(text: str) -> list[str]:
    """Return the words, marks and emoticons of `text`, in lower case, drawn-out letters and numbers
    shortened."""
    graded = _GRADE.sub(_said, text.lower().replace("’", "'"))
    return _TOKEN.findall(_DIGITS.sub("0", _DRAWN_OUT.sub(r"\1\1", graded)))


def _said(grade: re.Match[str]) -> str:
    """Return a word for "1 star", "9/10" or "⭐⭐⭐": digits are the same to the rest of the features."""
    share = len(grade[3]) / 5 if grade[3] else int(grade[1]) / int(grade[2] or 5)
    return " gradehigh " if share >= _BEST else " gradelow " if share < _WORST else " grademiddle "


def features(text: str, language: str, lexicon: Lexicon) -> Features:
    """Return the features of a redacted `text` in `language`."""
    tokens = tokens_of(text)
    weighed = weigh(tokens, language, lexicon)
    dense = np.array(impressions(tokens, language, weighed, text), dtype=np.float32)
    return Features(words_of(tokens, weighed.negated), _pieces(tokens), dense)


def words_of(tokens: list[str], negated: Sequence[bool] = ()) -> Hashes:
    """Return the buckets of words, of pairs of words, and of words that are `negated`."""
    ones = np.array([crc32(token.encode()) for token in tokens], dtype=np.uint32)
    negated = negated or [False] * len(tokens)
    pairs = ones[:-1] * _PAIR + ones[1:]
    turned = ones[np.array(negated, dtype=bool)] ^ _TURNED
    return _bucket(np.concatenate([ones, pairs, turned]))


def _pieces(tokens: list[str]) -> Hashes:
    """Return the buckets of all pieces of words with their borders; none reaches over a border."""
    line = np.frombuffer(f" {' '.join(tokens)} ".encode("utf-32-le", "replace"), dtype=np.uint32)
    borders = np.cumsum(line == _SPACE)
    hashed, found = line, []
    for size in range(2, _LONGEST_PIECE + 1):
        hashed = hashed[:-1] * _PRIME ^ line[size - 1 :]
        if size >= _SHORTEST_PIECE and len(hashed):
            inside = (
                borders[size - 2 : size - 2 + len(hashed)] == borders[: len(hashed)]
            )  # borders at the ends only
            found.append(hashed[inside])
    return _bucket(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint32)


def _bucket(hashed: Hashes) -> Hashes:
    return (hashed * _GOLDEN) >> _SHIFT
