"""A chart as a picture and as words, for where a platform draws none itself."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from math import nan
from typing import Any

from bot.messages import Chart, Series

INK, GRID, PAPER = "#22303a", "#dfe5e9", "#ffffff"
COLOURS = ("#1f6f8b", "#c8553d", "#5b7f3a", "#7a5195", "#9a7b1c", "#4a5560")
MARKS = ("o", "s", "^", "D", "v", "P")  # who cannot tell the colours apart sees the marks
DOTS = 160  # per inch
WIDE, HIGH = 7.2, 3.4  # inches


def png(chart: Chart) -> bytes:
    """The chart as a picture on a light ground: lines with their bands from 0 to 100, gaps where nothing may be shown.

    matplotlib takes most of a second to come: it is fetched here, by whoever needs it.
    """
    from matplotlib.figure import Figure  # no pyplot: that one keeps a state of its own and a window

    figure = Figure((WIDE, HIGH), DOTS, facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot(facecolor=PAPER)
    for each, colour, mark in zip(chart.series, COLOURS, MARKS, strict=False):
        _draw(axes, each, len(chart.labels), colour, mark)
    _dress(axes, chart)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None, "Title": chart.title})
    return picture.getvalue()


def _draw(axes: Any, series: Series, weeks: int, colour: str, mark: str) -> None:
    at = range(weeks)
    low, high = _gapped(series.low, weeks), _gapped(series.high, weeks)
    axes.fill_between(at, low, high, color=colour, alpha=0.16, linewidth=0)
    axes.plot(at, _gapped(series.values, weeks), color=colour, marker=mark, linewidth=2, markersize=4.5,
              label=_plain(series.name))  # fmt: skip


def _dress(axes: Any, chart: Chart) -> None:
    axes.set_title(_plain(chart.title), loc="left", color=INK, fontsize=11, fontweight="bold")
    axes.set_ylim(0, 100)
    axes.set_xlim(-0.3, max(len(chart.labels) - 1, 1) + 0.3)
    axes.set_xticks(range(len(chart.labels)), [_plain(label) for label in chart.labels])
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=9, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    if chart.series:
        axes.legend(loc="lower left", frameon=False, labelcolor=INK, fontsize=9, ncols=len(chart.series))


def _gapped(values: Sequence[float | None], weeks: int) -> list[float]:
    """As many numbers as there are weeks; what is not shown leaves a gap in the line."""
    shown = [nan if value is None else float(value) for value in values[:weeks]]
    return shown + [nan] * (weeks - len(shown))


def _plain(text: str) -> str:
    """Dollars would begin a formula."""
    return text.replace("$", r"\$")


def told(chart: Chart) -> tuple[str, ...]:
    """The same numbers in words, a line a series: also what a screen reader says of the picture.

    Nothing of a series in which nothing may be shown.
    """
    shown = [each for each in chart.series if any(value is not None for value in each.values)]
    return tuple(f"{each.name}: {' · '.join(_points(each, chart.labels))}" for each in shown)


def _points(series: Series, labels: Sequence[str]) -> Iterator[str]:
    for at, label in enumerate(labels):
        value, low, high = (_at(row, at) for row in (series.values, series.low, series.high))
        band = "" if low is None or high is None else f" ({low:.0f}–{high:.0f})"
        yield f"{label} –" if value is None else f"{label} {value:.0f}{band}"


def _at(values: Sequence[float | None], at: int) -> float | None:
    return values[at] if at < len(values) else None
