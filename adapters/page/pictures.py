"""Courses as pictures ready to be drawn: shapes, the words at each week, and the same as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.page.drawing import TICKS, Curve, Scale, Spot
from adapters.page.wording import Wording
from bot import cadence, words
from bot.model import Week
from bot.viewing import Course, Figure

LOOKS = {"trust": "line-0", "satisfaction": "line-1", "kept": "line-2"}
LARGE, SMALL = 190, 96  # pixels of the scale
SHORT = 16  # weeks that are named by their number; over more, months are


@dataclass(frozen=True)
class Line:
    """One course of a picture."""

    name: str
    look: str
    curve: Curve


@dataclass(frozen=True)
class Tick:
    """A week that is named below the picture."""

    x: float
    label: str
    anchor: str
    spare: bool  # goes where there is little room


@dataclass(frozen=True)
class Place:
    """A week one can point at, and what is said there."""

    spot: Spot
    label: str

    @property
    def x(self) -> float:
        return self.spot.x

    @property
    def left(self) -> float:
        return self.spot.left

    @property
    def width(self) -> float:
        return self.spot.width


@dataclass(frozen=True)
class Cell:
    """A figure in a table."""

    text: str
    shown: bool


@dataclass(frozen=True)
class Row:
    """A week in a table, newest first."""

    week: str
    cells: tuple[Cell, ...]
    voices: str


@dataclass(frozen=True)
class Picture:
    """Everything one chart shows."""

    id: str
    title: str
    spoken: str  # for whoever listens instead of looking
    height: int
    scale: Scale
    rules: tuple[int, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    spots: tuple[Place, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Painter:
    """Paints courses over the same weeks and on the same scale, so that pictures can be compared."""

    wording: Wording
    weeks: tuple[Week, ...]
    ends: tuple[int, int] = (0, 100)

    def large(self, index: str, course: Course) -> Picture:
        """One index of the whole."""
        return self._picture(index, self.wording.index(index), {index: course}, LARGE)

    def small(self, at: int, name: str, courses: dict[str, Course]) -> Picture:
        """All indices of a segment."""
        return self._picture(f"segment-{at}", self.wording.segment(name), courses, SMALL)

    def _picture(self, id: str, title: str, courses: dict[str, Course], height: int) -> Picture:
        scale = Scale(len(self.weeks), height, *self.ends)
        named = [(self.wording.index(index), course) for index, course in courses.items()]
        return Picture(
            f"course-{id}",
            title,
            f"{self._range(title)}: {', '.join(self._newest(name, course[-1]) for name, course in named)}",
            height,
            scale,
            scale.rules(),
            tuple(
                Line(self.wording.index(i), LOOKS[i], scale.curve(course)) for i, course in courses.items()
            ),
            self._ticks(scale),
            tuple(Place(spot, self._label(at, named)) for at, spot in enumerate(scale.spots())),
            tuple(self._row(at, courses) for at in reversed(range(len(self.weeks)))),
        )

    def _range(self, title: str) -> str:
        first, last = (self.wording.short(week) for week in (self.weeks[0], self.weeks[-1]))
        return self.wording.say("course", name=title, first=first, last=last)

    def _newest(self, name: str, figure: Figure | None) -> str:
        if figure is None:
            return self.wording.say("now_few", name=name)
        return self.wording.say("now", name=name, value=figure.value, low=figure.low, high=figure.high)

    def _ticks(self, scale: Scale) -> tuple[Tick, ...]:
        last, long = len(self.weeks) - 1, len(self.weeks) > SHORT
        named = scale.ticks(3 if long and scale.height == SMALL else TICKS)
        spare = set(named[-2::-2]) if long and scale.height == LARGE else ()
        return tuple(
            Tick(
                scale.x(at),
                self._tick(self.weeks[at]),
                "end" if at == last and last else "middle",
                at in spare,
            )
            for at in named
        )

    def _tick(self, week: Week) -> str:
        if len(self.weeks) > SHORT:
            return self.wording.month(cadence.monday(week), "LLL yy")
        return str(words.number(week))

    def _label(self, at: int, named: Sequence[tuple[str, Course]]) -> str:
        """What is said at a week: its name, then a line a course."""
        told = [self.wording.dated(self.weeks[at])]
        for name, course in named:
            figure = course[at]
            moved = f" · {self.wording.moved(figure)}" if figure and figure.moved != "none" else ""
            told.append(f"{name} {self.wording.interval(figure)}{moved}")
        return "\n".join(told)

    def _row(self, at: int, courses: dict[str, Course]) -> Row:
        figures = [course[at] for course in courses.values()]
        cells = tuple(Cell(self.wording.interval(figure), figure is not None) for figure in figures)
        return Row(
            self.wording.year(self.weeks[at]),
            cells,
            next((figure.voices for figure in figures if figure), ""),
        )
