"""What one opens: the chart of twelve weeks, the table by segment, and what qualifies the figures."""

from __future__ import annotations

from collections.abc import Iterator

from bot import bank, words
from bot.digesting.frozen import Digest, Figures
from bot.digesting.telling import half, say, short
from bot.messages import Block, Chart, Line, Series, Table
from bot.model import Language
from bot.statistics.release import WHOLE


def details(digest: Digest, language: Language) -> tuple[Block, ...]:
    """Chart and table, then the lines there are."""
    told = [line(digest, language) for line in (spread, second, calibration)]
    return (
        chart(digest, language),
        *(Line(text, "small") for text in courses(digest, language)),
        table(digest, language),
        *(Line(text, "small") for text in (*told, *effects(digest, language)) if text),
    )


def chart(digest: Digest, language: Language) -> Chart:
    """Both indices of the whole with their bands, week by week."""
    labels = tuple(str(words.number(week)) for week, _ in digest.past)
    series = []
    for index in bank.INDICES:
        cells = [release["figures"][index][WHOLE] for _, release in digest.past]
        rows = [tuple(c[part] if c else None for c in cells) for part in ("value", "low", "high")]
        series.append(Series(say(index, language), *rows))
    return Chart(say("chart", language), labels, tuple(series))


def courses(digest: Digest, language: Language) -> list[str]:
    """The chart's numbers as text, for whoever does not see it; nothing of an index nothing was shown of."""
    return [
        say("course", language, name=say(index, language), told=" · ".join(_weeks(digest, index)))
        for index in bank.INDICES
        if any(release["figures"][index][WHOLE] for _, release in digest.past)
    ]


def _weeks(digest: Digest, index: str) -> Iterator[str]:
    for week, release in digest.past:
        cell = release["figures"][index][WHOLE]
        yield f"{words.number(week)}: {cell['value']} ±{half(cell)}" if cell else f"{words.number(week)}: –"


def table(digest: Digest, language: Language) -> Table:
    """Every segment, shown or not."""
    head = (
        say(f"column_{digest.release['cut']}", language),
        *(say(index, language) for index in bank.INDICES),
        say("column_voices", language),
    )
    return Table((head, *(_row(digest, segment, language) for segment in digest.segments)))


def _row(digest: Digest, segment: str, language: Language) -> tuple[str, ...]:
    cells = [digest.cell(index, segment) for index in bank.INDICES]
    shown = [short(digest, c, language) if c else say("too_few", language) for c in cells]
    voices = next((c["voices"] for c in cells if c), "")
    return (words.touchpoint(segment, language), *shown, voices)


def spread(digest: Digest, language: Language) -> str:
    """How far segments lie apart; nothing where the release does not know, a dash where it is chance."""
    found = digest.release.get("spread")
    if found is None:
        return ""
    parts = []
    for index in bank.INDICES:
        apart = found.get(index)
        told = f"{apart['value']} ({apart['low']}–{apart['high']})" if apart else "–"
        parts.append(f"{say(index, language)} {told}")
    return say("spread", language, told=" · ".join(parts))


def second(digest: Digest, language: Language) -> str:
    """The second number of a reminder wave, as if all the silent were like the reminded."""
    found = digest.release.get("second") or {}
    parts = [_second(index, found[index], language) for index in bank.INDICES if found.get(index)]
    return say("second", language, told=" · ".join(parts)) if parts else ""


def _second(index: str, told: Figures, language: Language) -> str:
    text = f"{say(index, language)} {told['value']} ({told['low']}–{told['high']})"
    if not told["untold"]:
        return text
    return text + say("untold", language, times=words.decimal(told["untold"], language))


def calibration(digest: Digest, language: Language) -> str:
    """Relayed ratings beside direct ones."""
    found = digest.release.get("calibration")
    if not found:
        return ""
    chance = found["low"] <= 0 <= found["high"]
    key = "calibration_chance" if chance else "calibration_apart"
    return say(
        key, language, **{name: found[name] for name in ("relayed", "direct", "difference", "low", "high")}
    )


def effects(digest: Digest, language: Language) -> list[str]:
    """What became of a theme four weeks after something was done about it."""
    return [
        say("effect", language, **{name: effect[name] for name in ("text", "change", "low", "high")})
        for effect in digest.release.get("effects") or ()
    ]
