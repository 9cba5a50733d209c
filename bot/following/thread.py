"""What passes between the bot and who relayed a case, in their own hours. Leaders see nothing of it.

The case is called by its thread here, and its words are not repeated: what stands in this chat must not
lead from the card in the channel to its reader.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import get_args

from bot import cadence, words
from bot.cases import Case, Held, Reporter
from bot.events import HeldAnswered
from bot.following import hours
from bot.messages import Button, Line, Message, Reply, lines, replaced
from bot.model import Delivery, Language, Person, PersonId
from bot.ports import Claimed, Work

ANSWERS: tuple[Held, ...] = get_args(Held)[1:]


def plan_told(work: Work, case: Case, now: datetime) -> None:
    """One sentence to pass on to the customer, once in a round."""
    reporter = work.cases.reporter(case.ref)
    person = _reachable(work, reporter)
    if reporter and person:
        _plan(work, person, reporter, "told", now)


def plan_question(work: Work, case: Case, now: datetime) -> datetime | None:
    """Did it hold? When that is asked; None where nobody can be asked."""
    reporter = work.cases.reporter(case.ref)
    person = _reachable(work, reporter)
    return _plan(work, person, reporter, "held", now) if reporter and person else None


def told(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """That it is resolved, and the sentence for the customer."""
    found = _going_on(work, claimed, now, "resolved", "asked")
    if found is None:
        return None
    case, language = found
    sentence = Line(words.say("case.sentence", language, line=_line(case)), "quote")
    text = words.say("case.told", language, case=named(case, language))
    small = lines(words.say("case.told_small", language, days=work.workspace.ask_back_days), kind="small")
    return Message(text, (*lines(text), sentence, *small), language=language)


def held(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """The one question, as things are now."""
    if claimed.message is not None:
        reader = work.people.some([claimed.delivery.person or PersonId("")])
        language = next((person.locale for person in reader.values()), work.workspace.language)
        return _standing(work, claimed.delivery.subject, language)
    found = _going_on(work, claimed, now, "asked")
    return None if found is None else question(found[0], claimed.delivery.subject, found[1])


def answer(work: Work, person: Person, event: HeldAnswered, now: datetime) -> Reply:
    """Keep what was said; it takes effect at a full hour drawn by lot, and the last word before that counts."""
    found = work.cases.of_thread(event.thread)
    heard = next((each for each in ANSWERS if each == event.held), None)
    if heard is None or found is None or found[1].person != person.id or found[0].state != "asked":
        return replaced(_plain("case.over", person.locale))
    work.cases.save(replace(found[0], held=heard, due=hours.drawn(work.workspace, now)))
    revision = work.deliveries.alter(_key(event.thread, "held"), proven=True)
    thanks = _plain("case.thanks", person.locale)
    return Reply("replace", thanks, stands=(_key(event.thread, "held"), revision))


def question(case: Case, thread: str, language: Language) -> Message:
    """The question as it stands, with its three answers."""
    text = words.say("case.ask", language)
    body = (
        *lines(text, kind="strong"),
        *lines(words.say("case.ask_about", language, case=named(case, language))),
        Line(_line(case), "quote"),
        *lines(words.say("case.ask_small", language), kind="small"),
    )
    buttons = tuple(
        Button(words.say(f"case.say_{said}", language), HeldAnswered(thread=thread, held=said))
        for said in ANSWERS
    )
    return Message(text, body, buttons, language=language)


def named(case: Case, language: Language) -> str:
    """What a case is called towards its reporter: what they passed on, where and in which week."""
    where = words.touchpoint(case.touchpoint, language) if case.touchpoint else ""
    key = "case.yours" if where else "case.yours_anywhere"
    return words.say(key, language, where=where, week=words.number(case.turns[0].week))


def moved_on(work: Work, case: Case) -> None:
    """A question that still stands with its reporter says so."""
    reporter = work.cases.reporter(case.ref)
    if reporter:
        work.deliveries.alter(_key(reporter.thread, "held"))


def _plan(work: Work, person: Person, reporter: Reporter, what: str, now: datetime) -> datetime | None:
    due = cadence.next_opening(person, work.workspace, now)
    account = work.people.account(person.id)
    home = work.homes.get(account.platform, account.home) if account else None
    if due is None or account is None or home is None or not home.active:
        return None
    week = cadence.later(cadence.week_of(due, work.workspace.zone), 2)  # it goes with that pulse's links
    letter = Delivery(
        _key(reporter.thread, what), what, reporter.thread,
        account.platform, account.home, account.user, person=person.id, week=week,
    )  # fmt: skip
    work.deliveries.plan([(letter, due)])
    return due


def _going_on(work: Work, claimed: Claimed, now: datetime, *states: str) -> tuple[Case, Language] | None:
    """The case of a letter that may go out now; else it is put off or withdrawn here."""
    found, key = work.cases.of_thread(claimed.delivery.subject), claimed.delivery.key
    person = _reachable(work, found[1]) if found and found[0].state in states else None
    opens = cadence.next_opening(person, work.workspace, now) if person else None
    if found is None or person is None or opens is None:
        work.deliveries.settle(key, "withdrawn")
        return None
    if opens > now:
        work.deliveries.postpone(key, opens)
        return None
    return found[0], person.locale


def _reachable(work: Work, reporter: Reporter | None) -> Person | None:
    person = work.people.some([reporter.person]).get(reporter.person) if reporter else None
    return person if person and person.active and not person.opted_out else None


def _standing(work: Work, thread: str, language: Language) -> Message:
    found = work.cases.of_thread(thread)
    if found is None or found[0].state != "asked":
        return _plain("case.over", language)
    return _plain("case.thanks", language) if found[0].held else question(found[0], thread, language)


def _line(case: Case) -> str:
    return case.resolution.text if case.resolution else "…"


def _plain(key: str, language: Language) -> Message:
    text = words.say(key, language)
    return Message(text, lines(text), language=language)


def _key(thread: str, what: str) -> str:
    return f"thread:{thread}:{what}"
