"""What should stand where: taken by one worker, composed when it goes out, settled by what came of it.

    planned -> sending (leased) -> stands | retry (at) | refused | uncertain -> attention

Asks are sent at most once: where the outcome is unknown they are never planned again. Nudges are, they do little harm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import addressing, composing, reminding
from bot.messages import Message
from bot.model import AT_LEAST_ONCE, Account, AskRef, AskState, Delivery, Home, PersonId
from bot.ports import Claimed, Work

LEASE = timedelta(minutes=2)
ATTEMPTS = 8


@dataclass(frozen=True)
class Parcel:
    """A message on its way out."""

    claimed: Claimed
    message: Message
    below: tuple[str, str] | None = None  # the chat and message in whose thread it stands


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
        message = composing.compose(work, claimed, now)
        if message is not None:
            parcels.append(Parcel(claimed, message, composing.below(work, claimed)))
    return parcels


def settle(work: Work, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    """Write down what came of it."""
    delivery, key = parcel.claimed.delivery, parcel.claimed.delivery.key
    if isinstance(outcome, Stands):
        revision = parcel.claimed.revision
        work.deliveries.settle(key, "stands", chat=outcome.chat, message=outcome.message, revision=revision)
        _stood(work, parcel, outcome.chat, now)
    elif isinstance(outcome, Refused) and outcome.gone:
        _gone(work, parcel, outcome)
    elif parcel.claimed.message:
        _not_renewed(work, parcel, outcome, now)
    elif not _under_way(work, key):
        return  # a tap has proven meanwhile that it stands, or its lease ended
    elif isinstance(outcome, Lost) and delivery.kind not in AT_LEAST_ONCE:
        work.deliveries.settle(key, "uncertain" if delivery.person else "attention", reason=outcome.reason)
    elif isinstance(outcome, Refused) and outcome.permanent:
        work.deliveries.settle(key, "refused" if delivery.person else "attention", reason=outcome.reason)
        _undeliverable(work, parcel)
    else:
        _again(work, parcel, outcome, now)


def expire(work: Work, now: datetime) -> None:
    """Sends whose worker vanished become uncertain (or need attention), never planned again."""
    work.deliveries.expire(now)


def _under_way(work: Work, key: str) -> bool:
    found = work.deliveries.get(key)
    return found is not None and found[1] == "sending"


def _again(work: Work, parcel: Parcel, outcome: Refused | Lost, now: datetime) -> None:
    key, attempt = parcel.claimed.delivery.key, parcel.claimed.attempt
    home = _home(work, parcel)
    if home is None or not home.active:  # nothing old is flushed when it comes back
        work.deliveries.settle(key, "withdrawn", reason=outcome.reason)
        _not_asked(work, parcel, "withdrawn")
    elif isinstance(outcome, Refused) and outcome.retry_after is not None:
        until = now + timedelta(seconds=outcome.retry_after)
        work.deliveries.hold(home, until)
        work.deliveries.postpone(key, until)
        _not_asked(work, parcel, "planned")
    elif attempt >= ATTEMPTS:
        work.deliveries.settle(key, "attention", reason=outcome.reason)
        _undeliverable(work, parcel)
    else:
        work.deliveries.settle(key, "retry", due=now + _wait(attempt), reason=outcome.reason)
        _not_asked(work, parcel, "planned")


def _not_renewed(work: Work, parcel: Parcel, outcome: Refused | Lost, now: datetime) -> None:
    """It stands with its old face; replacing it twice does no harm, but not for ever."""
    key, attempt, home = parcel.claimed.delivery.key, parcel.claimed.attempt, _home(work, parcel)
    if isinstance(outcome, Refused) and outcome.retry_after is not None and home is not None:
        until = now + timedelta(seconds=outcome.retry_after)
        work.deliveries.hold(home, until)
        work.deliveries.rest(key, until)
    elif attempt >= ATTEMPTS or (isinstance(outcome, Refused) and outcome.permanent):
        work.deliveries.shown(key, parcel.claimed.revision)
        work.deliveries.rest(key, None)
    else:
        work.deliveries.rest(key, now + _wait(attempt))


def _gone(work: Work, parcel: Parcel, outcome: Refused) -> None:
    """The home took the app away: it pauses, its secrets go, and what waits for it is taken back."""
    delivery, home = parcel.claimed.delivery, _home(work, parcel)
    if parcel.claimed.message:
        work.deliveries.rest(delivery.key, None)
    elif _under_way(work, delivery.key):
        work.deliveries.settle(delivery.key, "refused", reason=outcome.reason)
        _undeliverable(work, parcel)
    if home is not None and home.active:
        addressing.leave(work, home)


def _wait(attempt: int) -> timedelta:
    return timedelta(seconds=min(30 * 4 ** (attempt - 1), 3 * 3600))


def _home(work: Work, parcel: Parcel) -> Home | None:
    return work.homes.get(parcel.claimed.delivery.platform, parcel.claimed.delivery.home)


def _not_asked(work: Work, parcel: Parcel, state: AskState) -> None:
    """The question certainly does not stand, so it does not count as asked."""
    if parcel.claimed.delivery.kind == "ask":
        work.asks.turn([AskRef(parcel.claimed.delivery.subject)], state)


def _stood(work: Work, parcel: Parcel, chat: str, now: datetime) -> None:
    """A question that stands is asked; a greeting was given; the chat is known from now on."""
    delivery = parcel.claimed.delivery
    if delivery.person is None or parcel.claimed.message:
        return
    if parcel.claimed.known != chat:
        here = (delivery.platform, delivery.home, delivery.user or "")
        work.people.reached(Account(delivery.person, *here, chat=chat))
    if delivery.kind == "welcome" or work.workspace.reminding:
        _remembered(work, delivery, now)


def _remembered(work: Work, delivery: Delivery, now: datetime) -> None:
    person = work.people.some([delivery.person or PersonId("")]).get(delivery.person or PersonId(""))
    if person is None:  # everything about them was deleted meanwhile
        return
    if delivery.kind == "welcome":
        work.people.save(replace(work.people.get(person.id), greeted=True))
    elif delivery.kind == "ask":
        reminding.plan(work, delivery, person, now)


def _undeliverable(work: Work, parcel: Parcel) -> None:
    _not_asked(work, parcel, "undeliverable")
