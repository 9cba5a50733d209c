"""Who is asked what this week, and why: as few asks as the figures need, spread as fairly as possible.

A pure rule over participation memory: which person is asked never depends on what or whether that person
answered, only on when they were last asked; how many are asked depends on how many are expected to answer.

    need of a figure    answers missing until its variance is (half-width / 1.645)²
    next ask            goes to the figure most over its target, then to the whole; every expected answer
                        lowers the figure's variance as the filter will
    whom                the least asked in 13 weeks, then the longest waiting, ties at random
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.statistics import weeks
from bot.statistics.figures import Z90, Need
from bot.statistics.noise import BETWEEN
from bot.statistics.rates import NEVER, Rates

RECONTACT = 4
"""Weeks between two asks to one person, at the least."""
MOST_A_QUARTER = 3
"""Asks to one person in 13 weeks, over all questions."""
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
    """What a workspace may set. Half-widths of 90 % intervals in index points; `items` by index."""

    items: Mapping[str, Sequence[str]]
    segment_half_width: float = 8.0
    whole_half_width: float = 3.0
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

    `candidates` is the whole audience, eligible or not: the weekly cap is a share of all of them.
    """
    people = sorted(candidates, key=lambda candidate: candidate.person)
    rng = np.random.default_rng([seed, weeks.number(week)])
    queues = _queues(people, rng)
    slots = max(1, round(len(people) * settings.weekly_cap))  # a company of five is asked too
    asks = _allot(needs, queues, rates, settings, slots)
    items = _items(asks, settings, weeks.number(week))
    picks = [_pick(who, item, need, whole) for (who, need, whole), item in zip(asks, items, strict=True)]
    return tuple(sorted(picks, key=lambda pick: pick.person))


@dataclass
class _Goal:
    """A figure on its way to its target as answers are expected."""

    need: Need
    target: float
    variance: float
    weight: float

    def over(self) -> float:
        """How many times the variance exceeds its target."""
        return self.variance / self.target

    def gain(self, rate: float) -> float:
        """By how much one more ask narrows the whole."""
        return self.weight**2 * (self.variance - self.after(rate))

    def after(self, rate: float) -> float:
        """Variance once another ask is expected to be answered at `rate`."""
        share = BETWEEN / self.need.size if self.need.size else 0.0
        return 1 / (1 / self.variance + rate / (self.need.noise * (1 - share)))


def _queues(people: Sequence[Candidate], rng: np.random.Generator) -> dict[str, list[Candidate]]:
    """Those who may be asked by segment; the next to be asked stands last."""
    lot = rng.random(len(people))
    order = sorted(
        (at for at, person in enumerate(people) if person.eligible),
        key=lambda at: (-people[at].asked_13, _waited(people[at]), lot[at]),
    )
    queues: dict[str, list[Candidate]] = defaultdict(list)
    for at in order:
        queues[people[at].segment].append(people[at])
    return queues


def _waited(person: Candidate) -> int:
    return NEVER if person.last_asked is None else person.last_asked


def _allot(
    needs: Sequence[Need],
    queues: dict[str, list[Candidate]],
    rates: Rates,
    settings: Settings,
    slots: int,
) -> list[tuple[Candidate, Need, bool]]:
    """Hand out the slots one by one: (person, figure, asked for the sake of the whole)."""
    goals = _goals(needs, settings)
    asks: list[tuple[Candidate, Need, bool]] = []
    for whole in (False, True):
        urgent = [
            (-_urgency(goal, whole), at) for at, goal in enumerate(goals) if queues.get(goal.need.segment)
        ]
        heapq.heapify(urgent)
        while urgent and len(asks) < slots:
            _, at = heapq.heappop(urgent)
            goal = goals[at]
            if not queues.get(goal.need.segment) or not _wanting(goal, goals, settings, whole):
                continue
            person = queues[goal.need.segment].pop()
            goal.variance = goal.after(rates.expected(goal.need.segment, person.last_asked))
            asks.append((person, goal.need, whole))
            heapq.heappush(urgent, (-_urgency(goal, whole), at))
    return asks


def _goals(needs: Sequence[Need], settings: Settings) -> list[_Goal]:
    """Every figure with its target and its weight in the whole."""
    people: Counter[str] = Counter()
    for need in needs:
        people[need.index] += need.size or 1
    target = {index: _target(settings.segment_half_width, index, settings) for index in people}
    ordered = sorted(
        (need for need in needs if need.index in settings.items), key=lambda n: (n.segment, n.index)
    )
    return [_Goal(n, target[n.index], n.variance, (n.size or 1) / people[n.index]) for n in ordered]


def _target(half_width: float, index: str, settings: Settings) -> float:
    """The variance at which an interval has this half-width; noisier indices may be wider."""
    return (half_width * settings.wider.get(index, 1.0) / Z90) ** 2


def _urgency(goal: _Goal, whole: bool) -> float:
    return goal.gain(1.0) if whole else goal.over()


def _wanting(goal: _Goal, goals: Sequence[_Goal], settings: Settings, whole: bool) -> bool:
    """Whether the figure (or the whole of its index) is still wider than its target."""
    if not whole:
        return goal.over() > 1.0
    together = sum(other.weight**2 * other.variance for other in goals if other.need.index == goal.need.index)
    return together > _target(settings.whole_half_width, goal.need.index, settings)


def _items(asks: Sequence[tuple[Candidate, Need, bool]], settings: Settings, week: int) -> list[str]:
    """An item for every ask: those of an index take turns, within a segment and over the weeks."""
    turn: Counter[tuple[str, str]] = Counter()
    items = []
    for _, need, _ in asks:
        choice = settings.items[need.index]
        items.append(choice[(turn[need.segment, need.index] + week) % len(choice)])
        turn[need.segment, need.index] += 1
    return items


def _pick(person: Candidate, item: str, need: Need, whole: bool) -> Pick:
    """The ask with its reason: no figure, and nobody else in it."""
    slots: dict[str, str | int] = {} if whole else {"segment": need.segment}
    reason = "whole_needed_voices" if whole else "segment_needed_voices"
    if person.last_asked is None:
        return Pick(person.person, item, person.segment, f"{reason}_first", slots)
    return Pick(person.person, item, person.segment, reason, {**slots, "weeks": person.last_asked})
