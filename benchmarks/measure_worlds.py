"""Where companies come from: the project's own, or a file with a class World of the same spirit."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks import worlds

OWN = (
    "stable",
    "drift",
    "shock",
    "shock_20",
    "touchpoint_shock",
    "unequal",
    "seasonal",
    "churn",
    "respondent",
    "silence",
)
FOREIGN = {
    "stable": "stable",
    "drift": "drift",
    "shock": "shock",
    "touchpoint_shock": "channel_shock",
    "unequal": "unequal",
    "seasonal": "seasonal",
    "churn": "churn",
    "respondent": "respondent",
    "silence": "silence",
    "null": "null",
    "mixed": "mixed",
}


@dataclass(frozen=True)
class Source:
    """Kinds of companies and how to make twins of one."""

    kinds: tuple[str, ...]
    make: Callable[[str, int], Any]

    def twin(self, kind: str, seed: int) -> Callable[[], Any]:
        """A maker of equal companies."""
        return lambda: self.make(kind, seed)

    @staticmethod
    def fits(kind: str, cut: str) -> bool:
        """Whether a kind is worth running in a cut: a smaller fall of one team is no touchpoint's."""
        return (kind, cut) != ("shock_20", "touchpoint")


def source(path: str | None) -> Source:
    """The project's own companies, or those of the file at `path`."""
    if path is None:
        return Source(OWN, lambda kind, seed: worlds.Company(seed, kind))
    spec = importlib.util.spec_from_file_location("foreign_worlds", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no worlds in {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Source(tuple(FOREIGN), lambda kind, seed: Foreign(module.World(seed=seed, kind=FOREIGN[kind])))


class Foreign:
    """A company of another make behind the face of `worlds.Company`."""

    def __init__(self, world: Any) -> None:
        self._world = world
        self.weeks = int(world.weeks)
        self._ids = [person["id"] for person in world.people]
        self._start = np.array([person["start"] for person in world.people])
        self._end = np.array([person["end"] for person in world.people])
        self.fallen = self._fall()

    def _fall(self) -> tuple[int, str] | None:
        for week, what, at, size in self._world.params["shocks"]:
            if what in ("team", "channel") and size < 0:
                names = sorted({person["team"] for person in self._world.people})
                return week, names[at] if what == "team" else worlds.CHANNELS[at]
        return None

    def present(self, week: int) -> Any:
        """Numbers of the people employed that week."""
        return np.flatnonzero((self._start <= week) & (week < self._end))

    def segments(self, cut: str) -> list[str]:
        """Segment of each person."""
        key = "team" if cut == "team" else "channel"
        return [person[key] for person in self._world.people]

    def ask(self, week: int, people: list[int], item: str) -> list[int | None]:
        """Scores, or None where nothing came back."""
        question = "satisfaction" if item == "satisfied" else "trust"
        return [got for _, got in self._world.ask(week, [self._ids[at] for at in people], question)]

    def truth(self, week: int, index: str) -> dict[str, float]:
        """The truth by segment; "" is the whole."""
        found = self._world.truth(week, index)
        return {
            ("" if name == "overall" else name.split("/")[1]): value
            for name, value in found.items()
            if not name.startswith("cell/")
        }
