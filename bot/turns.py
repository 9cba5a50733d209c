"""Whose turn it is to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot.statistics.rates import NEVER

if TYPE_CHECKING:  # what a candidate is, the planner says
    from bot.sampling import Candidate

DRAWS = 2
"""Of so many places drawn for somebody new the better one is theirs: nobody waits half a year."""


def queues(people: Sequence[Candidate], rng: np.random.Generator) -> dict[str, list[Candidate]]:
    """Those who may be asked by segment; the next to be asked stands last.

    The least asked in 13 weeks come first, then the longest waiting, ties by lot. Who was never asked takes
    the better of two places drawn by lot: else everybody new would be asked in their first week, and those
    who stay a short while more often than anybody.
    """
    able = [person for person in people if person.eligible]
    known = defaultdict(list)
    for person in able:
        if person.last_asked is not None:
            known[person.segment].append((person.asked_13, person.last_asked))
    places = np.array([_place(person, known[person.segment], rng) for person in able], int).reshape(-1, 2)
    found: dict[str, list[Candidate]] = defaultdict(list)
    for at in np.lexsort((rng.random(len(able)), places[:, 1], -places[:, 0])):
        found[able[at].segment].append(able[at])
    return found


def _place(person: Candidate, known: Sequence[tuple[int, int]], rng: np.random.Generator) -> tuple[int, int]:
    """How often somebody was asked in 13 weeks, and how long ago: what decides whose turn it is."""
    if person.last_asked is not None:
        return person.asked_13, person.last_asked
    drawn = [known[at] for at in rng.integers(len(known), size=DRAWS)] if known else [(0, NEVER)]
    return min(drawn, key=lambda place: (place[0], -place[1]))
