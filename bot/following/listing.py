"""Lists of cases: for leaders in the chat, with their words; as rows for the command line, without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from bot import words
from bot.cases import Case, CaseState
from bot.events import CaseShown, Commanded
from bot.following import card, hours
from bot.messages import Button, Line, Message, Reply, lines, tell
from bot.model import Language, Person
from bot.ports import Work

Filter = Literal["open", "mine", "late", "closed"]
FILTERS: tuple[Filter, ...] = get_args(Filter)
SHOWN, EXCERPT = 8, 200
_STATES: Mapping[Filter, Sequence[CaseState]] = {
    "open": ("open",),
    "mine": ("open", "resolved", "asked"),
    "late": ("open",),
    "closed": card.CLOSED,
}


def listed(work: Work, person: Person, filter: Filter, now: datetime) -> Reply:
    """Cases to this leader alone, oldest first, each with a button that shows it whole."""
    language, found = person.locale, _found(work, filter, person, now)
    title = words.say("case.title", language)
    head = words.say(f"case.list_{filter}", language, n=len(found))
    body: list[Line] = [Line(title, "heading"), Line(head)]
    for number, case in enumerate(found[:SHOWN], 1):
        body += [
            Line(f"{number} · {_told(work, case, language, now)}", "strong"),
            Line(_excerpt(case), "quote"),
        ]
    if len(found) > SHOWN:
        body += lines(words.say("case.list_more", language, n=len(found) - SHOWN), kind="small")
    shows = [Button(f"{n}", CaseShown(case=case.ref)) for n, case in enumerate(found[:SHOWN], 1)]
    filters = [
        Button(words.say(f"case.filter_{each}", language), Commanded(text=f"cases {each}"), "quiet")
        for each in FILTERS
    ]
    return tell(Message(f"{title}: {head}", tuple(body), (*shows, *filters), language=language))


def rows(work: Work, filter: Filter | None, now: datetime) -> Iterator[Mapping[str, Any]]:
    """Ids, states and hours of all that leaders may have seen; no words and nobody's name."""
    states = _STATES[filter] if filter else ("open", *card.CLOSED, "withdrawn")
    for case in _seen(work, states, now):
        if filter == "late" and not hours.late(work.workspace, case, now):
            continue
        running = hours.elapsed(work.workspace, case, now) if case.state == "open" else 0
        yield {
            "case": case.ref,
            "state": case.state,
            "week": case.turns[0].week,
            "touchpoint": case.touchpoint,
            "taken": case.owner is not None,
            "hours": case.spent + running,
            "late": hours.late(work.workspace, case, now),
            "became": case.last,
        }


def _found(work: Work, filter: Filter, person: Person, now: datetime) -> list[Case]:
    found = [case for case in _seen(work, _STATES[filter], now) if case.text is not None]
    if filter == "mine":
        return [case for case in found if case.owner == person.id]
    return [case for case in found if filter != "late" or hours.late(work.workspace, case, now)]


def _seen(work: Work, states: Sequence[CaseState], now: datetime) -> list[Case]:
    """Only those whose hour has come: before it a list would tell when somebody relayed."""
    return [case for case in work.cases.of_state(states) if case.since <= now or len(case.turns) > 1]


def _told(work: Work, case: Case, language: Language, now: datetime) -> str:
    state = case.state if case.state != "open" else "taken" if case.owner else "free"
    clock = hours.elapsed(work.workspace, case, now) if case.state == "open" else case.spent
    told = words.say(f"case.is_{state}", language)
    name = card.named(case, language)
    return words.say("case.list_line", language, case=name, hours=clock, state=told)


def _excerpt(case: Case) -> str:
    text = case.text.text if case.text else ""
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
