"""What a delivery says when it goes out, or that it may not go out now, or any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot import (
    acting,
    addressing,
    believing,
    cadence,
    cards,
    digesting,
    following,
    greeting,
    quoting,
    reminding,
)
from bot.messages import Message
from bot.model import AskRef, Person, PersonId, Week
from bot.ports import Claimed, Work

LUCK = 0.5  # a question that missed its moment waits for the middle of what is left


def compose(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """The message of a delivery as things are now; None when it was settled or put off instead."""
    return _COMPOSERS[claimed.delivery.kind](work, claimed, now)


def below(work: Work, claimed: Claimed) -> tuple[str, str] | None:
    """The chat and message in whose thread a delivery stands."""
    quoted = claimed.delivery.kind == "quote"
    return work.deliveries.place(quoting.above(work, claimed.delivery)) if quoted else None


def _ask(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    delivery = claimed.delivery
    ask = work.asks.get(delivery.subject)
    if ask is None:
        work.deliveries.settle(delivery.key, "withdrawn")
        return None
    person = work.people.get(ask.person)
    if claimed.message is None and not _may_ask(work, claimed, person, now):
        return None
    if claimed.message is None:  # from here on it may stand, so it counts as asked
        ask = acting.promised(work, replace(ask, state="sent"), person)
        work.asks.turn([ask.ref], "sent")
    return cards.card(work.workspace, ask, person, now)


def _may_ask(work: Work, claimed: Claimed, person: Person, now: datetime) -> bool:
    """Only an open pulse, only in the person's own hours, never after a no; else put off or withdrawn."""
    delivery = claimed.delivery
    if addressing.elsewhere(work, delivery):
        return False
    week: Week = delivery.week or cadence.week_of(now, work.workspace.zone)
    wanted = person.active and not person.opted_out
    if wanted and cadence.is_open(week, person, work.workspace, now):
        return True
    later = cadence.moment(week, person, work.workspace, now, LUCK) if wanted else None
    if later is not None:
        work.deliveries.postpone(delivery.key, later)
    else:
        work.deliveries.settle(delivery.key, "withdrawn")
        if delivery.kind == "ask":
            work.asks.turn([AskRef(delivery.subject)], "withdrawn")
    return False


def _welcome(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    person = work.people.get(PersonId(claimed.delivery.subject))
    if claimed.message is None and not _may_ask(work, claimed, person, now):
        return None
    return greeting.welcome(work.workspace, person)


def _remind(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """One reminder at most, only while it is wanted; afterwards it says that nothing is open."""
    ask = work.asks.get(claimed.delivery.subject)
    if ask is None or (claimed.message is None and not reminding.wanted(work, ask, now)):
        work.deliveries.settle(claimed.delivery.key, "withdrawn")
        return None
    return cards.reminder(work.workspace, ask, work.people.get(ask.person), now)


def _belief(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """A leader's belief goes out in their hours only; once it stands it follows the month."""
    delivery, person = claimed.delivery, work.people.get(PersonId(claimed.delivery.subject))
    week = delivery.week or cadence.week_of(now, work.workspace.zone)
    if claimed.message is None and not believing.may_ask(work, week, person, now):
        later = believing.moment(work, week, person, now)
        if later is None or not believing.wanted(person):
            work.deliveries.settle(delivery.key, "withdrawn")
        else:
            work.deliveries.postpone(delivery.key, later)
        return None
    return believing.card(work, person, week, now)


def _digest(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    digest = digesting.read(work, Week(claimed.delivery.subject))
    if digest is None:
        work.deliveries.settle(claimed.delivery.key, "withdrawn")
        return None
    return digesting.compose(digest, work.workspace.language)


def _quote(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    """A quote waits for the digest it stands below; without its text, or without the digest, it does not go out."""
    key, language = claimed.delivery.key, work.workspace.language
    shown = quoting.card(work, claimed.delivery.subject, language)
    if claimed.message is not None:
        return shown or quoting.gone(language)
    above = work.deliveries.get(quoting.above(work, claimed.delivery))
    if shown is None or above is None or above[1] not in ("planned", "retry", "sending", "stands"):
        work.deliveries.settle(key, "withdrawn")
        return None
    if above[1] != "stands":
        work.deliveries.postpone(key, now + quoting.AFTER)
        return None
    return shown


_COMPOSERS: Mapping[str, Callable[[Work, Claimed, datetime], Message | None]] = {
    "ask": _ask,
    "welcome": _welcome,
    "remind": _remind,
    "belief": _belief,
    "digest": _digest,
    "quote": _quote,
    **following.COMPOSERS,
}
