"""Who is asked what this week, and why: as few asks as the figures need, spread as fairly as possible.

A pure rule over participation memory: which person is asked never depends on what or whether that person
answered, only on when they were last asked; how many are asked depends on how many are expected to answer.

    need of a figure    answers missing until its variance is (half-width / 1.645)²
    next ask            goes to the figure most over its target, then to the whole; every expected answer
                        lowers the figure's variance as the filter will
    whom                the least asked in 13 weeks, then the longest waiting, ties by lot (turns.py)
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np

from bot import turns
from bot.statistics import weeks
from bot.statistics.figures import Z90, Need
from bot.statistics.noise import BETWEEN
from bot.statistics.rates import Rates

RECONTACT = 4
"""Weeks between two asks to one person, at the least."""
MOST_A_QUARTER = 3
"""Asks to one person in 13 weeks, over all questions."""
FEWEST = 5
"""A figure is shown, and renewed, only with so many voices; smaller segments count in the whole alone."""
HALF_WIDTHS = {"team": 8.0, "touchpoint": 5.0}
"""How narrow a segment's interval should be, by the workspace's cut; index points."""
THRIFTY, TENTH = 0.096, 0.10
"""A cap of a tenth is used to this share in the long run, so that a quarter stays under 1.3 asks a person."""
NO_CUSTOMER = 2
"""After so many "no customer" in a row a person is asked at half the rate."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person's participation memory: no answer, only when they were asked and how long to wait.

    `last_asked` is weeks ago (None: never), `recontact` the current period in weeks (4, doubled after
    every ignored ask), `available` false when absent, paused, opted out or off work all week.
    """

    person: str
    segment: str
    last_asked: int | None
    asked_13: int
    recontact: int = RECONTACT
    no_customer_streak: int = 0
    available: bool = True

    @property
    def waits(self) -> int:
        """Weeks that must lie between the last ask and the next."""
        period = max(self.recontact, RECONTACT)
        return period * 2 if self.no_customer_streak >= NO_CUSTOMER else period

    @property
    def eligible(self) -> bool:
        """Whether this person may be asked at all this week."""
        rested = self.last_asked is None or self.last_asked >= self.waits
        return self.available and rested and self.asked_13 < MOST_A_QUARTER


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workspace may set. Half-widths of 90 % intervals in index points; `items` by index.

    `watch` are the voices a week every segment should have, though all targets are reached, so that a
    fall is heard soon.
    """

    items: Mapping[str, Sequence[str]]
    segment_half_width: float = HALF_WIDTHS["team"]
    whole_half_width: float = 3.0
    watch: float = 10.0
    weekly_cap: float = 0.10
    wider: Mapping[str, float] = field(default_factory=lambda: {"trust": 1.2})


@dataclass(frozen=True, slots=True)
class Pick:
    """One ask: who, which item, and the words-file key of the reason with its slots."""

    person: str
    question: str
    segment: str
    reason: str
    slots: Mapping[str, str | int]


def plan(
    week: str,
    candidates: Iterable[Candidate],
    needs: Sequence[Need],
    rates: Rates,
    settings: Settings,
    seed: int,
) -> tuple[Pick, ...]:
    """This week's asks, in order of person; the same arguments give the same plan.

    `candidates` is the whole audience, eligible or not: the weekly cap is a share of all of them, though
    one person may always be asked. `needs` are `Engine.needs(sizes)` of the segments they belong to.
    """
    people = sorted(candidates, key=attrgetter("person"))
    rng = np.random.default_rng([seed, weeks.number(week)])
    slots = _slots(len(people), settings.weekly_cap, weeks.number(week))
    allotment = _Allotment(needs, turns.queues(people, rng), settings)
    allotment.fill(slots, rates, allotment.too_wide, whole=False)
    allotment.fill(slots, rates, allotment.watchful, whole=False)
    allotment.fill(slots, rates, allotment.whole_too_wide, whole=True)
    items = _items(allotment.asks, settings, weeks.number(week))
    picks = [_pick(*ask, item) for ask, item in zip(allotment.asks, items, strict=True)]
    return tuple(sorted(picks, key=lambda pick: pick.person))


def _slots(people: int, cap: float, week: int) -> int:
    """How many may be asked in a week: never more than the cap, at least one; of a tenth a little less."""
    share = people * (THRIFTY if cap == TENTH else cap) + 1e-9
    due = math.floor((week + 1) * share) - math.floor(week * share)
    return max(1, min(due, int(people * cap + 1e-9)))


