"""Answers and tallies for the tests of the statistics."""

from collections.abc import Iterable

import numpy as np

from bot.statistics import figures
from bot.statistics.engine import Engine
from bot.statistics.figures import Tally

INDICES = {"trust": ["kept", "consistent"], "satisfaction": ["satisfied"]}
OPTIONS = {"kept": 3, "consistent": 3, "satisfied": 5}


def tally(segment: str, item: str, points: Iterable[float]) -> Tally:
    """The tally of these answers in index points."""
    points = list(points)
    return Tally(segment, item, len(points), float(sum(points)), float(sum(p * p for p in points)))


def answers(rng: np.random.Generator, item: str, level: float, n: int) -> list[float]:
    """`n` answers whose mean lies near `level`."""
    options = OPTIONS[item]
    scores = 1 + rng.binomial(options - 1, level / 100, n)
    return [figures.index(int(score), options) for score in scores]


def week_name(at: int) -> str:
    """The ISO weeks from 2026-W01 on."""
    return f"{2026 + at // 52}-W{at % 52 + 1:02d}"


def observed(levels, weeks, per_item=4, size=60, seed=1) -> Engine:
    """An engine after `weeks` pulses; `levels(segment, week)` for segments a, b, c, d."""
    rng, engine = np.random.default_rng(seed), Engine.start(INDICES)
    for at in range(weeks):
        tallies = [
            tally(segment, item, answers(rng, item, levels(segment, at), per_item))
            for segment in "abcd"
            for item in OPTIONS
        ]
        engine.observe(week_name(at), tallies, dict.fromkeys("abcd", size))
    return engine
