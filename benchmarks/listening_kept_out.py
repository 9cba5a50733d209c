"""Measure what the weights are worth on NHS and UCI texts they were not trained on.

`python -m benchmarks.listening_kept_out --nhs CSV --uci CSV [--splits 5]`

The shipped weights have seen all texts of both sets, so each split trains again as
`benchmarks/train_listening.py` does, without a fifth of the NHS comments and half of the UCI sentences, and
reads those. Prints macro-F1 over negative and positive, by the sign of polarity, of each split and the mean.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.listening import two_class
from benchmarks.listening_corpus import Comment
from benchmarks.train_listening import DECAY, STEPS, UNCLEAR_BELOW, examples, lexicon_of, nhs, uci
from bot.listening import model, train
from bot.listening.sentiment import analyze

Weighted = tuple[Comment, float]
_KEPT_OUT = {"nhs": 0.2, "uci": 0.5}


def main() -> None:
    """Print one line a split, and the means."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nhs", type=Path, required=True, help="CSV with text and sentiment_1_best_5_worst")
    parser.add_argument("--uci", type=Path, required=True, help="CSV with text and label")
    parser.add_argument("--splits", type=int, default=5)
    chosen = parser.parse_args()
    sets = {"nhs": nhs(chosen.nhs), "uci": uci(chosen.uci)}
    found = []
    for seed in range(chosen.splits):
        found.append(split(sets, seed))
        print(seed, found[-1], flush=True)
    print("mean", {name: round(float(np.mean([each[name] for each in found])), 3) for name in sets})


def split(sets: dict[str, list[Weighted]], seed: int) -> dict[str, float]:
    """Return macro-F1 on the part of each of `sets` that `seed` keeps out of training."""
    dice, kept, rest = random.Random(seed), {}, []
    for name, comments in sets.items():
        mixed = dice.sample(comments, len(comments))
        size = round(len(mixed) * _KEPT_OUT[name])
        kept[name] = [comment for comment, _ in mixed[:size]]
        rest += mixed[size:]
    weights = _trained(rest)
    return {name: _read(comments, weights) for name, comments in kept.items()}


def _trained(others: Sequence[Weighted]) -> model.Model:
    lexicon = lexicon_of("en", None)
    fitted = train.fit(examples("en", lexicon, others), decay=DECAY, steps=STEPS)
    return train.model(fitted, lexicon, by=1.0, unclear_below=UNCLEAR_BELOW)


def _read(comments: Sequence[Comment], weights: model.Model) -> float:
    heard = [analyze(comment.text, "en", weights) for comment in comments]
    return two_class([comment.sentiment for comment in comments], [(h.polarity, h.label) for h in heard])


if __name__ == "__main__":
    main()
