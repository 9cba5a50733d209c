"""What the week says: the strongest tested change, or that nothing moved beyond chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot import bank, words
from bot.digesting.frozen import Digest, Figures
from bot.digesting.telling import say, subject
from bot.model import Language, Week
from bot.statistics.release import WHOLE

NAMES = (*bank.INDICES, "kept")
RARE = 2  # after so many calm weeks it is worth saying how many there were


@dataclass(frozen=True, order=True)
class _Change:
    """A tested change; the strongest sorts first: certain, of the whole, of the first figure."""

    unsure: bool
    part: bool
    rank: int
    segment: str
    moved: str

    @property
    def name(self) -> str:
        return NAMES[self.rank]


def verdict(digest: Digest, language: Language) -> str:
    """One sentence, and how rare that is."""
    found = min(_changes(digest.week, digest.release), default=None)
    if found is None:
        return say(_still(digest), language)
    what = subject(found.name, found.segment, language)
    key = "verdict_probable" if found.unsure else "verdict_certain"
    text = say(key, language, what=what, moved=say(found.moved, language))
    return text + _rarity(digest, found, language)


def _changes(week: Week, release: Figures) -> Iterator[_Change]:
    for rank, name in enumerate(NAMES):
        for segment, cell in release["figures"].get(name, {}).items():
            if cell and cell["week"] == week and cell["moved"] != "none":
                yield _Change(cell["sure"] != "certain", segment != WHOLE, rank, segment, cell["moved"])


def _still(digest: Digest) -> str:
    if not any(digest.cell(index) for index in bank.INDICES):
        return "verdict_few"
    before = [release["figures"] for _, release in digest.past[:-1]]
    known = any(figures[index][WHOLE] for figures in before for index in bank.INDICES)
    return "verdict_none" if known else "verdict_first"


def _rarity(digest: Digest, found: _Change, language: Language) -> str:
    """Since when it is told, or how many calm weeks came before it."""
    if found.unsure:
        return ""
    earlier = [(week, list(_changes(week, release))) for week, release in digest.past[:-1]]
    since = None
    for week, changes in reversed(earlier):
        if not any(_same(change, found) for change in changes):
            break
        since = week
    if since is not None:
        return say("verdict_since", language, week=words.number(since))
    calm = 0
    for _, changes in reversed(earlier):
        if any(not change.unsure for change in changes):
            break
        calm += 1
    return say("verdict_rare", language, weeks=calm) if calm >= RARE else ""


def _same(change: _Change, found: _Change) -> bool:
    return (change.name, change.segment, change.moved) == (found.name, found.segment, found.moved)
