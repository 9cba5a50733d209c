"""Figures over weeks as the shapes of a picture. Pure: the same figures, the same picture.

A picture is as wide as its place: what lies along the weeks is told in shares of the width, what lies
along the scale in pixels from its top. Lines and bands lie on a canvas of 1000 × 100 that is
stretched over the picture; dots and texts are placed on the picture itself, where nothing is stretched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.viewing import Course, Figure

CANVAS = 1000.0
TICKS = 6  # weeks that are named below a picture, at most
STEP = 25  # points of the scale from one named value to the next
DOTS = 12  # in longer courses only the newest figure and tested changes have a dot


@dataclass(frozen=True)
class Dot:
    """A figure on the picture: in percent from the left, in pixels from the top."""

    x: float
    y: float
    fresh: bool
    moved: str


@dataclass(frozen=True)
class Whisker:
    """The interval of a figure without neighbours: a band needs two weeks."""

    x: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Curve:
    """One course on the canvas, as SVG point lists."""

    bands: tuple[str, ...]
    solid: tuple[str, ...]  # where a figure was renewed
    carried: tuple[str, ...]  # where it only stood on
    dots: tuple[Dot, ...]
    whiskers: tuple[Whisker, ...]


@dataclass(frozen=True)
class Spot:
    """A week on the picture: its middle, and the stretch around it that a pointer hits, in percent."""

    x: float
    left: float
    width: float


@dataclass(frozen=True)
class Scale:
    """A picture of so many weeks and pixels."""

    weeks: int
    height: int
    low: int = 0
    high: int = 100
    top: int = 8

    def x(self, at: int) -> float:
        """Where a week lies, in percent of the width."""
        return 50.0 if self.weeks == 1 else round(100 * at / (self.weeks - 1), 3)

    def y(self, value: float) -> float:
        """Where a value lies, in pixels from the top of the picture."""
        return round(self.top + self._down(value) * self.height / 100, 2)

    def rules(self) -> tuple[int, ...]:
        """The values at which the scale is named."""
        return tuple(range(self.low, self.high + 1, STEP))

    def spots(self) -> tuple[Spot, ...]:
        """Every week as a place to point at."""
        if self.weeks == 1:
            return (Spot(50, 0, 100),)
        width = 100 / (self.weeks - 1)
        edges = [(max(0.0, (at - 0.5) * width), min(100.0, (at + 0.5) * width)) for at in range(self.weeks)]
        return tuple(
            Spot(self.x(at), round(left, 3), round(right - left, 3)) for at, (left, right) in enumerate(edges)
        )

    def ticks(self, most: int = TICKS) -> tuple[int, ...]:
        """The weeks to name, counted back from the newest."""
        step = -(-self.weeks // most)
        return tuple(sorted(range(self.weeks - 1, -1, -step)))

    def curve(self, course: Course) -> Curve:
        """A course of figures as shapes."""
        stretches = list(_stretches(course))
        newest = max((at for at, figure in enumerate(course) if figure), default=-1)
        steps = [pair for stretch in stretches for pair in pairwise(stretch)]
        return Curve(
            tuple(self._band(stretch) for stretch in stretches if len(stretch) > 1),
            tuple(self._lines(steps, lambda figure: figure.fresh)),
            tuple(self._lines(steps, lambda figure: not figure.fresh)),
            tuple(
                Dot(self.x(at), self.y(figure.value), figure.fresh, figure.moved)
                for at, figure in _each(course)
                if self.weeks <= DOTS or at == newest or figure.moved != "none"
            ),
            tuple(
                Whisker(self.x(at), self.y(figure.high), self.y(figure.low))
                for [(at, figure)] in (stretch for stretch in stretches if len(stretch) == 1)
            ),
        )

    def _band(self, stretch: _Stretch) -> str:
        up = [self._point(at, figure.high) for at, figure in stretch]
        down = [self._point(at, figure.low) for at, figure in reversed(stretch)]
        return " ".join([*up, *down])

    def _lines(self, steps: Sequence[_Step], wanted: Callable[[Figure], bool]) -> Iterator[str]:
        """Neighbouring steps of one kind drawn in one go; a step is of the kind of the figure it leads to."""
        line: list[str] = []
        for (at, figure), (to, following) in steps:
            start, end = self._point(at, figure.value), self._point(to, following.value)
            if not wanted(following):
                continue
            if line and line[-1] != start:
                yield " ".join(line)
                line = []
            line = [*(line or [start]), end]
        if line:
            yield " ".join(line)

    def _point(self, at: int, value: float) -> str:
        return f"{round(self.x(at) * CANVAS / 100, 1):g},{round(self._down(value), 2):g}"

    def _down(self, value: float) -> float:
        """How far below the upper end of the scale, in percent of it."""
        return 100 * (self.high - value) / (self.high - self.low)


def ends(courses: Iterable[Course]) -> tuple[int, int]:
    """Where a scale for all of these begins and ends: at named values, never less than half of 0–100."""
    shown = [figure for course in courses for figure in course if figure]
    low = min((figure.low for figure in shown), default=0) // STEP * STEP
    high = -(-max((figure.high for figure in shown), default=100) // STEP) * STEP
    low, high = max(0, min(low, high - 2 * STEP)), min(100, high)
    return low, max(high, low + 2 * STEP)


_Place = tuple[int, Figure]
_Stretch = Sequence[_Place]
_Step = tuple[_Place, _Place]


def _each(course: Course) -> Iterator[_Place]:
    return ((at, figure) for at, figure in enumerate(course) if figure is not None)


def _stretches(course: Course) -> Iterator[_Stretch]:
    """The runs of weeks without a gap."""
    run: list[_Place] = []
    for at, figure in enumerate(course):
        if figure is not None:
            run.append((at, figure))
        elif run:
            yield run
            run = []
    if run:
        yield run
