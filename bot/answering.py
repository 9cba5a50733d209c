"""What a tap on a question does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot import asking, bank, cadence, cards, following, reminding, words
from bot.events import Answered, Snoozed, Undone, WhyAsked
from bot.messages import Message, Reply, lines, tell
from bot.model import NO_CUSTOMER, Ask, AskState, Person, Response
from bot.ports import Work

SNOOZE = timedelta(days=14)


class NoSuchOption(Exception):
    """This answer is not one of the options."""


def answer(work: Work, person: Person, event: Answered, now: datetime) -> Reply:
    """Store the answer under the pulse's pseudonym; the question becomes the thank-you.

    The same tap again, from another device or delivered twice, is the same one answer. Raises
    `asking.NotYours`, `asking.NoSuchAsk`, `NoSuchOption`.
    """
    ask = asking.own(work, person, event.ask)
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
    return _turned(work, ask, person, "no_customer" if event.option == NO_CUSTOMER else "answered", now)


def undo(work: Work, person: Person, event: Undone, now: datetime) -> Reply:
    """Take the answer, its comments and their cases back; the question stands again until the pulse closes."""
    ask = asking.own(work, person, event.ask)
    if _closed(work, ask, now):
        return _kindly(person)
    pseudonym = work.responses.pseudonym(ask.week, person.id)
    if pseudonym:
        work.responses.drop(ask.week, pseudonym)
        comments = [r.id for r in work.relays.of(ask.week, pseudonym) if not r.unasked]
        following.retract(work, person, comments, now)
        work.relays.drop(comments)
    return _turned(work, ask, person, "sent", now)


def snooze(work: Work, person: Person, event: Snoozed, now: datetime) -> Reply:
    """Two weeks without questions; an answer already given stays."""
    ask = asking.own(work, person, event.ask)
    if _closed(work, ask, now):
        return _kindly(person)
    paused = replace(person, paused_until=(now + SNOOZE).date())
    work.people.save(paused)
    given = ask.state in ("answered", "no_customer")
    return _turned(work, ask, paused, ask.state if given else "snoozed", now)


def why(work: Work, person: Person, event: WhyAsked) -> Reply:
    """One sentence, to this person alone."""
    ask = asking.own(work, person, event.ask)
    text = cards.why(ask.why, person.locale)
    return tell(Message(text, lines(text), language=person.locale))


def _closed(work: Work, ask: Ask, now: datetime) -> bool:
    over = now >= cadence.closes(ask.week, work.workspace.zone)
    return over or ask.state in ("silent", "withdrawn", "undeliverable")


def _turned(work: Work, ask: Ask, person: Person, state: AskState, now: datetime) -> Reply:
    """The ask reaches a state, and its card follows."""
    work.asks.turn([ask.ref], state)
    revision = work.deliveries.alter(asking.key(ask.ref), proven=True)
    if work.workspace.reminding:
        work.deliveries.alter(reminding.key(ask.ref))
    card = cards.card(work.workspace, replace(ask, state=state), person, now)
    return Reply("replace", card, stands=(asking.key(ask.ref), revision))


def _kindly(person: Person) -> Reply:
    text = words.say("closed.kindly", person.locale)
    return Reply("replace", Message(text, lines(text), language=person.locale))
