"""How the customers of the simulated company really feel. Nobody in the bot ever sees this."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from statistics import fmean

LEVELS = {  # index points of trust and satisfaction where each touchpoint starts
    "website": (70.0, 74.0),
    "app": (76.0, 78.0),
    "support": (68.0, 72.0),
    "store": (81.0, 84.0),
}
SHOCK_WEEK = 5  # counted from 1: an invoice run goes wrong, and Support bears most of it
SHOCK = {"support": (-36.0, -32.0), "website": (-26.0, -22.0), "app": (-20.0, -18.0), "store": (-20.0, -18.0)}
DRIFT = 0.6  # index points a week
SPREAD = 0.9  # of single encounters, in standard deviations of a normal


class Truth:
    """The level of every touchpoint and index in every week, drawn once from a seed."""

    def __init__(self, seed: int, weeks: int = 260) -> None:
        luck = random.Random(f"truth {seed}")
        self._levels = {touchpoint: _path(luck, touchpoint, weeks) for touchpoint in LEVELS}

    def level(self, week: int, touchpoint: str, index: int) -> float:
        """Index points (0–100) of trust (0) or satisfaction (1) in a week, counted from 0."""
        path = self._levels[touchpoint]
        return path[min(week, len(path) - 1)][index]

    def whole(self, week: int, index: int, touchpoints: Sequence[str]) -> float:
        """What everybody's answers would say: the mean over the people at these touchpoints."""
        return fmean(self.level(week, touchpoint, index) for touchpoint in touchpoints)

    def answer(self, week: int, touchpoint: str, index: int, options: int, luck: random.Random) -> int:
        """One customer's feeling as an option, 0 the worst: its mean over customers is the level."""
        level = self.level(week, touchpoint, index) / 100 * (options - 1)
        felt = min(max(level + SPREAD * luck.gauss(0, 1), 0.0), options - 1.0)
        below = math.floor(felt)
        return below + (luck.random() < felt - below)


def _path(luck: random.Random, touchpoint: str, weeks: int) -> list[tuple[float, float]]:
    trust, satisfaction = LEVELS[touchpoint]
    path = []
    for week in range(1, weeks + 1):
        trust, satisfaction = trust + luck.gauss(0, DRIFT), satisfaction + luck.gauss(0, DRIFT)
        if week == SHOCK_WEEK:
            fall = SHOCK[touchpoint]
            trust, satisfaction = trust + fall[0], satisfaction + fall[1]
        trust, satisfaction = (min(max(level, 20.0), 92.0) for level in (trust, satisfaction))
        path.append((trust, satisfaction))
    return path
