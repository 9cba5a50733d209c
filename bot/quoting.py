"""A few of the customers' own words below a digest: masked, shuffled, without segment or time.

Each quote is a delivery of its own and not part of any release, so it can be taken back: when its
author deletes it, and when a leader sees that the masking missed something.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot import digesting, words
from bot.events import QuoteTaken
from bot.messages import Button, Line, Message, Reply, lines
from bot.model import Delivery, Home, Language, Person, Relay, Week
from bot.ports import Work

FEWEST = 10  # people whose words there must be before any are shown
MOST = 3
LONGEST = 300  # characters: longer stories tell too much
AFTER = timedelta(minutes=1)  # behind the digest, in whose thread they stand


def plan(work: Work, week: Week, now: datetime) -> None:
    """Put up to three quotes of a pulse on their way, below every digest of it."""
    chosen = _chosen(work.relays.of_week(week))
    for home in work.homes.all():
        if home.active and home.channel:
            parcels = [_delivery(work, week, home, number, relay) for number, relay in enumerate(chosen, 1)]
            work.deliveries.plan((parcel, now + AFTER) for parcel in parcels)


def _chosen(relays: Sequence[Relay]) -> list[Relay]:
    """By lot, one a person at most; none where too few people spoke."""
    if len({relay.pseudonym for relay in relays}) < FEWEST:
        return []
    luck = random.Random(secrets.token_hex())
    shuffled = luck.sample(list(relays), len(relays))
    by_person = {relay.pseudonym: relay for relay in shuffled if len(relay.text.text) <= LONGEST}
    return luck.sample(list(by_person.values()), min(MOST, len(by_person)))


def _delivery(work: Work, week: Week, home: Home, number: int, relay: Relay) -> Delivery:
    key = f"quote:{digesting.key(work.workspace, week, home).removeprefix('digest:')}:{number}"
    return Delivery(key, "quote", relay.id, home.platform, home.id, channel=home.channel, week=week)


def above(work: Work, quote: Delivery) -> str:
    """The key of the digest that a quote stands below."""
    home = Home(quote.platform, quote.home, quote.channel)
    return digesting.key(work.workspace, quote.week or Week(""), home)


def card(work: Work, relay: str, language: Language) -> Message | None:
    """The quote as it stands; None when its text is gone."""
    found = work.relays.get(relay)
    if found is None or found.draft:
        return None
    take = Button(words.say("quote.take", language), QuoteTaken(relay=relay), "quiet")
    summary = words.say("quote.summary", language)
    return Message(summary, (Line(found.text.text, "quote"),), (take,), language=language)


def gone(language: Language) -> Message:
    """What stands where a quote was taken back."""
    text = words.say("quote.taken", language)
    return Message(text, lines(text, kind="small"), language=language)


def take(work: Work, person: Person, event: QuoteTaken, today: date) -> Reply:
    """A leader takes a quote back everywhere: its text and its key are gone."""
    if work.deliveries.retract("quote", [event.relay]):
        work.relays.drop([event.relay])
        work.audit(today, person.id, "take quote")
    return Reply("replace", gone(work.workspace.language))