@dataclass
class _Goal:
    """A figure on its way to its target as answers are expected."""

    need: Need
    target: float
    weight: float
    variance: float

    @property
    def shown(self) -> bool:
        """Whether the segment has enough people ever to be shown."""
        return self.need.size is None or self.need.size >= FEWEST

    def over(self) -> float:
        """How many times the variance exceeds its target; nothing is too wide that is never shown."""
        return self.variance / self.target if self.shown else 0.0

    def gain(self) -> float:
        """By how much an answer narrows the whole."""
        return self.weight**2 * (self.variance - self.after(1.0))

    def after(self, answers: float) -> float:
        """Variance after so many more answers."""
        share = BETWEEN / self.need.size if self.need.size else 0.0
        return 1 / (1 / self.variance + answers / (self.need.noise * (1 - share)))


class _Allotment:
    """Slots handed out one by one, each to the figure that needs it most and the person next in turn."""

    def __init__(self, needs: Sequence[Need], queues: dict[str, list[Candidate]], settings: Settings) -> None:
        self.queues = queues
        self.settings = settings
        self.goals = _goals(needs, settings)
        self.voices = 0.0
        self.watch = sum(_watch(goal.need.size, settings) for goal in self.goals if goal.shown) / len(
            settings.items
        )
        self.whole: dict[str, float] = defaultdict(float)
        for goal in self.goals:
            self.whole[goal.need.index] += goal.weight**2 * goal.variance
        self.asks: list[tuple[Candidate, Need, bool]] = []

    def fill(self, slots: int, rates: Rates, urgency: Callable[[_Goal], float], whole: bool) -> None:
        """Ask for the figures whose `urgency` is positive, the most urgent first, while slots last."""
        waiting = [(-urgency(goal), at) for at, goal in enumerate(self.goals)]
        heapq.heapify(waiting)
        while waiting and len(self.asks) < slots:
            _, at = heapq.heappop(waiting)
            goal = self.goals[at]
            if urgency(goal) <= 0:
                continue
            person = self.queues[goal.need.segment].pop()
            expected = rates.expected(goal.need.segment, person.last_asked)
            self.whole[goal.need.index] -= goal.weight**2 * (goal.variance - goal.after(expected))
            goal.variance = goal.after(expected)
            self.voices += expected
            self.asks.append((person, goal.need, whole))
            heapq.heappush(waiting, (-urgency(goal), at))

    def too_wide(self, goal: _Goal) -> float:
        """Urgency of a figure wider than its target, the wider the more often the next person was asked."""
        over = goal.over() / self._burden(goal)
        return over if over > 1 else 0.0

    def watchful(self, goal: _Goal) -> float:
        """Urgency while fewer voices are expected than a watch over all segments takes: the widest first."""
        return goal.over() / self._burden(goal) if self.voices < self.watch else 0.0

    def whole_too_wide(self, goal: _Goal) -> float:
        """Urgency of an index whose whole is wider than its target."""
        target = _target(self.settings.whole_half_width, goal.need.index, self.settings)
        return goal.gain() / self._burden(goal) if self.whole[goal.need.index] > target else 0.0

    def _burden(self, goal: _Goal) -> float:
        """How much more the next person in turn has been asked than others might have been."""
        queue = self.queues.get(goal.need.segment)
        return 1.0 + queue[-1].asked_13 if queue else math.inf


def _watch(size: int | None, settings: Settings) -> float:
    """Voices a week a segment of this size should have."""
    return settings.watch if size is None else min(settings.watch, size * settings.weekly_cap)


def _goals(needs: Sequence[Need], settings: Settings) -> list[_Goal]:
    """Every figure with its target and its weight in the whole."""
    people: Counter[str] = Counter()
    for need in needs:
        people[need.index] += need.size or 1
    target = {index: _target(settings.segment_half_width, index, settings) for index in people}
    asked = [need for need in needs if need.index in settings.items]
    ordered = sorted(asked, key=lambda need: (need.segment, need.index))
    return [_Goal(n, target[n.index], (n.size or 1) / people[n.index], n.variance) for n in ordered]


def _target(half_width: float, index: str, settings: Settings) -> float:
    """The variance at which an interval has this half-width; noisier indices may be wider."""
    return (half_width * settings.wider.get(index, 1.0) / Z90) ** 2


def _items(asks: Sequence[tuple[Candidate, Need, bool]], settings: Settings, week: int) -> list[str]:
    """An item for every ask: those of an index take turns, within a segment and over the weeks."""
    turn: Counter[tuple[str, str]] = Counter()
    items = []
    for _, need, _ in asks:
        choice = settings.items[need.index]
        items.append(choice[(turn[need.segment, need.index] + week) % len(choice)])
        turn[need.segment, need.index] += 1
    return items


def _pick(person: Candidate, need: Need, whole: bool, item: str) -> Pick:
    """The ask with its reason: no figure, and nobody else in it."""
    slots: dict[str, str | int] = {} if whole else {"segment": need.segment}
    reason = "whole_needed_voices" if whole else "segment_needed_voices"
    if person.last_asked is None:
        return Pick(person.person, item, person.segment, f"{reason}_first", slots)
    return Pick(person.person, item, person.segment, reason, {**slots, "weeks": person.last_asked})
