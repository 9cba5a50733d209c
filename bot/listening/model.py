"""The weights: integers in one small file, read without pickle."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.listening.features import Features
from bot.listening.lexicon import Lexicon

CLASSES: Final = ("negative", "neutral", "positive")
SHIPPED: Final = Path(__file__).with_name("weights.npz")
LEXICON_STEPS: Final = 100
"""Values of words are kept as hundredths."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Model:
    """What was learned for one language; scores are against "neutral", which is 0."""

    words: npt.NDArray[np.int8]
    """Buckets x (negative, positive)."""
    pieces: npt.NDArray[np.int8]
    """Buckets x (negative, positive)."""
    steps: Floats
    """What one step of `words` and one of `pieces` is worth."""
    dense: Floats
    """Impressions x (negative, positive)."""
    bias: Floats
    lexicon: Lexicon
    heat: float
    """What scores are divided by, so that confidence is neither boast nor modesty."""
    unclear_below: float
    """Confidence under which a label would be a guess."""

    def probabilities(self, seen: Features) -> Floats:
        """Return how likely each of `CLASSES` is, calibrated."""
        scores = self.bias + seen.dense @ self.dense
        for table, step, buckets in (
            (self.words, self.steps[0], seen.words),
            (self.pieces, self.steps[1], seen.pieces),
        ):
            if len(buckets):
                scores = scores + table.take(buckets, axis=0).sum(axis=0, dtype=np.int32) * (
                    step / len(buckets) ** 0.5
                )
        negative, positive = math.exp(scores[0] / self.heat), math.exp(scores[1] / self.heat)
        return np.array([negative, 1, positive], dtype=np.float32) / (negative + 1 + positive)


@cache
def shipped() -> tuple[str, Mapping[str, Model]]:
    """Return the version of the weights the product comes with, and the model of each language."""
    return load(SHIPPED)


def load(path: Path) -> tuple[str, Mapping[str, Model]]:
    """Return the version and the models kept in the file at `path`."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    return str(arrays["version"]), {language: _unpacked(arrays, language) for language in ("de", "en")}


def save(path: Path, version: str, models: Mapping[str, Model]) -> None:
    """Write `models` to `path`, to be read by `load`."""
    arrays: dict[str, Any] = {"version": np.array(version)}
    for language, model in models.items():
        arrays |= {f"{language}_{name}": array for name, array in _packed(model).items()}
    np.savez_compressed(path, **arrays)


def _packed(model: Model) -> dict[str, npt.NDArray[Any]]:
    own, wide = model.lexicon.own, model.lexicon.wide
    return {
        **{name: getattr(model, name) for name in ("words", "pieces", "steps", "dense", "bias")},
        **{
            f"{name}_keys": np.array(sorted(words), np.uint32)
            for name, words in (("own", own), ("wide", wide))
        },
        **{f"{name}_values": _hundredths(words) for name, words in (("own", own), ("wide", wide))},
        "starts": np.array(sorted(model.lexicon.starts)),
        "limits": np.array([model.heat, model.unclear_below], np.float32),
    }


def _hundredths(words: Mapping[int, float]) -> npt.NDArray[np.int8]:
    return np.array([round(words[key] * LEXICON_STEPS) for key in sorted(words)], np.int8)


def _unpacked(arrays: Mapping[str, npt.NDArray[Any]], language: str) -> Model:
    mine = {name.removeprefix(f"{language}_"): array for name, array in arrays.items()}
    own, wide = (
        dict(
            zip(mine[f"{name}_keys"].tolist(), (mine[f"{name}_values"] / LEXICON_STEPS).tolist(), strict=True)
        )
        for name in ("own", "wide")
    )
    heat, unclear_below = map(float, mine["limits"])
    return Model(
        mine["words"],
        mine["pieces"],
        mine["steps"],
        mine["dense"],
        mine["bias"],
        Lexicon(own, wide, frozenset(mine["starts"].tolist())),
        heat,
        unclear_below,
    )
