"""What a tap on a question does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import asking, bank, cadence, cards, following, reminding, words
from bot.events import Answered, Snoozed, Undone, WhyAsked
from bot.messages import Message, Reply, lines, tell
from bot.model import NO_CUSTOMER, Account, Ask, AskState, Person, Response
from bot.ports import Work

SNOOZE = timedelta(days=14)
SHOWING = timedelta(seconds=15)  # who passed a tap on replaces the card; after that the worker sees to it


class NoSuchOption(Exception):
    """This answer is not one of the options."""


@dataclass(frozen=True)
class Tap:
    """Somebody's tap on an option of a question that was put to them."""

    person: Person
    ask: Ask
    option: str


def answer(work: Work, person: Person, event: Answered, now: datetime) -> Reply:
    """Store the answer under the pulse's pseudonym; the question becomes the thank-you.

    The same tap again, from another device or delivered twice, is the same one answer. Raises
    `asking.NotYours`, `asking.NoSuchAsk`, `NoSuchOption`.
    """
    tap = Tap(person, asking.own(work, person, event.ask), event.option)
    if not _offered(tap):
        raise NoSuchOption(NoSuchOption.__doc__)
    if _closed(work, tap.ask, now):
        return _kindly(person)
    return _answered(work, [tap], now)[0]


def answer_together(work: Work, taps: Mapping[int, Answered], now: datetime) -> Mapping[int, Reply]:
    """What `answer` gives for many taps, each on a question of its own; read and written together.

    Left out is every tap that is not simply an answer to an open question: `answer` knows why.
    """
    asked = {
        (str(ask.ref), account.platform, account.home, account.user): (person, account, ask)
        for ask, person, account in work.taps.asked([event.ask for event in taps.values()])
    }
    counted, elsewhere = dict[int, Tap](), list[Account]()
    for n, event in taps.items():
        who = event.who
        whose = asked.get((event.ask, who.platform, who.home, who.user))
        if whose and _counts(work, tap := Tap(whose[0], whose[2], event.option), now):
            counted[n] = tap
            elsewhere += [] if whose[1].recent else [whose[1]]
    work.people.acted(*elsewhere)  # they are asked where they act
    return dict(zip(counted, _answered(work, list(counted.values()), now), strict=True))


def _counts(work: Work, tap: Tap, now: datetime) -> bool:
    return _offered(tap) and not _closed(work, tap.ask, now)


def _answered(work: Work, taps: Sequence[Tap], now: datetime) -> list[Reply]:
    """Store answers that count; every question becomes its thank-you."""
    if not taps:
        return []
    answers = list[Response]()
    for tap in taps:
        pseudonym = work.responses.pseudonym(tap.ask.week, tap.person.id, make=True) or ""
        if tap.option == NO_CUSTOMER:
            work.responses.drop(tap.ask.week, pseudonym)
        else:
            answers.append(_response(tap, pseudonym))
    return _turned(work, [(replace(tap.ask, state=_reached(tap)), tap.person) for tap in taps], now, answers)


def _offered(tap: Tap) -> bool:
    return bank.question(tap.ask.question, tap.ask.version).offers(tap.option)


def _response(tap: Tap, pseudonym: str) -> Response:
    ask = tap.ask
    value = bank.question(ask.question, ask.version).value(tap.option)
    return Response(ask.week, ask.question, ask.version, value, ask.segment, pseudonym)


def _reached(tap: Tap) -> AskState:
    return "no_customer" if tap.option == NO_CUSTOMER else "answered"


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
    return _turned(work, [(replace(ask, state="sent"), person)], now)[0]


def snooze(work: Work, person: Person, event: Snoozed, now: datetime) -> Reply:
    """Two weeks without questions; an answer already given stays."""
    ask = asking.own(work, person, event.ask)
    if _closed(work, ask, now):
        return _kindly(person)
    paused = replace(person, paused_until=(now + SNOOZE).date())
    work.people.save(paused)
    reached = ask if ask.state in ("answered", "no_customer") else replace(ask, state="snoozed")
    return _turned(work, [(reached, paused)], now)[0]


def why(work: Work, person: Person, event: WhyAsked) -> Reply:
    """One sentence, to this person alone."""
    ask = asking.own(work, person, event.ask)
    text = cards.why(ask.why, person.locale)
    return tell(Message(text, lines(text), language=person.locale))


def _closed(work: Work, ask: Ask, now: datetime) -> bool:
    over = now >= cadence.closes(ask.week, work.workspace.zone)
    return over or ask.state in ("silent", "withdrawn", "undeliverable")


def _turned(
    work: Work, asks: Sequence[tuple[Ask, Person]], now: datetime, answers: Sequence[Response] = ()
) -> list[Reply]:
    """Asks have reached a state, and their cards follow."""
    reached = {asking.key(ask.ref): ask for ask, _ in asks}
    revisions = work.taps.settle(reached, answers, now + SHOWING)
    if work.workspace.reminding:
        for ask, _ in asks:
            work.deliveries.alter(reminding.key(ask.ref))
    return [_card(work, ask, person, revisions, now) for ask, person in asks]


def _card(work: Work, ask: Ask, person: Person, revisions: Mapping[str, int], now: datetime) -> Reply:
    key = asking.key(ask.ref)
    card = cards.card(work.workspace, ask, person, now)
    return Reply("replace", card, stands=(key, revisions.get(key, 0)))


def _kindly(person: Person) -> Reply:
    text = words.say("closed.kindly", person.locale)
    return Reply("replace", Message(text, lines(text), language=person.locale))
