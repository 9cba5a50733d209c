"""Imported voices: reviews and tickets from a file, masked and read like relays, kept apart from the indices.

All or nothing, every complaint with its line. Each row is known by a keyed hash of what stands in it, so that
the same file again, or a longer one that holds it, adds nothing twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import learning, listening, words
from bot.heard import Signal
from bot.importing import BadRow
from bot.ports import Work

COLUMNS = ("date", "source", "touchpoint", "rating", "text", "language")
REQUIRED = ("date", "source")
MOST = 100_000  # rows of one file
RATINGS = timedelta(weeks=104)
TEXTS = timedelta(days=90)
STARS = (1.0, 5.0)
_SOURCE = re.compile(r"[^\W_][\w .&+/-]{0,39}")
_EVERY = 200  # rows between two signs of progress

Row = Mapping[str, str]
Watch = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True)
class Gathered:
    """What came of a file."""

    added: int
    known: int
    """Rows that an earlier file brought already."""
    too_old: int
    """Rows of before anything is kept of."""


def read(
    work: Work, rows: Sequence[tuple[int, Row]], today: date, scale: tuple[float, float], watch: Watch
) -> list[Signal]:
    """Signals from (line number, row), masked and read; those too old to be kept are left out.

    `scale` holds the worst and the best rating there is. Reads the workspace, writes nothing. Raises `BadRow`.
    """
    if len(rows) > MOST:
        raise BadRow(f"{len(rows)} rows: import at most {MOST} at a time, for example a file a year")
    found, seen, ear = [], Counter[tuple[str, ...]](), learning.ear(work)
    for at, (line, row) in enumerate(rows):
        signal = _signal(work, ear, line, row, today, scale, seen)
        if signal.day >= today - RATINGS:
            found.append(signal)
        if at % _EVERY == 0:
            watch(at, len(rows))
    watch(len(rows), len(rows))
    return found


def keep(work: Work, signals: Sequence[Signal], rows: int) -> Gathered:
    """Store what is new among them; `rows` is how many the file had."""
    added = work.signals.add(signals)
    return Gathered(added, len(signals) - added, rows - len(signals))


def _signal(
    work: Work, ear: listening.Ear | None, line: int, row: Row, today: date, scale: tuple[float, float],
    seen: Counter[tuple[str, ...]],
) -> Signal:  # fmt: skip
    cells = tuple((row.get(name) or "").strip() for name in COLUMNS)
    day, source, touchpoint = (
        _day(line, cells[0], today),
        _source(line, cells[1]),
        _touchpoint(line, cells[2], work.workspace.touchpoints),
    )
    points = _points(line, cells[3], scale)
    if points is None and not cells[4]:
        raise BadRow(f"line {line}: neither a rating nor a text")
    seen[cells] += 1
    language = _language(line, cells[5], work.workspace.language)
    read = _heard(line, cells[4], language, work.workspace.reading, ear)
    return Signal(
        id=work.signals.known_as(*cells, str(seen[cells])),
        day=day,
        source=source,
        touchpoint=touchpoint,
        points=points,
        text=read.text if cells[4] and day >= today - TEXTS else None,
        language=read.language,
        sentiment=read.sentiment if cells[4] else "",
        confidence=read.confidence,
        themes=read.themes,
        model=read.model_version if cells[4] else "none",
    )


def _heard(
    line: int, text: str, language: str, machine: bool, ear: listening.Ear | None
) -> listening.Reading:
    try:
        return listening.read(text, language, machine=machine, ear=ear)
    except listening.TooLong as error:
        raise BadRow(f"line {line}: the text is longer than {listening.LIMIT} characters") from error


def _day(line: int, said: str, today: date) -> date:
    """An ISO day (a time behind it is dropped) or one like 20.11.2026."""
    try:
        day = _dotted(said) if "." in said[:6] else datetime.fromisoformat(said).date()
    except ValueError as error:
        raise BadRow(f"line {line}: “{said}” is no date like 2026-11-20 or 20.11.2026") from error
    if day > today + timedelta(days=1):
        raise BadRow(f"line {line}: {day} has not come yet")
    return day


def _dotted(said: str) -> date:
    day, month, year = said.split()[0].split(".")
    return date(int(year), int(month), int(day))


def _source(line: int, said: str) -> str:
    if not _SOURCE.fullmatch(said):
        raise BadRow(
            f"line {line}: source “{said[:60]}” is not a short name (letters, digits, space, . & + / -, 40 at most)"
        )
    return said


def _touchpoint(line: int, said: str, touchpoints: Sequence[str]) -> str:
    """A touchpoint by its key or by its name in either language; empty where none is told."""
    known = {name.lower(): key for key in touchpoints for name in (key, *_names(key))}
    if said and said.lower() not in known:
        raise BadRow(f"line {line}: touchpoint “{said[:60]}” is none of {', '.join(touchpoints)}")
    return known[said.lower()] if said else ""


def _names(touchpoint: str) -> Iterator[str]:
    return (words.touchpoint(touchpoint, language) for language in words.LANGUAGES)


def _points(line: int, said: str, scale: tuple[float, float]) -> float | None:
    """A rating in index points; None where the row has none. A comma may stand for the point."""
    worst, best = scale
    if not said:
        return None
    try:
        rating = float(said.replace(",", "."))
    except ValueError as error:
        raise BadRow(f"line {line}: rating “{said[:20]}” is not a number") from error
    if not min(scale) <= rating <= max(scale):
        raise BadRow(
            f"line {line}: rating {said} is not between {worst:g} and {best:g}; say which scale it is with --scale"
        )
    return 100 * (rating - worst) / (best - worst)


def _language(line: int, said: str, usual: str) -> str:
    short = said.lower()[:2]
    if said and short not in listening.LANGUAGES:
        raise BadRow(f"line {line}: language “{said[:20]}” is neither de nor en")
    return short or usual
