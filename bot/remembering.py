"""What the estimator of a workspace remembers: kept between pulses, and made anew from stored answers if lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot import bank
from bot.model import Tally, Week
from bot.ports import Work
from bot.statistics import figures, release
from bot.statistics.engine import Engine, ForeignState
from bot.statistics.rates import Rates

REMEMBERED = 104  # pulses a new estimator is made from

Series = dict[str, Any]


def series(work: Work) -> Series:
    """What is remembered. A lost series is made anew, and so is an engine that another version stored.

    Everything that figures rest on comes back exactly: levels, and what was shown with which voices. What only
    decides how many are asked, or how silence is read, begins anew.
    """
    stored = work.releases.series()
    if stored is None:
        return _anew(work)
    try:
        Engine.load(stored["engine"])
    except ForeignState:
        return stored | {"engine": _anew(work)["engine"]}
    return stored


def beginning() -> Series:
    """The series of a workspace in which nobody was heard yet."""
    return {
        "engine": Engine.start(bank.asked_by_default()).dump(),
        "rates": [],
        "voices": {},
        "shown": {},
        "said": {},
    }


def ledger(state: Series) -> release.Ledger:
    """What was heard and shown so far."""
    return release.Ledger(state["voices"], state["shown"])


def heard(before: release.Ledger, tallies: Sequence[Tally]) -> release.Ledger:
    """The ledger with a pulse's distinct voices; a voice counts whatever it was asked."""
    voices: Counter[str] = Counter()
    for tally in tallies:
        voices[tally.segment] += sum(tally.counts.values())
    return before.with_pulse(voices)


def said(before: Mapping[str, Mapping[str, int]], tallies: Sequence[Tally]) -> dict[str, dict[str, int]]:
    """How many voices each index (and item told alone) ever had, by segment and in the whole."""
    known = {name: dict(cells) for name, cells in before.items()}
    for tally in tallies:
        for name in (bank.question(tally.question).index, tally.question):
            for cell in (tally.segment, release.WHOLE):
                row = known.setdefault(name, {})
                row[cell] = row.get(cell, 0) + sum(tally.counts.values())
    return known


def points(tally: Tally) -> figures.Tally:
    """The answers of a segment to a question on the scale 0–100."""
    question = bank.question(tally.question, tally.version)
    points = [(question.points(value), n) for value, n in tally.counts.items()]
    count = sum(n for _, n in points)
    total, squares = sum(p * n for p, n in points), sum(p * p * n for p, n in points)
    return figures.Tally(tally.segment, tally.question, count, total, squares)


def sizes(work: Work) -> dict[str, int | None]:
    """People by segment as the estimator wants them: None for a population without an end."""
    endless = work.workspace.endless
    return {segment: None if endless else n for segment, n in work.people.sizes().items()}


def rates(stored: Iterable[tuple[str, int, int, int]]) -> Rates:
    """Answer rates from their stored rows (segment, band, asked, answered)."""
    return Rates({(segment, band): (asked, answered) for segment, band, asked, answered in stored})


def _anew(work: Work) -> Series:
    """The series as the pulses released so far have made it."""
    state = beginning()
    engine = Engine.load(state["engine"])
    for week, frozen in work.releases.latest(REMEMBERED, work.progress().closed):
        if week < work.workspace.since:
            continue  # of another cut, and so of another series
        tallies = work.responses.tallies(week)
        engine.observe(week, [points(tally) for tally in tallies], frozen.get("people") or sizes(work))
        known = heard(ledger(state), tallies).showing(_renewed(week, frozen))
        state |= {"voices": known.voices, "shown": known.shown, "said": said(state["said"], tallies)}
    return state | {"engine": engine.dump()}


def _renewed(week: Week, frozen: Mapping[str, Any]) -> Sequence[str]:
    """The figures a pulse showed anew; releases of earlier versions tell it by the week of each cell."""
    if "renewed" in frozen:
        return tuple(frozen["renewed"])
    cells = (item for held in frozen["figures"].values() for item in held.items())
    return sorted({name for name, cell in cells if cell and cell["week"] == week})
