"""What a leader opens: one digest with everything released before it, as values a page can draw.

A function of frozen releases and nothing else: no live result, no second cut, nothing recomputed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot import bank, cadence, digesting, privacy
from bot.digesting import Digest, details, lines
from bot.messages import Line, Message
from bot.model import Language, Week
from bot.ports import Work

KEPT = privacy.RELEASES_WEEKS
SPANS = (12, 52, KEPT)  # weeks to look back on
TOLD = (*bank.INDICES, "kept")  # what is told of the whole
MONTHS = 12

Release = Mapping[str, Any]
Releases = Sequence[tuple[Week, Release]]


@dataclass(frozen=True)
class Figure:
    """A figure as it left the house, in whole points; `since` is the pulse in which it was renewed."""

    value: int
    low: int
    high: int
    voices: str  # how many stood behind it, as a band
    since: Week
    fresh: bool  # renewed in the very week it is shown for
    moved: str  # "fallen", "risen" or "none", tested …
    sure: str  # … and how sure: "certain", "probable" or "none"

    @property
    def half(self) -> int:
        """Half the width of the interval, as the digest tells it."""
        return digesting.half({"value": self.value, "low": self.low, "high": self.high})


Course = tuple[Figure | None, ...]  # a figure over weeks, None where too few stood behind it


@dataclass(frozen=True)
class Segment:
    """A part of the cut: what is shown of it now, and how it came there, both by index."""

    name: str
    now: Mapping[str, Figure | None]
    course: Mapping[str, Course]


@dataclass(frozen=True)
class Told:
    """A line of the history: the pulse, and the verdict that stood on its digest."""

    week: Week
    verdict: str


@dataclass(frozen=True)
class View:
    """Everything the page shows. `weeks` run up to the digest's own, each with its place in a course."""

    week: Week
    language: Language
    release: Release
    posted: Message  # the digest as it stands in the channel
    verdict: str
    weeks: tuple[Week, ...]
    whole: Mapping[str, Course]
    segments: tuple[Segment, ...]
    beliefs: tuple[tuple[date, Release], ...]  # one a month, by the day of its digest, oldest first
    done: tuple[Release, ...]  # what leaders logged, newest first
    news: tuple[tuple[Week, Release], ...]  # themes that stood out, newest first
    spread: str  # the digest's own words from here on, empty where it has none
    quiet: str
    second: str
    effects: tuple[str, ...]  # what became of what was done, newest first
    calibration: tuple[Week, str] | None  # the last one told
    history: tuple[Told, ...]  # newest first

    @property
    def older(self) -> Week | None:
        """The digest before this one."""
        return next((told.week for told in self.history if told.week < self.week), None)

    @property
    def newer(self) -> Week | None:
        """The digest after this one."""
        return next((told.week for told in reversed(self.history) if told.week > self.week), None)


def read(work: Work, week: Week | None, span: int, language: Language) -> View | None:
    """The view of a digest (None: of the newest) over the last `span` weeks.

    None where no digest of that week was told: figures are frozen before their digest stands.
    """
    told = work.releases.latest(KEPT, work.progress().digested)
    upto = told if week is None else [each for each in told if each[0] <= week]
    if not upto or (week is not None and upto[-1][0] != week):
        return None
    return view(upto, told, span, language)


def view(upto: Releases, told: Releases, span: int, language: Language) -> View:
    """The view of the last of `upto`; `told` are all releases there are, both oldest first."""
    week, release = upto[-1]
    digest = _digest(upto)
    posted = digesting.compose(digest, language)
    weeks = tuple(cadence.weeks_between(max(upto[0][0], cadence.later(week, 1 - span)), week))
    seen = [each for each in upto if each[0] >= weeks[0]]
    return View(
        week,
        language,
        release,
        posted,
        verdict(posted),
        weeks,
        {index: _course(seen, weeks, index, "*") for index in TOLD},
        tuple(_segment(seen, weeks, name) for name in _names(release)),
        tuple(_monthly(upto)),
        tuple(done for _, each in reversed(seen) for done in reversed(each.get("done") or ())),
        tuple((at, new) for at, each in reversed(seen) for new in each.get("news") or ()),
        details.spread(digest, language),
        lines.quiet(digest, language),
        details.second(digest, language),
        tuple(_effects(seen, language)),
        _calibration(seen, language),
        tuple(_history(told, language)),
    )


def verdict(message: Message) -> str:
    """The verdict on a digest, or what stands there instead in a week without one."""
    strong = (block.text for block in message.body if isinstance(block, Line) and block.kind == "strong")
    return next(strong, message.summary.rpartition(" · ")[2])


def _digest(upto: Releases) -> Digest:
    week, release = upto[-1]
    return Digest(week, release, upto[-digesting.WEEKS_SHOWN :], release["k"])


def _history(told: Releases, language: Language) -> Iterator[Told]:
    for end in range(len(told), 0, -1):
        yield Told(told[end - 1][0], verdict(digesting.compose(_digest(told[:end]), language)))


def _names(release: Release) -> list[str]:
    return sorted({name for index in bank.INDICES for name in release["figures"].get(index, {})} - {"*"})


def _segment(seen: Releases, weeks: Sequence[Week], name: str) -> Segment:
    course = {index: _course(seen, weeks, index, name) for index in bank.INDICES}
    return Segment(name, {index: figures[-1] for index, figures in course.items()}, course)


def _course(seen: Releases, weeks: Sequence[Week], index: str, name: str) -> Course:
    cells = {week: release["figures"].get(index, {}).get(name) for week, release in seen}
    return tuple(_figure(cells.get(week), week) for week in weeks)


def _figure(cell: Release | None, week: Week) -> Figure | None:
    if cell is None:
        return None
    fresh = cell["week"] == week
    moved, sure = (cell["moved"], cell["sure"]) if fresh else ("none", "none")
    return Figure(
        cell["value"], cell["low"], cell["high"], cell["voices"], Week(cell["week"]), fresh, moved, sure
    )


def _effects(seen: Releases, language: Language) -> Iterator[str]:
    for week, release in reversed(seen):
        yield from details.effects(Digest(week, release, (), release["k"]), language)


def _calibration(seen: Releases, language: Language) -> tuple[Week, str] | None:
    for week, release in reversed(seen):
        if told := details.calibration(Digest(week, release, (), release["k"]), language):
            return week, told
    return None


def _monthly(upto: Releases) -> Iterator[tuple[date, Release]]:
    """What leaders believed and staff heard, once a month: as the month's first digest told it."""
    told: dict[str, tuple[date, Release]] = {}
    for week, release in upto:
        day = cadence.monday(week) + timedelta(days=7)  # the digest of a pulse stands after it
        if release.get("belief"):
            told.setdefault(f"{day:%Y-%m}", (day, release["belief"]))
    yield from list(told.values())[-MONTHS:]
