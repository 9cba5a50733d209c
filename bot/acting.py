"""You said, we did: what leaders log goes into the digest and once to everybody it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import cadence, listening, words
from bot.events import ActionLogged
from bot.messages import Field, Form, Line, Message, Option, Reply, lines, tell
from bot.model import EVERYBODY, UNASSIGNED, Action, Ask, Language, Person, Week
from bot.ports import Work
from bot.statistics import proportions
from bot.statistics.figures import Interval

LIMIT = 200  # characters
FRESH = 56  # days after which nobody is told any more
MOST = 2  # actions in one thank-you
AFTER = 4  # weeks after which the share of its theme is looked at …
BEFORE = 8  # … against so many weeks before
FEWEST = 10  # voices on either side, or nothing is said


class NothingLogged(Exception):
    """There was no text: nothing was logged."""


def begin(work: Work, person: Person) -> Reply:
    """One line, what it is about, and whom it concerns."""
    language = person.locale
    title = _say("title", language)
    about = tuple(Option(theme, listening.theme_name(theme, language)) for theme in listening.THEMES)
    whom = tuple(Option(s, words.touchpoint(s, language)) for s in _segments(work))
    none, everybody = Option("none", _say("no_theme", language)), Option(EVERYBODY, _say("all", language))
    fields = (
        Field("text", _say("text", language), required=True, hint=_say("hint", language), limit=LIMIT),
        Field("theme", _say("theme", language), "choice", (none, *about), none.value),
        Field("segment", _say("segment", language), "choice", (everybody, *whom), everybody.value),
    )
    form = Form(_say("send", language), ActionLogged(text=""), fields, words.say("comment.cancel", language))
    body = lines(_say("body", language), kind="small")
    return Reply("form", Message(title, body, form=form, title=title, language=language))


def log(work: Work, person: Person, event: ActionLogged, now: datetime) -> Reply:
    """Keep the line, masked like every text. Raises `NothingLogged`, `listening.TooLong`."""
    if not event.text.strip():
        raise NothingLogged(NothingLogged.__doc__)
    text = listening.read(" ".join(event.text.split()), person.locale, machine=False).text
    if len(text.text) > LIMIT:
        raise listening.TooLong(listening.TooLong.__doc__)
    work.progress()  # one worker at a time counts up
    action = Action(
        work.actions.last() + 1,
        cadence.week_of(now, work.workspace.zone),
        now.astimezone(ZoneInfo(work.workspace.zone)).date(),
        text,
        event.theme if event.theme in listening.THEMES else "",
        event.segment if event.segment in _segments(work) else EVERYBODY,
    )
    work.actions.add(action)
    work.audit(action.day, person.id, "log action")
    return tell(_logged(action, person.locale))


def _logged(action: Action, language: Language) -> Message:
    told = _say("logged", language)
    body = (
        *lines(told),
        Line(action.text.text, "quote"),
        *lines(_say("logged_small", language), kind="small"),
    )
    return Message(told, body, language=language)


def _segments(work: Work) -> tuple[str, ...]:
    """Whom an action can concern: the segments of the cut that somebody belongs to."""
    known = set(work.people.sizes()) - {UNASSIGNED}
    if work.workspace.cut == "touchpoint":
        return tuple(touchpoint for touchpoint in work.workspace.touchpoints if touchpoint in known)
    return tuple(sorted(known))


def promised(work: Work, ask: Ask, person: Person) -> Ask:
    """The ask with what its thank-you will say has changed: what the person has not been told yet.

    It depends on the segment alone, never on who relayed anything.
    """
    new = [action for action in _fresh(work, ask) if action.number > person.memory.told]
    mine = [action for action in new if action.segment in (EVERYBODY, ask.segment)]
    if not mine:
        return ask
    told = replace(ask, changed=" · ".join(a.text.text for a in mine[-MOST:]), told=mine[-1].number)
    work.asks.promise(told)
    return told


def _fresh(work: Work, ask: Ask) -> Sequence[Action]:
    return [action for action in work.actions.recent() if (ask.day - action.day).days <= FRESH]


def released(work: Work, week: Week) -> list[dict[str, Any]]:
    """What was logged in a pulse, as the digest tells it."""
    return [
        {"text": action.text.text, "theme": action.theme, "day": action.day.isoformat()}
        for action in work.actions.of_week(week)
    ]


def effects(work: Work, week: Week) -> list[dict[str, Any]]:
    """What became of the themes of actions four weeks ago: the change of their share, in points."""
    return [
        effect
        for action in work.actions.of_week(cadence.later(week, -AFTER))
        for effect in _effect(work, action)
    ]


def _effect(work: Work, action: Action) -> Iterator[dict[str, Any]]:
    if not action.theme:
        return
    before = _share(work, action, [cadence.later(action.week, -at) for at in range(BEFORE)])
    after = _share(work, action, [cadence.later(action.week, at) for at in range(1, AFTER + 1)])
    if before[1] < FEWEST or after[1] < FEWEST:
        return
    change, low, high = (round(100 * end) for end in difference(after, before))
    yield {"text": action.text.text, "theme": action.theme, "change": change, "low": low, "high": high}


def _share(work: Work, action: Action, pulses: Iterable[Week]) -> tuple[int, int]:
    """Voices that spoke of the theme, and all voices; whoever spoke twice in a pulse is one voice."""
    spoke, everybody = set[tuple[Week, str]](), set[tuple[Week, str]]()
    for week in pulses:
        for relay in work.relays.of_week(week):
            everybody.add((week, relay.pseudonym))
            if action.theme in relay.themes:
                spoke.add((week, relay.pseudonym))
    return len(spoke), len(everybody)


def difference(after: tuple[int, int], before: tuple[int, int], level: float = 0.90) -> Interval:
    """The difference of two shares, each (count, of), as fractions, with its interval.

    Newcombe's hybrid score interval (1998, Statistics in Medicine 17, 873-890, method 10).
    """
    one, two = proportions.wilson(*after, level), proportions.wilson(*before, level)
    value = one.value - two.value
    below = ((one.value - one.low) ** 2 + (two.high - two.value) ** 2) ** 0.5
    above = ((one.high - one.value) ** 2 + (two.value - two.low) ** 2) ** 0.5
    return Interval(value, value - below, value + above)


def _say(name: str, language: Language, **slots: object) -> str:
    return words.say(f"action.{name}", language, **slots)
