"""The port to the simulated company: whom the playground shows, and how time passes there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in the simulated company. Leaders also read the leadership channel."""

    user: str
    name: str
    language: str  # "de" or "en"
    zone: str
    segment: str
    leader: bool


class Stage(Protocol):
    """A company in which time passes when somebody presses a button.

    Everything that is not async is asked many times a second, from any thread: it only looks
    something up. What is async runs in the loop of the web server and must not hold it.
    """

    def colleagues(self) -> Sequence[Colleague]:
        """Everybody, in the order in which the page lists them; at least one."""
        ...

    def now(self) -> datetime:
        """The simulated moment, aware."""
        ...

    def week(self) -> str:
        """The simulated pulse week, "2026-W47"."""
        ...

    async def advance(self, days: int) -> None:
        """Let days pass; what they bring arrives through `Playground.show` meanwhile."""
        ...

    def running(self) -> bool:
        """Whether time passes by itself."""
        ...

    async def run(self, on: bool) -> None:
        """Let time pass by itself, or stop it."""
        ...

    def truth(self) -> Mapping[str, Any]:
        """What only the simulation knows, beside what the pulse estimated.

        {"weeks": ["2026-W40", …],
         "series": [{"name": "Trust", "truth": [71.2, …], "estimate": [70.0, None, …],
                     "low": [64.1, None, …], "high": [75.9, None, …]}, …]}
        """
        ...

    async def choose_language(self, user: str, language: str) -> None:
        """The colleague reads German ("de") or English ("en") from now on."""
        ...
