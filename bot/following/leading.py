"""What leaders do with a case. Each act looks at the case as it is; who comes second is told kindly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot import listening, words, worktime
from bot.cases import Case
from bot.events import CaseHandedOver, CaseReopened, CaseResolved, CaseShown, CaseTaken, ResolveBegun
from bot.following import card, clock, thread
from bot.messages import Field, Form, Message, Reply, lines, replaced, tell
from bot.model import Person
from bot.ports import Work

LINE = 300  # characters a resolution may have


class NoSuchCase(Exception):
    """This case is no longer known."""


class TakenAlready(Exception):
    """A colleague took this case a moment ago."""


def take(work: Work, person: Person, event: CaseTaken) -> Reply:
    """One tap, and it is mine. Raises `NoSuchCase`, `TakenAlready`."""
    case = _case(work, event.case)
    if case.state == "open" and case.owner not in (None, person.id):
        raise TakenAlready(TakenAlready.__doc__)
    if case.state == "open" and case.owner is None:
        case = _changed(work, replace(case, owner=person.id))
    return replaced(card.compose(work.workspace, case))


def hand_over(work: Work, event: CaseHandedOver) -> Reply:
    """Nobody has it any more: whoever taps next does. Raises `NoSuchCase`."""
    case = _case(work, event.case)
    if case.state == "open" and case.owner is not None:
        case = _changed(work, replace(case, owner=None))
    return replaced(card.compose(work.workspace, case))


def begin_resolving(work: Work, person: Person, event: ResolveBegun) -> Reply:
    """The form with one line. Raises `NoSuchCase`."""
    case, language = _case(work, event.case), person.locale
    if case.state != "open":
        return replaced(card.compose(work.workspace, case))
    title = words.say("case.resolve_title", language)
    field = Field("text", words.say("case.resolve_line", language), required=True, limit=LINE,
                  hint=words.say("comment.hint", language))  # fmt: skip
    send, cancel = words.say("case.resolve_send", language), words.say("comment.cancel", language)
    form = Form(send, CaseResolved(case=case.ref), (field,), cancel)
    body = lines(words.say("case.resolve_small", language), kind="small")
    return Reply("form", Message(title, body, form=form, title=title, language=language))


def resolve(work: Work, person: Person, event: CaseResolved, now: datetime) -> Reply:
    """The clock stops; who resolves it has it. Raises `NoSuchCase`, `listening.TooLong`."""
    case = _case(work, event.case)
    said = " ".join(event.text.split())
    if not said:
        return _told(person, "case.resolve_empty")
    if len(said) > LINE:
        raise listening.TooLong(listening.TooLong.__doc__)
    if case.state != "open":
        return _told(person, "case.resolved_already")
    line = listening.read(said, person.locale, machine=False).text
    case = _changed(work, replace(clock.resolved(work, case, now), owner=person.id, resolution=line))
    thread.plan_told(work, case, now)
    return _told(person, "case.resolved_thanks")


def reopen(work: Work, event: CaseReopened, now: datetime) -> Reply:
    """It is not done after all. Raises `NoSuchCase`."""
    case = _case(work, event.case)
    if case.state in card.CLOSED:
        since = worktime.after(work.workspace, now, timedelta())
        case = clock.reopen(work, case, "reopened", worktime.full_hour(since, work.workspace.zone), now)
    return replaced(card.compose(work.workspace, case))


def show(work: Work, event: CaseShown) -> Reply:
    """One of a list, to this leader alone. Raises `NoSuchCase`."""
    return tell(card.compose(work.workspace, _case(work, event.case)))


def _case(work: Work, ref: str) -> Case:
    case = work.cases.get(ref)
    if case is None or case.text is None:
        raise NoSuchCase(NoSuchCase.__doc__)
    return case


def _changed(work: Work, case: Case) -> Case:
    """Stored, and the cards in the channels follow. The tapped one may be another: in a list, in a chat."""
    work.cases.save(case)
    card.alter(work, case)
    return case


def _told(person: Person, key: str) -> Reply:
    text = words.say(key, person.locale)
    return tell(Message(text, lines(text), language=person.locale))
