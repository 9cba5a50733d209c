"""Methods at work on one company: the product itself, and two plain ways to ask."""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.worlds import INDICES
from bot import sampling
from bot.sampling import Candidate, Settings
from bot.statistics import figures
from bot.statistics.engine import Engine
from bot.statistics.figures import Change, Estimate, Tally
from bot.statistics.rates import Rates, band

OPTIONS = {"kept": 3, "consistent": 3, "satisfied": 5}
WHOLE = ""
Key = tuple[int, str, str]
"""Week, index and segment ("" is the whole)."""


@dataclass
class Run:
    """What a method did and said in one company."""

    world: Any
    cut: str
    said: dict[Key, Estimate] = field(default_factory=dict)
    changes: dict[Key, Change] = field(default_factory=dict)
    asks: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Asks by person and week."""


def week_name(at: int) -> str:
    """The ISO week of a running week; week 0 is 2026-W01."""
    year, week, _ = (date(2025, 12, 29) + timedelta(weeks=at)).isocalendar()
    return f"{year}-W{week:02d}"


@dataclass
class Memory:
    """Participation memory of everybody, as the product keeps it."""

    last: dict[int, int] = field(default_factory=dict)
    weeks: dict[int, deque[int]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=3)))
    recontact: dict[int, int] = field(default_factory=lambda: defaultdict(lambda: sampling.RECONTACT))
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)

    def candidate(self, person: int, segment: str, week: int) -> Candidate:
        """The memory of one person, as the planner sees it."""
        last = self.last.get(person)
        recent = sum(week - asked < 13 for asked in self.weeks[person])
        waited = None if last is None else week - last
        return Candidate(f"{person:06d}", segment, waited, recent, self.recontact[person])

    def learn(self, person: int, segment: str, week: int, answered: bool) -> None:
        """An ask of this week has ended."""
        last = self.last.get(person)
        at = (segment, band(None if last is None else week - last))
        self.counts[at] += 1
        self.answered[at] += answered
        self.last[person] = week
        self.weeks[person].append(week)
        self.recontact[person] = sampling.RECONTACT if answered else min(2 * self.recontact[person], 16)

    def rates(self) -> Rates:
        """Expected answer rates."""
        return Rates({at: (asked, self.answered[at]) for at, asked in self.counts.items()})


def kundenpuls(world: Any, cut: str) -> Run:
    """The planner and the engine, exactly as users get them."""
    run, memory = Run(world, cut), Memory()
    engine = Engine.start({index: list(items) for index, items in INDICES.items()})
    segment_of, settings = world.segments(cut), Settings(INDICES, sampling.HALF_WIDTHS[cut])
    for week in range(world.weeks):
        people = world.present(week)
        sizes = Counter(segment_of[person] for person in people)
        audience = [memory.candidate(int(person), segment_of[person], week) for person in people]
        picks = sampling.plan(
            week_name(week), audience, engine.needs(sizes), memory.rates(), settings, seed=1
        )
        asked = defaultdict(list)
        for pick in picks:
            asked[pick.question].append(int(pick.person))
        tallies = []
        for item, who in asked.items():
            scores = world.ask(week, who, item)
            tallies += _tallies(item, who, scores, segment_of)
            for person, got in zip(who, scores, strict=True):
                memory.learn(person, segment_of[person], week, got is not None)
                run.asks[person, week] += 1
        engine.observe(week_name(week), tallies, sizes)
        _listen(run, engine, week, sizes)
    return run


def _tallies(item: str, who: list[int], scores: list[int | None], segment_of: list[str]) -> list[Tally]:
    points: dict[str, list[float]] = defaultdict(list)
    for person, got in zip(who, scores, strict=True):
        if got is not None:
            points[segment_of[person]].append(figures.index(got, OPTIONS[item]))
    return [Tally(s, item, len(p), sum(p), sum(x * x for x in p)) for s, p in points.items()]


def _listen(run: Run, engine: Engine, week: int, sizes: Counter[str]) -> None:
    for index in INDICES:
        for segment in (None, *sizes):
            key = (week, index, segment or WHOLE)
            said = engine.estimate(index, segment)
            if isinstance(said, Estimate):
                run.said[key] = said
                if said.change is not None:
                    run.changes[key] = said.change


def everybody(world: Any, cut: str) -> Run:
    """Everybody every week, the indices alternating; four-week means."""
    return _plain(world, cut, 1.0)


def quarter(world: Any, cut: str) -> Run:
    """A random quarter every week, otherwise the same."""
    return _plain(world, cut, 0.25)


def _plain(world: Any, cut: str, share: float) -> Run:
    run, rng = Run(world, cut), np.random.default_rng(5)
    segment_of = world.segments(cut)
    order = ("kept", "satisfied", "consistent", "satisfied")
    month: dict[str, deque[list[Tally]]] = {index: deque(maxlen=2) for index in INDICES}
    for week in range(world.weeks):
        item = order[week % 4]
        index = next(name for name, items in INDICES.items() if item in items)
        who = [int(person) for person in world.present(week) if share == 1.0 or rng.random() < share]
        for person in who:
            run.asks[person, week] += 1
        month[index].append(_tallies(item, who, world.ask(week, who, item), segment_of))
        sizes = Counter(segment_of[person] for person in world.present(week))
        for name, weeks in month.items():
            _mean(run, week, name, [tally for tallies in weeks for tally in tallies], sizes)
    return run


def _mean(run: Run, week: int, index: str, tallies: list[Tally], sizes: Counter[str]) -> None:
    """Plain means with their textbook interval; the whole is the mean of all answers."""
    groups: dict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        if tally.segment in sizes:
            groups[tally.segment].append(tally)
            groups[WHOLE].append(tally)
    for segment, own in groups.items():
        n, total = sum(t.n for t in own), sum(t.total for t in own)
        variance = max(sum(t.squares for t in own) / n - (total / n) ** 2, 1.0) / n
        half = figures.Z90 * variance**0.5
        run.said[week, index, segment] = Estimate(total / n, total / n - half, total / n + half, n)
