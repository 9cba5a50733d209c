"""Fitting the weights with numpy: softmax regression over hashed features, and calibrated confidence.

The same fit trains what is shipped (`benchmarks/train_listening.py`) and refits a workspace from the labels
its people confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.listening.features import BITS, Features
from bot.listening.lexicon import DENSE, Lexicon
from bot.listening.model import Model

_CLASSES: Final = 3
_RATE: Final = 0.03
_STEPS: Final = 220
_BLIND: Final = 0.3
"""Share of texts whose words are hidden in each step, so that the lexicon learns to stand alone: what it
knows carries to companies whose words were never seen."""

_LARGEST: Final = 0.9995
"""The few weights beyond this quantile are cut to it: steps wide enough for them would swallow the small."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A text as features, the index of its class in `model.CLASSES`, and how much it counts."""

    seen: Features
    label: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights before they are made integers."""

    words: Floats
    pieces: Floats
    dense: Floats
    bias: Floats

    def scores(self, seen: Features) -> Floats:
        """Return the score of each class."""
        found = self.bias + seen.dense @ self.dense
        for table, buckets in ((self.words, seen.words), (self.pieces, seen.pieces)):
            if len(buckets):
                found = found + table[buckets].sum(axis=0) / np.sqrt(len(buckets))
        return np.asarray(found, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Sparse:
    """Rows of buckets, each worth one through the square root of how many there are."""

    buckets: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    worth: Floats
    count: int

    def times(self, table: Floats) -> Floats:
        weighed = table[self.buckets] * self.worth[:, None]
        return np.stack(
            [np.bincount(self.rows, weighed[:, c], self.count) for c in range(_CLASSES)], 1
        ).astype(np.float32)

    def back(self, errors: Floats) -> Floats:
        spread = errors[self.rows] * self.worth[:, None]
        size = 1 << BITS
        return np.stack([np.bincount(self.buckets, spread[:, c], size) for c in range(_CLASSES)], 1).astype(
            np.float32
        )


def _sparse(rows: Sequence[npt.NDArray[np.uint32]]) -> _Sparse:
    sizes = np.array([len(row) for row in rows])
    worth = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    return _Sparse(
        np.concatenate(rows).astype(np.int64), np.repeat(np.arange(len(rows)), sizes), worth, len(rows)
    )


class _Adam:
    """One table of weights moving downhill, each at its own pace (Kingma and Ba 2015)."""

    def __init__(self, start: Floats, decay: float) -> None:
        self.weights, self._decay = start, decay
        self._mean, self._square = np.zeros_like(start), np.zeros_like(start)

    def move(self, slope: Floats, step: int) -> None:
        slope = slope + self._decay * self.weights
        self._mean = 0.9 * self._mean + 0.1 * slope
        self._square = 0.999 * self._square + 0.001 * slope**2
        rate = _RATE * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        self.weights = (self.weights - rate * self._mean / (np.sqrt(self._square) + 1e-8)).astype(np.float32)


def fit(
    examples: Sequence[Example],
    *,
    decay: float = 1e-4,
    steps: int = _STEPS,
    seed: int = 7,
    start: Fit | None = None,
) -> Fit:
    """Return the weights that tell the classes of `examples` apart; `decay` pulls the hashed ones to nothing.

    `start` continues from earlier weights. The same examples and seed give the same weights.
    """
    dice = np.random.default_rng(seed)
    tables = _sparse([e.seen.words for e in examples]), _sparse([e.seen.pieces for e in examples])
    dense = np.stack([e.seen.dense for e in examples])
    target = np.eye(_CLASSES, dtype=np.float32)[[e.label for e in examples]]
    weight = np.array([e.weight for e in examples], dtype=np.float32)
    weight = (weight / weight.sum())[:, None]
    begin = start or _nothing()
    moving = [
        _Adam(begin.words, decay),
        _Adam(begin.pieces, decay),
        _Adam(begin.dense, 1e-5),
        _Adam(begin.bias, 0),
    ]
    for step in range(1, steps + 1):
        sighted = (dice.random((len(examples), 1)) >= _BLIND).astype(np.float32)
        scores = moving[3].weights + dense @ moving[2].weights
        for table, at in zip(tables, moving, strict=False):
            scores = scores + sighted * table.times(at.weights)
        errors = (softmax(scores) - target) * weight
        for table, at in zip(tables, moving, strict=False):
            at.move(table.back(errors * sighted), step)
        moving[2].move(dense.T @ errors, step)
        moving[3].move(errors.sum(axis=0), step)
    return Fit(*(at.weights for at in moving))


def _nothing() -> Fit:
    hashed = np.zeros((1 << BITS, _CLASSES), dtype=np.float32)
    return Fit(hashed, hashed.copy(), np.zeros((DENSE, _CLASSES), np.float32), np.zeros(_CLASSES, np.float32))


def softmax(scores: Floats) -> Floats:
    """Return scores by row as probabilities."""
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), dtype=np.float32)


def quantised(table: Floats) -> tuple[npt.NDArray[np.int8], float]:
    """Return a table of scores against "neutral" as integers, and what one step of them is worth."""
    against = table[:, [0, 2]] - table[:, [1]]
    step = float(np.quantile(np.abs(against), _LARGEST)) / 127 or 1.0
    return np.ascontiguousarray(np.round(against / step).clip(-127, 127), dtype=np.int8), step


def heat(scores: Floats, labels: npt.NDArray[np.int64]) -> float:
    """Return what `scores` must be divided by for probabilities to say how often the `labels` are right."""
    tried = np.geomspace(0.5, 5, 60)
    losses = [-np.log(softmax(scores / by)[np.arange(len(labels)), labels] + 1e-9).mean() for by in tried]
    return float(tried[int(np.argmin(losses))])


def model(fitted: Fit, lexicon: Lexicon, *, by: float, unclear_below: float) -> Model:
    """Return `fitted` as it is kept: hashed weights as integers, the rest as they are."""
    (words, step), (pieces, other) = quantised(fitted.words), quantised(fitted.pieces)
    dense = (fitted.dense[:, [0, 2]] - fitted.dense[:, [1]]).astype(np.float32)
    bias = (fitted.bias[[0, 2]] - fitted.bias[1]).astype(np.float32)
    return Model(words, pieces, np.array([step, other], np.float32), dense, bias, lexicon, by, unclear_below)
