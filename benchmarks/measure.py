"""Ask a tenth, know as much, never cry wolf: the planner and the estimator on simulated companies.

    python -m benchmarks.measure [--full] [--worlds PATH] [--seeds N] [--first SEED] [--kinds stable,shock]

Every company is run twice on the same seed, once as users get it (planner and engine) and once with
everybody asked every week, the indices alternating, and a four-week mean; a random quarter a week comes
third. A readable table comes first; the last line is one JSON object.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import measure_report, measure_speed, measure_worlds
from benchmarks.measure_run import everybody, kundenpuls, quarter
from benchmarks.measure_score import Score, score

CUTS = ("team", "touchpoint")
FALLS = {("team", "shock"), ("team", "shock_20"), ("touchpoint", "touchpoint_shock")}
"""Where weeks until a fall is found are counted: a median needs a few companies."""
FULL, SOME, ONE = 5, 3, 1
"""Companies a cell: with --full, where falls are counted, elsewhere."""


def compare(twin: Callable[[], Any], cut: str) -> Score:
    """Run all methods on twins of one company and score them on the same weeks and segments."""
    return score(kundenpuls(twin(), cut), everybody(twin(), cut), quarter(twin(), cut))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and print it."""
    options = _options(argv)
    source = measure_worlds.source(options.worlds)
    kinds = options.kinds.split(",") if options.kinds else source.kinds
    scores = {}
    for cut, kind in ((cut, kind) for cut in CUTS for kind in kinds if source.fits(kind, cut)):
        seeds = options.seeds or (FULL if options.full else SOME if (cut, kind) in FALLS else ONE)
        twins = [source.twin(kind, seed) for seed in range(options.first, options.first + seeds)]
        scores[cut, kind] = [compare(twin, cut) for twin in twins]
    speed = {f"update_{people}_s": measure_speed.update(people) for people in measure_speed.SEGMENTS}
    print(measure_report.table(scores))
    print(json.dumps({**measure_report.summary(scores), **speed}))
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--full", action="store_true", help="more companies (about twenty minutes)")
    parser.add_argument("--worlds", metavar="PATH", help="a file with other companies (class World)")
    parser.add_argument("--seeds", type=int, help="companies of each kind and cut")
    parser.add_argument("--first", type=int, default=1, metavar="SEED", help="the first company's seed")
    parser.add_argument("--kinds", help="only these kinds, separated by commas")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
