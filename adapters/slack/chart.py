"""A chart as Slack's own chart block: pure, on plain dicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.slack import blocks
from bot.messages import Chart, Series

Json = dict[str, Any]

NAME, TITLE, SERIES, CATEGORIES = 20, 50, 6, 20


def block(it: Chart) -> Json | None:
    """A line chart, or None where too little may be shown to draw a line.

    Slack wants a number for every label of every series: labels at which something is hidden are
    left out. The bands are lines of their own as long as there is room for them.
    """
    series = [each for each in _curves(it.series) if any(v is not None for v in each.values)]
    series = series[: min(SERIES, 2)] if len(series) > SERIES else series
    shown = [n for n in range(len(it.labels)) if all(_at(each.values, n) is not None for each in series)]
    shown = shown[-CATEGORIES:]
    if not series or len(shown) < 2:
        return None
    labels = [blocks.clip(it.labels[n], NAME) for n in shown]
    if len(set(labels)) < len(labels):
        return None
    return {
        "type": "data_visualization",
        "title": blocks.clip(blocks.inert(it.title), TITLE),
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": blocks.clip(blocks.inert(each.name), NAME),
                    "data": [
                        {"label": label, "value": _at(each.values, n)}
                        for label, n in zip(labels, shown, strict=True)
                    ],
                }
                for each in series
            ],
            "axis_config": {"categories": labels},
        },
    }


def _series(it: Series, labels: Sequence[str], shown: Sequence[int]) -> Json:
    points = [{"label": label, "value": _at(it.values, n)} for label, n in zip(labels, shown, strict=True)]
    return {"name": blocks.clip(blocks.inert(it.name), NAME), "data": points}


def _curves(series: Sequence[Series]) -> list[Series]:
    lines = [Series(each.name, each.values) for each in series[:SERIES]]
    bands = [
        Series(blocks.clip(each.name, NAME - 2) + sign, values)
        for each in series
        for sign, values in ((" ↓", each.low), (" ↑", each.high))
        if values
    ]
    return lines + bands if len(lines) + len(bands) <= SERIES else lines


def _at(values: Sequence[float | None], n: int) -> float | None:
    return values[n] if n < len(values) else None
