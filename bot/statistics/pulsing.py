"""What a closed pulse does to a panel: segments come and go, time moves on, voices are heard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.statistics import kalman, noise, settling
from bot.statistics.figures import Tally
from bot.statistics.layout import Array, Layout
from bot.statistics.panel import Panel

FORGETTING = 0.99
"""What a week's evidence about the cells still counts a week later: companies change their pace."""
STILL_NEWS = 4
"""Weeks a fact goes on being told after it was found."""


class AlreadyObserved(ValueError):
    """This week, or a later one, has been observed before."""


def pulse(panel: Panel, week: int, tallies: Sequence[Tally], sizes: Mapping[str, int | None]) -> Panel:
    """The panel after the pulse of `week`, a running number. Raises AlreadyObserved, NoSuchItem."""
    segments = {*sizes, *(tally.segment for tally in tallies)}
    ready = later(panel.with_segments(sorted(segments - {*panel.layout.segments})), week)
    return settling.settle(_without_vanished(hear(ready, tallies, sizes)))


def later(panel: Panel, week: int) -> Panel:
    """Time has moved on to `week`; every week in between has drifted too."""
    gap = 1 if panel.week is None else week - panel.week
    if gap < 1:
        raise AlreadyObserved(week)
    credit = np.log(panel.cells[:, 3])
    return replace(
        panel,
        week=week,
        cov=panel.cov + gap * panel.drift(),
        fit=credit + FORGETTING**gap * (panel.fit - credit),
        suspicion=panel.suspicion.from_week(week),
        committed=tuple(fact for fact in panel.committed if week - fact.week < STILL_NEWS),
    )


def hear(panel: Panel, tallies: Sequence[Tally], sizes: Mapping[str, int | None]) -> Panel:
    """The voices of the week are heard: in full for levels, with caution for steps and the weights of cells.

    A rare answer far off is no news, and yet it counts: were it weighed less in the level too, a figure
    with a long tail of bad answers would stand too high.
    """
    heard = sorted((t for t in tallies if t.n), key=lambda t: (t.segment, t.item))
    voices = panel.voices.after(panel.week or 0, heard, sizes)
    if not heard:
        return replace(panel, voices=voices)
    rows = np.array([panel.layout.observed(t.segment, t.item) for t in heard])
    n, total, squares = np.array([(t.n, t.total, t.squares) for t in heard], float).T
    learned = panel.noise.after(_sums(panel.layout, heard))
    scatter = learned.scatter()[[panel.layout.item_numbers[t.item] for t in heard]]
    expected = panel.weights @ (panel.mean @ rows.T)
    off = (squares - 2 * expected * total) / n + expected**2
    single = noise.answer_variance(scatter, expected)
    size = np.array([voices.size(t.segment) for t in heard])
    plain, cautious = (
        kalman.confront(panel.mean, panel.cov, rows, total / n, noise.mean_variance(of_one, n, size))
        for of_one in (single, noise.guarded(single, off))
    )
    mean, cov = kalman.update(panel.mean, panel.cov, plain)
    return replace(
        panel,
        mean=mean,
        cov=cov,
        fit=panel.fit + cautious.fit,
        noise=learned,
        suspicion=panel.suspicion.learn(panel.cov, plain, cautious),
        past=panel.past.learn(panel.cov, plain),
        voices=voices,
    )


def _sums(layout: Layout, heard: Sequence[Tally]) -> Array:
    """Counts, totals and squares (items, segments, 3) of the week."""
    number = {segment: at for at, segment in enumerate(layout.segments)}
    sums = np.zeros((len(layout.item_numbers), len(layout.segments), 3))
    for t in heard:
        sums[layout.item_numbers[t.item], number[t.segment]] += (t.n, t.total, t.squares)
    return sums


def _without_vanished(panel: Panel) -> Panel:
    """Segments that are no more, and of which no voice is remembered, are dropped."""
    voices = panel.voices
    return panel.without_segments(
        [s for s in panel.layout.segments if s not in voices.present and s not in voices.heard]
    )
