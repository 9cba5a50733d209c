"""What may leave the house as a file: figures that were released, imported signals, the audit of admin acts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot import bank, privacy
from bot.ports import Work
from bot.statistics.release import WHOLE
from storage.store import SqlWork

Row = Mapping[str, Any]
FIGURES = ("week", "index", "segment", "value", "low", "high", "voices", "since")
AUDIT = ("day", "actor", "act")
SIGNALS = ("date", "source", "touchpoint", "points", "text", "language", "sentiment", "themes", "model")
COLUMNS: Mapping[str, Sequence[str]] = {
    "digests": FIGURES, "answers": FIGURES, "audit": AUDIT, "signals": SIGNALS,
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would calculate what begins so


def digests(work: Work) -> Iterator[Row]:
    """Every figure of every release, as it was told; hidden and empty ones are both left out."""
    for week, release in work.releases.latest(privacy.RELEASES_WEEKS, work.progress().closed):
        for index, cells in release["figures"].items():
            for segment, cell in sorted(cells.items()):
                if cell:
                    figure = {name: cell[name] for name in ("value", "low", "high", "voices")}
                    yield {"week": week, "index": index, "segment": segment, **figure, "since": cell["week"]}


def answers(work: Work) -> Iterator[Row]:
    """The released figures by question and by segment. Single answers never leave the house."""
    return (row for row in digests(work) if row["index"] not in bank.INDICES or row["segment"] != WHOLE)


def audit(work: SqlWork) -> Iterator[Row]:
    """Admin acts, oldest first."""
    return (
        dict(zip(AUDIT, (day.isoformat(), actor, act), strict=True)) for day, actor, act in work.audited()
    )


def signals(work: Work) -> Iterator[Row]:
    """Imported voices, oldest first; those of one day in no order. Whoever imported them may have them back."""
    for signal in sorted(work.signals.between(date.min, date.max), key=lambda signal: signal.day):
        text = "" if signal.text is None else signal.text.text
        yield {
            "date": signal.day.isoformat(),
            "source": signal.source,
            "touchpoint": signal.touchpoint,
            "points": signal.points,
            "text": text,
            "language": signal.language,
            "sentiment": signal.sentiment,
            "themes": " ".join(signal.themes),
            "model": signal.model,
        }


def as_json(rows: Iterable[Row]) -> str:
    """A JSON array."""
    return json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n"


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """RFC 4180, with a header; no text cell is a formula."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return file.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
