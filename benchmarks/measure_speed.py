"""How long a week takes: one pulse observed, every figure read, the next plan made."""

import time
from statistics import median

import numpy as np

from benchmarks.measure_run import OPTIONS, week_name
from benchmarks.worlds import INDICES
from bot import sampling
from bot.sampling import Candidate, Settings
from bot.statistics.engine import Engine
from bot.statistics.figures import Tally
from bot.statistics.rates import Rates

WEEKS = 16
SEGMENTS = {2_000: 20, 100_000: 50}


def update(people: int) -> float:
    """Median seconds of a weekly update and plan for so many people."""
    rng, names = np.random.default_rng(1), [f"s{at:03d}" for at in range(SEGMENTS[people])]
    engine = Engine.start({index: list(items) for index, items in INDICES.items()})
    segment_of = [names[at % len(names)] for at in range(people)]
    sizes = {name: people // len(names) for name in names}
    times = []
    for week in range(WEEKS):
        tallies = [
            Tally(name, item, 5, 350.0, 30000.0) for name in names for item in OPTIONS if rng.random() < 0.9
        ]
        audience = [
            Candidate(f"{at:06d}", segment_of[at], int(last), 1)
            for at, last in enumerate(rng.integers(0, 20, people))
        ]
        start = time.perf_counter()
        engine.observe(week_name(week), tallies, sizes)
        for index in INDICES:
            for name in (None, *names):
                engine.estimate(index, name)
        sampling.plan(week_name(week + 1), audience, engine.needs(sizes), Rates(), Settings(INDICES), seed=1)
        times.append(time.perf_counter() - start)
    return round(median(times[-8:]), 4)
