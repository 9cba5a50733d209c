"""The weekly message to leaders: a function of a frozen release and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import bank, words
from bot.messages import Block, Chart, Line, Message, Series, Table
from bot.model import Delivery, Home, Language, Week, Workspace
from bot.ports import Work

WEEKS_SHOWN = 12
ARROWS = {"fallen": "▼", "risen": "▲", "none": "–"}

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Digest:
    """A release with what came before it, ready to be told in a language."""

    week: Week
    release: Figures
    past: Sequence[tuple[Week, Figures]]  # the last releases, this one included, oldest first
    k: int


def read(work: Work, week: Week) -> Digest | None:
    """The digest of a closed pulse; None when it was never released."""
    release = work.releases.get(week)
    if release is None:
        return None
    return Digest(week, release, work.releases.latest(WEEKS_SHOWN, week), release["k"])


def key(workspace: Workspace, week: Week, home: Home) -> str:
    """The delivery of a digest: once per week and channel."""
    return f"digest:{workspace.id}:{week}:{home.platform}:{home.channel}"


def plan(work: Work, week: Week) -> list[Delivery]:
    """The digest of a pulse for every leadership channel."""
    return [
        Delivery(
            key(work.workspace, week, home),
            "digest",
            week,
            home.platform,
            home.id,
            channel=home.channel,
            week=week,
        )
        for home in work.homes.all()
        if home.active and home.channel
    ]


def compose(digest: Digest, language: Language) -> Message:
    """What stands in the leadership channel. Twenty seconds to read."""
    say = _Saying(digest, language)
    title = f"{say.title()} · {say.verdict()}"
    if not digest.release["any"]:
        quiet = words.say("digest.empty", language)
        return Message(f"{say.title()} · {quiet}", (Line(f"{say.title()} · {quiet}"),), language=language)
    body: list[Block] = [Line(say.title(), "heading"), Line(say.verdict(), "strong"), Line(say.headline())]
    body += [Line(text) for text in say.segments()]
    body.append(Line(say.denominators(), "small"))
    return Message(title, tuple(body), details=say.details(), language=language)


@dataclass(frozen=True)
class _Saying:
    """The lines of a digest in one language."""

    digest: Digest
    language: Language

    def _say(self, key: str, **slots: object) -> str:
        return words.say(f"digest.{key}", self.language, **slots)

    def _cell(self, index: str, segment: str = "*") -> Figures | None:
        cell: Figures | None = self.digest.release["figures"].get(index, {}).get(segment)
        return cell

    def _fresh(self, cell: Figures | None) -> bool:
        return cell is not None and cell["week"] == self.digest.week

    def title(self) -> str:
        week = self.digest.week
        return self._say("title", week=words.number(week), span=words.span(week, self.language))

    def verdict(self) -> str:
        """The strongest tested change: certain before probable, the whole before a segment."""
        changes = [
            (cell["sure"] != "certain", segment != "*", at, index, segment, cell)
            for at, index in enumerate(bank.INDICES)
            for segment, cell in self.digest.release["figures"][index].items()
            if cell and self._fresh(cell) and cell["moved"] != "none"
        ]
        if changes:
            *_, index, segment, cell = min(changes, key=lambda change: change[:5])
            return self._say(
                f"verdict_{cell['sure']}", what=self._name(index, segment), moved=self._say(cell["moved"])
            )
        if not any(self._cell(index) for index in bank.INDICES):
            return self._say("verdict_few")
        return self._say("verdict_first" if self._is_first() else "verdict_none")

    def _is_first(self) -> bool:
        before = [release["figures"] for _, release in self.digest.past[:-1]]
        return not any(figures[index]["*"] for figures in before for index in bank.INDICES)

    def _name(self, index: str, segment: str) -> str:
        if segment == "*":
            return self._say(index)
        named = words.touchpoint(segment, self.language)
        return self._say("segment_of", name=self._say(index), segment=named)

    def headline(self) -> str:
        """Trust, satisfaction and promises in one line."""
        return "    ".join(
            [
                self._figure("figure", "trust"),
                self._figure("figure", "satisfaction"),
                self._figure("share", "kept"),
            ]
        )

    def _figure(self, form: str, index: str) -> str:
        cell, name = self._cell(index), self._say(index)
        if cell is None:
            return self._say("few", name=name)
        text = self._say(form, name=name, value=cell["value"], half=half(cell), arrow=self._arrow(cell))
        return text + self._age(cell)

    def _arrow(self, cell: Figures) -> str:
        return ARROWS[cell["moved"]] if self._fresh(cell) else ARROWS["none"]

    def _age(self, cell: Figures) -> str:
        return "" if self._fresh(cell) else self._say("since", week=words.number(cell["week"]))

    def segments(self) -> list[str]:
        """The touchpoints or teams of each index, best first, in one line each."""
        found = []
        for index in bank.INDICES:
            cells = self._shown_segments(index)
            if cells:
                parts = [
                    f"{words.touchpoint(s, self.language)} {c['value']} ±{half(c)}{self._age(c)}"
                    for s, c in cells
                ]
                found.append(f"{self._say('segments', name=self._say(index))}: " + " · ".join(parts))
        return found

    def _shown_segments(self, index: str) -> list[tuple[str, Figures]]:
        cells = [(s, c) for s, c in self.digest.release["figures"][index].items() if s != "*" and c]
        return sorted(cells, key=lambda cell: (-cell[1]["value"], cell[0]))

    def denominators(self) -> str:
        """Who was asked, in bands, and what this is not."""
        release = self.digest.release
        few = self._say("band_few", k=self.digest.k)
        if not release["by_asking"]:
            return self._say("heard", voices=release["heard"] or few)
        answered = self._say(f"band_{release['answered']}") if release["answered"] else few
        return self._say("asked", asked=release["asked"] or few, answered=answered)

    def details(self) -> tuple[Block, ...]:
        """What one opens: the chart of twelve weeks and the table by segment."""
        return (self._chart(), self._table())

    def _chart(self) -> Chart:
        past = self.digest.past
        labels = tuple(str(words.number(week)) for week, _ in past)
        series = []
        for index in bank.INDICES:
            cells = [release["figures"][index]["*"] for _, release in past]
            rows = [tuple(c[part] if c else None for c in cells) for part in ("value", "low", "high")]
            series.append(Series(self._say(index), *rows))
        return Chart(self._say("chart"), labels, tuple(series))

    def _table(self) -> Table:
        head = (
            self._say("column_segment"),
            *(self._say(i) for i in bank.INDICES),
            self._say("column_voices"),
        )
        segments = sorted({s for i in bank.INDICES for s in self.digest.release["figures"][i]} - {"*"})
        return Table((head, *(self._row(segment) for segment in segments)))

    def _row(self, segment: str) -> tuple[str, ...]:
        cells = [self._cell(index, segment) for index in bank.INDICES]
        shown = [f"{c['value']} ±{half(c)}{self._age(c)}" if c else self._say("too_few") for c in cells]
        voices = next((c["voices"] for c in cells if c), "")
        return (words.touchpoint(segment, self.language), *shown, voices)


def half(cell: Figures) -> int:
    """Half the width of a figure's interval, in whole points, never told smaller than it is."""
    return int(max(cell["high"] - cell["value"], cell["value"] - cell["low"]))
