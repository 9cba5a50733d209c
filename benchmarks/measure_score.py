"""How near two methods came to the truth, what they announced, and how they shared the burden."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.measure_run import WHOLE, Run
from benchmarks.worlds import INDICES

WARM = 12
"""Weeks before scoring starts: both methods need some to have anything to say."""
MOVED = 2.0
"""A truth that moved by fewer index points has not moved."""
BACK = 12
"""An announcement is right if the truth moved within so many weeks."""


@dataclass(frozen=True)
class Score:
    """One company, one cut. Squared errors pair both methods on the same weeks and segments."""

    asks: tuple[int, int, int]
    errors: dict[str, list[tuple[float, float, float]]]
    """"cut" and "whole": squared errors of the product, of everybody, of a random quarter."""
    covered: dict[str, list[tuple[bool, bool, bool]]]
    shown: float
    segment_years: float
    alarms: list[tuple[str, bool]]
    """Announcements of a segment: certainty and whether the truth had moved."""
    found: int | None
    """Weeks until the fall drawn into the company was announced; None if there was none."""
    missed: bool
    per_quarter: float
    most: int
    gini: float


def score(ours: Run, full: Run, part: Run) -> Score:
    """Compare three runs on twins of the same company."""
    errors: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    covered: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for key, said in ours.said.items():
        week, index, segment = key
        if week >= WARM and key in full.said and key in part.said:
            truth = ours.world.truth(week, index)[segment]
            kind = "cut" if segment else "whole"
            three = (said, full.said[key], part.said[key])
            errors[kind].append(tuple((one.value - truth) ** 2 for one in three))
            covered[kind].append(tuple(one.low <= truth <= one.high for one in three))
    possible = sum(key[0] >= WARM and key[2] != WHOLE for key in full.said)
    found = _found(ours)
    quarter, most, gini = _burden(ours)
    return Score(
        asks=(sum(ours.asks.values()), sum(full.asks.values()), sum(part.asks.values())),
        errors=errors,
        covered=covered,
        shown=len(errors["cut"]) / max(possible, 1),
        segment_years=possible / len(INDICES) / 52,
        alarms=_alarms(ours),
        found=found,
        missed=ours.world.fallen is not None and ours.world.fallen[1] in _segments(ours) and found is None,
        per_quarter=quarter,
        most=most,
        gini=gini,
    )


def _segments(run: Run) -> set[str]:
    return {segment for _, _, segment in run.said if segment}


def _found(run: Run) -> int | None:
    """Pulses until the drawn fall is announced at least as probable; the first one with it counts one."""
    if run.world.fallen is None:
        return None
    start: int = run.world.fallen[0]
    segment: str = run.world.fallen[1]
    for week in range(start, run.world.weeks):
        for index in INDICES:
            change = run.changes.get((week, index, segment))
            if change is not None and change.direction == "fallen":
                return week - start + 1
    return None


def _alarms(run: Run) -> list[tuple[str, bool]]:
    """Every announcement of a segment, on whichever index, from its first week to its last: its strongest
    certainty, its direction, and whether the truth had moved that way."""
    alarms = []
    for segment in sorted(_segments(run)):
        for direction in ("fallen", "risen"):
            strongest, right = "", False
            for week in range(WARM, run.world.weeks + 1):
                told = [
                    (index, change)
                    for index in INDICES
                    if (change := run.changes.get((week, index, segment))) and change.direction == direction
                ]
                if not told and strongest:
                    alarms.append((f"{strongest} {direction}", right))
                    strongest, right = "", False
                for index, change in told:
                    strongest = "certain" if "certain" in (strongest, change.certainty) else "probable"
                    right = right or _moved(run, week, index, segment, direction)
    return alarms


def _moved(run: Run, week: int, index: str, segment: str, direction: str) -> bool:
    """Whether the truth lies beyond one of its values of the last weeks in this direction."""
    truth = run.world.truth
    before = [truth(past, index).get(segment) for past in range(max(0, week - BACK), week)]
    now, known = truth(week, index)[segment], [value for value in before if value is not None]
    if direction == "fallen":
        return bool(known) and max(known) - now >= MOVED
    return bool(known) and now - min(known) >= MOVED


def _burden(run: Run) -> tuple[float, int, float]:
    """Asks per person and quarter, most asks to one person in 13 weeks, Gini of asks per week employed."""
    world: Any = run.world
    weeks: dict[int, list[int]] = defaultdict(list)
    for (person, week), n in run.asks.items():
        weeks[person] += [week] * n
    present = Counter(int(person) for week in range(world.weeks) for person in world.present(week))
    long = [person for person, employed in present.items() if employed >= 26]
    rate = np.sort([len(weeks[person]) / present[person] for person in long])
    rank = np.arange(1, len(rate) + 1)
    gini = float(2 * (rank * rate).sum() / (len(rate) * rate.sum()) - (len(rate) + 1) / len(rate))
    most = max(sum(0 <= w - week < 13 for w in own) for own in weeks.values() for week in own)
    quarter = 13 * sum(len(own) for own in weeks.values()) / sum(present.values())
    return quarter, most, gini
