"""What should stand where: taken by one worker, composed when it goes out, settled by what came of it.

    planned -> sending (leased) -> stands | retry (at) | refused | uncertain -> attention

Asks are sent at most once: where the outcome is unknown they are never planned again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import asking, cadence, digesting, greeting
from bot.messages import Message
from bot.model import Account, AskRef, PersonId, Week
from bot.ports import Claimed, Work

LEASE = timedelta(minutes=2)
ATTEMPTS = 8
LUCK = 0.5  # a question that missed its moment waits for the middle of what is left


@dataclass(frozen=True)
class Parcel:
    """A message on its way out."""

    claimed: Claimed
    message: Message


@dataclass(frozen=True)
class Stands:
    """The message stands."""

    chat: str
    message: str


@dataclass(frozen=True)
class Refused:
    """The other side certainly did not take it."""

    reason: str
    permanent: bool = False
    retry_after: float | None = None
    gone: bool = False


@dataclass(frozen=True)
class Lost:
    """The answer was lost: it may stand."""

    reason: str = "answer lost"


Outcome = Stands | Refused | Lost


def collect(work: Work, now: datetime, limit: int) -> list[Parcel]:
    """Take what is due. Whatever may not go out any more, or not now, is settled or put off here."""
    parcels = []
    for claimed in work.deliveries.claim(now, limit, now + LEASE):
        message = _COMPOSERS[claimed.delivery.kind](work, claimed, now)
        if message is not None:
            parcels.append(Parcel(claimed, message))
    return parcels


def settle(work: Work, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    """Write down what came of it."""
    delivery, key = parcel.claimed.delivery, parcel.claimed.delivery.key
    if isinstance(outcome, Stands):
        revision = parcel.claimed.revision
        work.deliveries.settle(key, "stands", chat=outcome.chat, message=outcome.message, revision=revision)
        _stood(work, parcel, outcome.chat)
    elif parcel.claimed.message:  # it stands already, only its new face could not be shown: later again
        work.deliveries.settle(key, "stands")
    elif isinstance(outcome, Lost):
        work.deliveries.settle(key, "uncertain" if delivery.person else "attention", reason=outcome.reason)
    elif outcome.gone or outcome.permanent:
        work.deliveries.settle(key, "refused" if delivery.person else "attention", reason=outcome.reason)
        _undeliverable(work, parcel)
    else:
        _again(work, parcel, outcome, now)


def expire(work: Work, now: datetime) -> None:
    """Sends whose worker vanished become uncertain (or need attention), never planned again."""
    work.deliveries.expire(now)


def _again(work: Work, parcel: Parcel, outcome: Refused, now: datetime) -> None:
    key, attempt = parcel.claimed.delivery.key, parcel.claimed.attempt
    home = work.homes.get(parcel.claimed.delivery.platform, parcel.claimed.delivery.home)
    if outcome.retry_after is not None and home is not None:
        until = now + timedelta(seconds=outcome.retry_after)
        work.deliveries.hold(home, until)
        work.deliveries.postpone(key, until)
    elif attempt >= ATTEMPTS:
        work.deliveries.settle(key, "attention", reason=outcome.reason)
        _undeliverable(work, parcel)
    else:
        wait = timedelta(seconds=min(30 * 4 ** (attempt - 1), 3 * 3600))
        work.deliveries.settle(key, "retry", due=now + wait, reason=outcome.reason)


def _stood(work: Work, parcel: Parcel, chat: str) -> None:
    """A question that stands is asked; a greeting was given; the chat is known from now on."""
    delivery = parcel.claimed.delivery
    if delivery.person is None or parcel.claimed.message:
        return
    if delivery.kind == "welcome":
        person = work.people.get(delivery.person)
        work.people.save(replace(person, greeted=True))
    account = _account(work, delivery.person, delivery.platform)
    if account is not None and account.chat != chat:
        work.people.reached(replace(account, chat=chat))


def _account(work: Work, person: PersonId, platform: str) -> Account | None:
    return next((a for a in work.people.accounts(person) if a.platform == platform), None)


def _undeliverable(work: Work, parcel: Parcel) -> None:
    if parcel.claimed.delivery.kind == "ask":
        work.asks.turn([AskRef(parcel.claimed.delivery.subject)], "undeliverable")


def _ask(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    delivery = claimed.delivery
    ask = work.asks.get(delivery.subject)
    if ask is None:
        work.deliveries.settle(delivery.key, "withdrawn")
        return None
    person = work.people.get(ask.person)
    if claimed.message is None and not _may_ask(work, claimed, now):
        return None
    if claimed.message is None:  # from here on it may stand, so it counts as asked
        ask = replace(ask, state="sent")
        work.asks.turn([ask.ref], "sent")
    return asking.card(work.workspace, ask, person, now)


def _may_ask(work: Work, claimed: Claimed, now: datetime) -> bool:
    """Only an open pulse, only in the person's own hours, never after a no; else put off or withdrawn."""
    delivery = claimed.delivery
    person = work.people.get(delivery.person or PersonId(""))
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
    if claimed.message is None and not _may_ask(work, claimed, now):
        return None
    return greeting.welcome(work.workspace, person)


def _digest(work: Work, claimed: Claimed, now: datetime) -> Message | None:
    digest = digesting.read(work, Week(claimed.delivery.subject))
    if digest is None:
        work.deliveries.settle(claimed.delivery.key, "withdrawn")
        return None
    return digesting.compose(digest, work.workspace.language)


_COMPOSERS: Mapping[str, Callable[[Work, Claimed, datetime], Message | None]] = {
    "ask": _ask,
    "welcome": _welcome,
    "digest": _digest,
}
