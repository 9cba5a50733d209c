"""A chart as a picture and as words."""

from __future__ import annotations

import struct
import subprocess
import sys

import pytest

from adapters import charts
from bot.messages import Chart, Series

WEEKS = ("45", "46", "47")
TRUST = Series("Vertrauen", (70.0, None, 72.4), (64.0, None, 66.0), (76.0, None, 78.0))
HIDDEN = Series("Zufriedenheit", (None, None, None))


@pytest.mark.parametrize(
    "chart",
    [
        Chart("Beides", WEEKS, (TRUST, HIDDEN)),
        Chart("Eine Woche", ("47",), (Series("Trust", (70.0,)),)),
        Chart("Nichts", (), ()),
        Chart("$x$ \\frac{1}{2} <b>", ("$47$",), (Series("$\\alpha$ _a", (50.0,), (40.0,), (60.0,)),)),
        Chart("Zu viele Werte", ("47",), (Series("Trust", (70.0, 71.0, 72.0)),)),
    ],
    ids=lambda chart: chart.title,
)
def test_every_chart_is_a_picture_of_the_same_size(chart: Chart) -> None:
    picture = charts.png(chart)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1152, 544)
    assert picture == charts.png(chart)


def test_other_figures_are_another_picture() -> None:
    lower = Series("Vertrauen", (30.0, None, 32.4), (24.0, None, 26.0), (36.0, None, 38.0))
    assert charts.png(Chart("x", WEEKS, (TRUST,))) != charts.png(Chart("x", WEEKS, (lower,)))


def test_the_words_say_the_same_and_nothing_of_what_is_hidden() -> None:
    assert charts.told(Chart("x", WEEKS, (TRUST, HIDDEN))) == (
        "Vertrauen: 45 70 (64–76) · 46 – · 47 72 (66–78)",
    )


def test_nobody_pays_for_pictures_who_draws_none() -> None:
    ask = "import sys, adapters.charts, adapters.slack.posting; print('matplotlib' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
        == "False\n"
    )
