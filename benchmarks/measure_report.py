"""The benchmark in words and as one object."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, median
from typing import Any

from benchmarks.measure_score import Score

Scores = Mapping[tuple[str, str], Sequence[Score]]
CALM = ("stable", "drift", "unequal", "churn", "null")
"""Kinds without falls: what is announced there without the truth having moved is a false alarm."""


def ratio(scores: Sequence[Score], part: str, against: int = 1) -> float:
    """Root mean squared error of the product over that of another method."""
    pairs = [pair for one in scores for pair in one.errors[part]]
    return math.sqrt(sum(pair[0] for pair in pairs) / sum(pair[against] for pair in pairs))


def rmse(scores: Sequence[Score], part: str, who: int) -> float:
    """Root mean squared error in index points."""
    return math.sqrt(fmean(pair[who] for one in scores for pair in one.errors[part]))


def coverage(scores: Sequence[Score], part: str, who: int = 0) -> float:
    """Share of 90 % intervals that hold the truth."""
    return fmean(pair[who] for one in scores for pair in one.covered[part])


def cell(scores: Sequence[Score]) -> dict[str, float]:
    """One kind and cut, with the keys of the last line."""
    return {
        "asks_ratio": round(sum(s.asks[0] for s in scores) / sum(s.asks[1] for s in scores), 4),
        "cut": round(ratio(scores, "cut"), 3),
        "whole": round(ratio(scores, "whole"), 3),
        "cover_cut": round(coverage(scores, "cut"), 3),
        "cover_whole": round(coverage(scores, "whole"), 3),
    }


def false_alarms(scores: Scores) -> float | None:
    """Announcements without a move in calm companies, a year in 50 segments."""
    calm = [one for (_, kind), many in scores.items() if kind in CALM for one in many]
    years = sum(one.segment_years for one in calm)
    return round(50 * sum(not right for one in calm for _, right in one.alarms) / years, 2) if years else None


def fell_right(scores: Scores) -> float | None:
    """Share of "has fallen" where the truth had fallen."""
    falls = [
        right
        for many in scores.values()
        for s in many
        for name, right in s.alarms
        if name == "certain fallen"
    ]
    return round(fmean(falls), 3) if falls else None


def weeks_to_find(scores: Scores, cut: str, kind: str) -> float | None:
    """Median weeks until the drawn fall was announced; a missed one counts as never."""
    weeks = [
        one.found if one.found is not None else math.inf
        for one in scores.get((cut, kind), ())
        if one.found is not None or one.missed
    ]
    middle = median(weeks) if weeks else math.inf
    return None if math.isinf(middle) else middle


def summary(scores: Scores) -> dict[str, Any]:
    """The object of the last line."""
    every = [one for many in scores.values() for one in many]
    cuts: dict[str, dict[str, Any]] = {"team": {}, "touchpoint": {}}
    for (cut, kind), many in scores.items():
        cuts[cut][kind] = cell(many)
    return {
        **cuts,
        "asks_per_person_quarter": round(max(one.per_quarter for one in every), 3),
        "asks_max": max(one.most for one in every),
        "gini": round(max(fmean(one.gini for one in many) for many in scores.values()), 3),
        "false_alarms_per_year_50": false_alarms(scores),
        "fell_right": fell_right(scores),
        "weeks_to_find_20_touchpoint": weeks_to_find(scores, "touchpoint", "touchpoint_shock"),
        "weeks_to_find_20_team": weeks_to_find(scores, "team", "shock_20"),
        "weeks_to_find_30_team": weeks_to_find(scores, "team", "shock"),
    }


def table(scores: Scores) -> str:
    """One line a kind and cut: errors of the product, of everybody, of a random quarter, and the rest."""
    lines = [
        "RMSE in index points: product / everybody weekly / random quarter. cover: intervals that hold the",
        "truth. alarms: announcements without a move of the truth / all. found after: weeks, - is never.",
        f"{'cut':11}{'kind':17}{'asks':>6} {'segments':>17}{'ratio':>6}{'cover':>6} {'whole':>15}{'ratio':>6}"
        f"{'cover':>6}{'shown':>6}{'gini':>6}{'alarms':>8}  found after",
    ]
    for (cut, kind), many in scores.items():
        own = cell(many)
        errors = {
            part: "/".join(f"{rmse(many, part, who):.1f}" for who in range(3)) for part in ("cut", "whole")
        }
        wrong = sum(not right for one in many for _, right in one.alarms)
        total = sum(len(one.alarms) for one in many)
        found = [one.found if one.found is not None else "-" for one in many if one.found or one.missed]
        lines.append(
            f"{cut:11}{kind:17}{own['asks_ratio']:6.3f} {errors['cut']:>17}{own['cut']:6.2f}"
            f"{own['cover_cut']:6.2f} {errors['whole']:>15}{own['whole']:6.2f}{own['cover_whole']:6.2f}"
            f"{fmean(one.shown for one in many):6.2f}{fmean(one.gini for one in many):6.2f}"
            f"{f'{wrong}/{total}':>8}  {' '.join(map(str, found))}"
        )
    return "\n".join(lines)
