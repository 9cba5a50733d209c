"""What a tap on a question does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot import asking, bank, cadence, words
from bot.events import Answered, Snoozed, Undone, WhyAsked
from bot.messages import Message, Reply, lines, tell
from bot.model import NO_CUSTOMER, Account, Ask, AskState, Person, Response
from bot.ports import Work

SNOOZE = timedelta(days=14)


class NotYours(Exception):
    """This question was put to somebody else."""


class NoSuchAsk(Exception):
    """This question is no longer known."""


class NoSuchOption(Exception):
    """This answer is not one of the options."""


def answer(work: Work, person: Person, account: Account, event: Answered, now: datetime) -> Reply:
    """Store the answer under the pulse's pseudonym; the question becomes the thank-you.

    The same tap again, from another device or delivered twice, is the same one answer. Raises
    `NotYours`, `NoSuchAsk`, `NoSuchOption`.
    """
    ask = own(work, person, event.ask)
    question = bank.question(ask.question, ask.version)
    if not question.offers(event.option):
        raise NoSuchOption(NoSuchOption.__doc__)
    if _closed(work, ask, now):
        return _kindly(person)
    pseudonym = work.responses.pseudonym(ask.week, person.id, make=True) or ""
    if event.option == NO_CUSTOMER:
        work.responses.drop(ask.week, pseudonym)
    else:
        value = question.value(event.option)
        response = Response(ask.week, ask.question, ask.version, value, ask.segment, pseudonym)
        work.responses.put(response)
    if not account.recent:
        work.people.acted(account)
    return _turned(work, ask, person, "no_customer" if event.option == NO_CUSTOMER else "answered", now)


def undo(work: Work, person: Person, event: Undone, now: datetime) -> Reply:
    """Take the answer and its comments back; the question stands again until the pulse closes."""
    ask = own(work, person, event.ask)
    if _closed(work, ask, now):
        return _kindly(person)
    pseudonym = work.responses.pseudonym(ask.week, person.id)
    if pseudonym:
        work.responses.drop(ask.week, pseudonym)
        comments = [r.id for r in work.relays.of(ask.week, pseudonym) if not r.unasked]
        work.relays.drop(comments)
    return _turned(work, ask, person, "sent", now)


def snooze(work: Work, person: Person, event: Snoozed, now: datetime) -> Reply:
    """Two weeks without questions; an answer already given stays."""
    ask = own(work, person, event.ask)
    if _closed(work, ask, now):
        return _kindly(person)
    paused = replace(person, paused_until=(now + SNOOZE).date())
    work.people.save(paused)
    return _turned(work, ask, paused, "snoozed", now)


def why(work: Work, person: Person, event: WhyAsked) -> Reply:
    """One sentence, to this person alone."""
    ask = own(work, person, event.ask)
    text = asking.why(ask.why, person.locale)
    return tell(Message(text, lines(text), language=person.locale))


def own(work: Work, person: Person, ref: str) -> Ask:
    """The ask, if it was put to this person. Raises `NoSuchAsk` or `NotYours`."""
    ask = work.asks.get(ref)
    if ask is None:
        raise NoSuchAsk(NoSuchAsk.__doc__)
    if ask.person != person.id:
        raise NotYours(NotYours.__doc__)
    return ask


def _closed(work: Work, ask: Ask, now: datetime) -> bool:
    over = now >= cadence.closes(ask.week, work.workspace.zone)
    return over or ask.state in ("silent", "withdrawn", "undeliverable")


def _turned(work: Work, ask: Ask, person: Person, state: AskState, now: datetime) -> Reply:
    """The ask reaches a state, and its card follows."""
    work.asks.turn([ask.ref], state)
    revision = work.deliveries.alter(asking.key(ask.ref), proven=True)
    card = asking.card(work.workspace, replace(ask, state=state), person, now)
    return Reply("replace", card, stands=(asking.key(ask.ref), revision))


def _kindly(person: Person) -> Reply:
    text = words.say("closed.kindly", person.locale)
    return Reply("replace", Message(text, lines(text), language=person.locale))
