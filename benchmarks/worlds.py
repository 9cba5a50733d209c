"""Simulated companies with a known truth: staff who relay the pulse of their last customer.

A company knows what would be posted had everybody answered honestly (`truth`); a method sees `people` and
what `ask` returns. Everything is drawn up front from the seed, so that two methods on the same company meet
the same customers; only fatigue depends on who was asked before.

Latent scale in standard deviations of one encounter: level = common + team + channel + person. Unlike the
filter, levels revert to their mean, people's encounters have a heavy tail, and answers are cut into options.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

CHANNELS = ("website", "app", "support", "store")
CUTS = {  # thresholds between the options, on the latent scale; "consistent" is the harder half of trust
    "kept": np.array([-1.05, -0.30]),
    "consistent": np.array([-0.85, -0.05]),
    "satisfied": np.array([-1.7, -1.0, -0.4, 0.7]),
}
INDICES = {"trust": ("kept", "consistent"), "satisfaction": ("satisfied",)}
TAIL = 6.0
"""Degrees of freedom of an encounter: now and then something extraordinary happens."""


@dataclass(frozen=True)
class Kind:
    """What a company is like. Standard deviations are latent; drifts are per week."""

    people: int = 600
    teams: int = 20
    weeks: int = 78
    unequal: float = 0.5
    person: float = 0.5
    team: float = 0.22
    channel: float = 0.18
    drift: float = 0.008
    reversion: float = 0.995
    season: float = 0.0
    churn: float = 0.0
    willing: float = 1.4
    willing_spread: float = 0.8
    cheerful: float = 0.0
    hushed: float = 1.0
    fatigue: float = 1.0
    fall: float = 0.0
    falls_in: str = "team"


KINDS: Mapping[str, Kind] = {
    "stable": Kind(drift=0.0),
    "drift": Kind(drift=0.03),
    "shock": Kind(fall=30.0),
    "shock_20": Kind(fall=20.0),
    "touchpoint_shock": Kind(fall=20.0, falls_in="channel"),
    "unequal": Kind(unequal=1.1),
    "seasonal": Kind(season=0.3),
    "churn": Kind(churn=0.35),
    "respondent": Kind(person=1.0, cheerful=0.35),
    "silence": Kind(hushed=0.5, drift=0.02),
}
FALL_WEEK = 40


class Company:
    """One simulated company. Weeks are asked in order, nobody twice a week."""

    def __init__(self, seed: int, kind: str, **changes: Any) -> None:
        self.kind = replace(KINDS[kind], **changes)
        self.weeks = self.kind.weeks
        self._rng = np.random.default_rng([seed, sum(map(ord, kind))])
        self._hire()
        self._levels_so_far: dict[str, Any] = {}
        self._levels = {index: self._draw_levels(index) for index in INDICES}
        shape = (self.weeks, len(self.team))
        self._encounter = {i: self._rng.standard_t(TAIL, shape) / np.sqrt(TAIL / (TAIL - 2)) for i in INDICES}
        self._luck = self._rng.random(shape)
        self._tired = np.zeros(len(self.team))
        self._week = 0
        self._draw_fall()
        self._cache: dict[tuple[int, str], dict[str, float]] = {}
        self.asked = np.zeros((self.weeks, len(self.team)), int)

    def _hire(self) -> None:
        kind, rng = self.kind, self._rng
        share = np.exp(kind.unequal * rng.normal(size=kind.teams))
        extra = rng.multinomial(kind.people - 4 * kind.teams, share / share.sum())
        self.team = np.repeat(np.arange(kind.teams), extra + 4)
        mix = rng.dirichlet(np.full(len(CHANNELS), 0.9), kind.teams)
        self.channel = np.array([rng.choice(len(CHANNELS), p=mix[team]) for team in self.team])
        self.start, self.end = np.zeros(kind.people, int), np.full(kind.people, self.weeks)
        leaving = np.flatnonzero(rng.random(kind.people) < 1 - np.exp(-kind.churn * self.weeks / 52))
        when = rng.integers(4, self.weeks, len(leaving))
        self.end[leaving] = when
        self.team, self.channel = (np.append(of, of[leaving]) for of in (self.team, self.channel))
        self.start = np.append(self.start, when)
        self.end = np.append(self.end, np.full(len(leaving), self.weeks))
        mood, will = rng.normal(size=(2, len(self.team)))
        self.mood = kind.person * mood
        tied = kind.cheerful * mood + np.sqrt(1 - kind.cheerful**2) * will
        self.will = kind.willing + kind.willing_spread * tied

    def _draw_levels(self, index: str) -> dict[str, Any]:
        kind, rng = self.kind, self._rng

        def walk(width: int, spread: float) -> Any:
            path = np.empty((self.weeks, width))
            path[0] = spread * rng.normal(size=width)
            for week in range(1, self.weeks):
                path[week] = kind.reversion * path[week - 1] + kind.drift * rng.normal(size=width)
            return path if kind.drift else np.broadcast_to(path[0], path.shape).copy()

        own = {"common": walk(1, 0.1), "team": walk(kind.teams, kind.team), "channel": walk(4, kind.channel)}
        if index != "trust":  # drawn after trust, with which it shares most
            first = self._levels_so_far
            own = {part: 0.6 * first[part] + 0.8 * own[part] for part in own}
        self._levels_so_far = own
        return {part: levels.copy() for part, levels in own.items()}

    def _draw_fall(self) -> None:
        """Lower one segment so that its satisfaction falls by the wanted index points."""
        kind, self.fallen = self.kind, None
        if not kind.fall:
            return
        at = self.team if kind.falls_in == "team" else self.channel
        sizes = np.bincount(at[(self.start <= FALL_WEEK) & (self.end > FALL_WEEK)])
        choice = int(self._rng.choice(np.flatnonzero(sizes >= 12)))
        key = f"T{choice:02d}" if kind.falls_in == "team" else CHANNELS[choice]
        low, high, before = 0.0, 5.0, self._truth(FALL_WEEK, "satisfaction")[key]
        for _ in range(30):
            size = (low + high) / 2
            self._levels["satisfaction"][kind.falls_in][FALL_WEEK, choice] -= size
            fell = before - self._truth(FALL_WEEK, "satisfaction")[key]
            self._levels["satisfaction"][kind.falls_in][FALL_WEEK, choice] += size
            low, high = (size, high) if fell < kind.fall else (low, size)
        for levels in self._levels.values():
            levels[kind.falls_in][FALL_WEEK:, choice] -= size
        self.fallen = (FALL_WEEK, key)

    def _latent(self, week: int, index: str) -> Any:
        parts = self._levels[index]
        wave = self.kind.season * np.sin(2 * np.pi * (week / 52 + 0.1))
        return (
            parts["common"][week, 0]
            + wave
            + parts["team"][week, self.team]
            + (parts["channel"][week, self.channel] + self.mood)
        )

    def present(self, week: int) -> Any:
        """Numbers of the people employed that week."""
        return np.flatnonzero((self.start <= week) & (week < self.end))

    def segments(self, cut: str) -> list[str]:
        """Segment of each person in the cut "team" or "touchpoint"."""
        if cut == "team":
            return [f"T{team:02d}" for team in self.team]
        return [CHANNELS[channel] for channel in self.channel]

    def ask(self, week: int, people: Sequence[int], item: str) -> list[int | None]:
        """Scores (1 is worst), or None where nothing came back."""
        while self._week < week:
            self._tired = 0.9 * (self._tired + self.asked[self._week])
            self._week += 1
        index = next(name for name, items in INDICES.items() if item in items)
        latent = self._latent(week, index)[people] + self._encounter[index][week, people]
        scores = 1 + (latent[:, None] > CUTS[item]).sum(1)
        chance = 1 / (1 + np.exp(self.kind.fatigue * np.log1p(self._tired[people]) - self.will[people]))
        chance = np.where(latent < CUTS[item][0], self.kind.hushed, 1.0) * chance
        self.asked[week, people] += 1
        return [
            int(s) if luck < c else None
            for s, luck, c in zip(scores, self._luck[week, people], chance, strict=True)
        ]

    def truth(self, week: int, index: str) -> dict[str, float]:
        """Expected index of every team, channel and the whole ("") had everybody answered."""
        if (week, index) not in self._cache:
            self._cache[week, index] = self._truth(week, index)
        return self._cache[week, index]

    def _truth(self, week: int, index: str) -> dict[str, float]:
        here = self.present(week)
        level = self._latent(week, index)[here]
        expected = np.mean([_expected(level, CUTS[item]) for item in INDICES[index]], axis=0)
        found = {"": float(expected.mean())}
        for names, groups in (("T{:02d}", self.team[here]), ("{}", self.channel[here])):
            for group in np.unique(groups):
                name = names.format(group) if names != "{}" else CHANNELS[group]
                found[name] = float(expected[groups == group].mean())
        return found


def _expected(level: Any, cuts: Any) -> Any:
    """Expected index points of encounters at `level`, by a table of the heavy-tailed distribution."""
    return 100 * np.mean([np.interp(level - cut, _GRID, _CDF) for cut in cuts], axis=0)


def _table() -> tuple[Any, Any]:
    """Distribution function of a scaled Student t, integrated numerically."""
    grid = np.linspace(-12, 12, 4801)
    wide = grid * np.sqrt(TAIL / (TAIL - 2))
    density = (1 + wide**2 / TAIL) ** (-(TAIL + 1) / 2)
    cdf = np.cumsum(density)
    return grid, (cdf - density / 2) / cdf[-1]


_GRID, _CDF = _table()
