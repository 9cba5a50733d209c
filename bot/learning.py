"""What people teach the machine: their own word for how a text sounds and what it is about.

Counted at the close of a pulse, as hashed features by label, never as text and never by person; forgotten
with `LABELS`. `refit` turns the counts into weights of the workspace's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from bot import bank, listening
from bot.heard import SOUNDS, Label, Taught
from bot.listening import themes, workspace
from bot.listening.workspace import Counts
from bot.model import Relay, Response, Week
from bot.ports import Work

LABELS = timedelta(days=365)
THEME = "theme:"
_MOST_EARS = 64


@dataclass(frozen=True)
class Learned:
    """What a refit was made of."""

    version: str
    sentiment: int
    """Confirmed labels of sentiment."""
    themes: tuple[str, ...]
    """Themes that a classifier joins from now on."""


class TooFewLabels(Exception):
    """There is too little to learn from yet; the message says how much more is needed."""


def ear(work: Work) -> listening.Ear | None:
    """What the workspace reads with; None where that is what is shipped."""
    taught = work.labels.taught() if work.workspace.reading else None
    return None if taught is None else _ear(taught.weights, taught.themes)


def book(work: Work) -> listening.Book:
    """The themes the workspace hears."""
    return (ear(work) or listening.shipped()).book


@lru_cache(maxsize=_MOST_EARS)
def _ear(weights: str | None, toml: str | None) -> listening.Ear:
    return workspace.ear(weights, toml)


def answered(work: Work, week: Week) -> None:
    """An author's tap is the truth of their comment: what they answered says how it sounds."""
    for relay in work.relays.of_week(week):
        given = None if relay.unasked else work.responses.of(week, relay.pseudonym)
        if given is not None:
            work.relays.keep(replace(relay, sounds=sounds(given)))


def sounds(response: Response) -> str:
    """How a comment sounds whose author chose this answer."""
    options = len(bank.question(response.question, response.version).options)
    middle = (options + 1) / 2
    return SOUNDS[1 + (response.value > middle) - (response.value < middle)]


def learn(work: Work, week: Week) -> None:
    """Count what the authors of a closed pulse said of their texts, unless reading is switched off."""
    if work.workspace.reading:
        for label in _counted(work.relays.of_week(week), week):
            work.labels.put(label)


def unlearn(work: Work, week: Week, relays: Sequence[Relay]) -> None:
    """Take texts out of the counts of their pulse again, as far as it was counted."""
    kept = {(label.language, label.kind): label for label in work.labels.of_week(week)}
    for label in _counted([relay for relay in relays if not relay.draft], week):
        before = kept.get((label.language, label.kind))
        if before is not None:
            work.labels.put(replace(before, counts=before.counts - label.counts))


def _counted(relays: Iterable[Relay], week: Week) -> list[Label]:
    totals: dict[tuple[str, str], Counts] = {}
    for relay in relays:
        for name in _names(relay):
            at = relay.language, name
            totals[at] = totals.get(at, workspace.NOTHING) + workspace.counts(relay.text, relay.language)
    return [Label(week, language, name, counts) for (language, name), counts in sorted(totals.items())]


def _names(relay: Relay) -> Iterator[str]:
    if relay.sounds:
        yield relay.sounds
    if relay.about:
        yield f"{THEME}{relay.about}"


def refit(work: Work, day: date) -> Learned:
    """Fit weights to what was confirmed, and read with them from now on. Raises `TooFewLabels`."""
    labels = work.labels.all()
    models = _models(labels)
    topics = {language: _topics(labels, language) for language in listening.LANGUAGES}
    if not models and not any(topics.values()):
        raise TooFewLabels(
            f"{_sentiment(labels)} confirmed labels so far: {workspace.FEWEST_LABELS} of a language, with two "
            f"kinds among them, or {workspace.FEWEST_EXAMPLES} of a theme are needed. Nothing was changed"
        )
    before = work.labels.taught()
    weights = workspace.packed(models, topics)
    work.labels.teach(Taught(day, weights, before.themes if before else None))
    known = sorted({theme for found in topics.values() for theme in found})
    return Learned(_version(work), _sentiment(labels), tuple(known))


def unteach(work: Work) -> None:
    """Read with the shipped weights again; themes of the workspace's own stay."""
    taught = work.labels.taught()
    if taught is not None:
        work.labels.teach(replace(taught, weights=None) if taught.themes else None)


def set_themes(work: Work, toml: str | None, day: date) -> None:
    """Hear the themes written in `toml` from now on; None: the shipped ones. Raises `BrokenThemes`."""
    if toml is not None:
        themes.parse(toml)
    taught = work.labels.taught()
    weights = taught.weights if taught else None
    work.labels.teach(Taught(day, weights, toml) if weights or toml else None)


def forget(work: Work, labels_up_to: Week, today: date) -> None:
    """Labels past their time are gone, and so are weights made before it."""
    work.labels.forget(labels_up_to)
    taught = work.labels.taught()
    if taught is not None and taught.weights and taught.day < today - LABELS:
        unteach(work)


def _version(work: Work) -> str:
    return (ear(work) or listening.shipped()).version


def _models(labels: Sequence[Label]) -> workspace.Models:
    found = {}
    for language in listening.LANGUAGES:
        by_name = {name: _of(labels, language, name) for name in SOUNDS}
        learned = workspace.refit(workspace.shipped(language), by_name)
        if learned is not workspace.shipped(language):
            found[language] = learned
    return found


def _topics(labels: Sequence[Label], language: str) -> workspace.Topics:
    mine = [label for label in labels if label.language == language and label.kind.startswith(THEME)]
    totals: dict[str, Counts] = {}
    for label in mine:
        theme = label.kind.removeprefix(THEME)
        totals[theme] = totals.get(theme, workspace.NOTHING) + label.counts
    return workspace.topics(totals)


def _of(labels: Sequence[Label], language: str, name: str) -> list[Counts]:
    return [label.counts for label in labels if (label.language, label.kind) == (language, name)]


def _sentiment(labels: Sequence[Label]) -> int:
    return sum(label.counts.texts for label in labels if label.kind in SOUNDS)
