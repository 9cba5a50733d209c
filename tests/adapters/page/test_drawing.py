"""Shapes on the picture lie where the figures are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.page import drawing
from adapters.page.drawing import Scale
from bot.model import Week
from bot.viewing import Course, Figure


def figure(value: int, half: int = 5, *, fresh: bool = True, moved: str = "none") -> Figure:
    return Figure(value, value - half, value + half, "20–49", Week("2026-W47"), fresh, moved, "certain")


def test_a_course_is_drawn_from_left_to_right_and_upwards() -> None:
    curve = Scale(3, 100, top=0).curve((figure(50), figure(60), figure(40)))
    assert curve.solid == ("0,50 500,40 1000,60",)
    assert curve.bands == ("0,45 500,35 1000,55 1000,65 500,45 0,55",)
    assert [(dot.x, dot.y) for dot in curve.dots] == [(0, 50), (50, 40), (100, 60)]


def test_a_figure_that_stood_on_is_told_from_a_renewed_one() -> None:
    curve = Scale(4, 100).curve((figure(50), figure(50, fresh=False), figure(60), figure(60, fresh=False)))
    assert curve.solid == ("333.3,50 666.7,40",)
    assert curve.carried == ("0,50 333.3,50", "666.7,40 1000,40")
    assert [dot.fresh for dot in curve.dots] == [True, False, True, False]


def test_a_hidden_week_breaks_the_line_and_a_lone_one_keeps_its_interval() -> None:
    curve = Scale(5, 100, top=0).curve((figure(50), None, figure(60), figure(70), None))
    assert curve.solid == ("500,40 750,30",)
    assert len(curve.bands) == 1
    assert [(one.x, one.top, one.bottom) for one in curve.whiskers] == [(0, 45, 55)]


def test_in_long_courses_only_the_newest_and_what_moved_have_a_dot() -> None:
    course: Course = (*[figure(50)] * 20, figure(40, moved="fallen"), *[figure(40)] * 10, None)
    dots = Scale(32, 100).curve(course).dots
    assert [(dot.x, dot.moved) for dot in dots] == [(64.516, "fallen"), (96.774, "none")]


def test_a_cropped_scale_keeps_its_ends() -> None:
    scale = Scale(2, 200, 50, 100, top=10)
    assert scale.rules() == (50, 75, 100)
    assert [scale.y(value) for value in (100, 75, 50)] == [10, 110, 210]


def test_the_only_week_stands_in_the_middle() -> None:
    scale = Scale(1, 100)
    assert (scale.x(0), scale.ticks(), [spot.width for spot in scale.spots()]) == (50, (0,), [100])


@given(
    st.lists(st.none() | st.integers(0, 100).map(lambda value: figure(value, 0)), min_size=1, max_size=110)
)
def test_nothing_lies_beside_the_picture(values: list[Figure | None]) -> None:
    course = tuple(values)
    low, high = drawing.ends([course])
    scale = Scale(len(course), 100, low, high, top=0)
    assert 0 <= low <= high - 50 <= 50
    curve = scale.curve(course)
    numbers = [
        float(n) for shape in (*curve.bands, *curve.solid) for pair in shape.split() for n in pair.split(",")
    ]
    assert all(0 <= number <= 1000 for number in numbers)
    assert all(0 <= dot.x <= 100 and 0 <= dot.y <= 100 for dot in curve.dots)
    drawn = sum(len(shape.split()) for shape in curve.solid) + len(curve.whiskers)
    assert drawn == sum(each is not None for each in course)
    spots = scale.spots()
    assert len(spots) == len(course)
    assert abs(sum(spot.width for spot in spots) - 100) < 0.1
    assert scale.ticks()[-1] == len(course) - 1
    assert len(scale.ticks()) <= drawing.TICKS
