"""Charts as Teams draws them itself, with the same numbers as words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.teams.texts import inert, text
from bot import messages

Json = dict[str, Any]


def draw(chart: messages.Chart) -> Json:
    """Teams' own line chart; where it cannot be drawn, the same numbers as words."""
    data = [line for series in chart.series for line in _lines(series, chart.labels)]
    return {
        "type": "Chart.Line",
        "title": inert(chart.title),
        "showTitle": True,
        "yMin": 0,
        "yMax": 100,
        "data": data,
        "fallback": text(_numbers(chart), size="Small", isSubtle=True),
    }


def _lines(series: messages.Series, labels: Sequence[str]) -> Iterator[Json]:
    for suffix, values in (("", series.values), (" ↓", series.low), (" ↑", series.high)):
        points = [
            {"x": inert(label), "y": round(value, 1)}
            for label, value in zip(labels, values, strict=False)
            if value is not None
        ]
        if points:
            shade = {"color": "neutral"} if suffix else {}
            yield {"legend": inert(series.name) + suffix, "values": points, **shade}


def _numbers(chart: messages.Chart) -> str:
    said = [f"{series.name}: {', '.join(_figures(series, chart.labels))}" for series in chart.series]
    return "\n".join([chart.title, *said])


def _figures(series: messages.Series, labels: Sequence[str]) -> Iterator[str]:
    for at, (label, value) in enumerate(zip(labels, series.values, strict=False)):
        low, high = (values[at] if at < len(values) else None for values in (series.low, series.high))
        band = "" if low is None or high is None else f" ({low:.0f}–{high:.0f})"
        yield f"{label} –" if value is None else f"{label} {value:.0f}{band}"
