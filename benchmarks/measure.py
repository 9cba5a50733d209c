"""Ask a tenth, know as much, never cry wolf: the planner and the estimator on simulated companies.

    python -m benchmarks.measure [--full] [--worlds PATH] [--seeds N] [--kinds stable,shock] [--json-only]

Every company is run twice on the same seed, once as users get it (planner and engine) and once with
everybody asked every week, the indices alternating, and a four-week mean. A readable table comes first;
the last line is one JSON object.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks import measure_report, measure_speed, measure_worlds
from benchmarks.measure_run import everybody, kundenpuls, quarter
from benchmarks.measure_score import Score, score

KINDS = (
    "stable",
    "drift",
    "shock",
    "touchpoint_shock",
    "unequal",
    "seasonal",
    "churn",
    "respondent",
    "silence",
)
FALLS = ("shock", "shock_20", "touchpoint_shock")
CUTS = ("team", "touchpoint")


def compare(world: Any, cut: str) -> Score:
    """Run both methods on twins of one company and score them on the same weeks and segments."""
    return score(kundenpuls(world(), cut), everybody(world(), cut), quarter(world(), cut))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more companies (about an hour)")
    parser.add_argument("--worlds", metavar="PATH", help="a file with other companies (class World)")
    parser.add_argument("--seeds", type=int, help="companies a cell")
    parser.add_argument("--kinds", help="only these kinds, separated by commas")
    options = parser.parse_args(argv)
    source = measure_worlds.source(options.worlds)
    kinds = tuple(options.kinds.split(",")) if options.kinds else source.kinds
    seeds = options.seeds or (8 if options.full else 1)
    scores = {
        (cut, kind): [compare(source.twin(kind, seed), cut) for seed in range(1, seeds + 1)]
        for cut in CUTS
        for kind in kinds
        if source.fits(kind, cut)
    }
    speed = {f"update_{n}_s": measure_speed.update(n) for n in (2_000, 100_000)}
    print(measure_report.table(scores))
    print(json.dumps({**measure_report.summary(scores), **speed}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
