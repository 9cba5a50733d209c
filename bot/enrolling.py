"""The audience as a channel, a user group or a roster has it: who came, who left, whom nobody asks."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import cadence, words
from bot.events import Who
from bot.model import Account, Home, Person, PersonId
from bot.ports import Work

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=10)  # after the platform did not answer
SOON = timedelta(minutes=1)  # after somebody came or went: ten of them are read once
PART = 200  # people taken in by one transaction: taps do not wait for the rest


@dataclass(frozen=True)
class Enrolled:
    """What came of it. `never_asked`: guests, bots, other organisations, and who said never again."""

    added: int = 0
    changed: int = 0
    left: int = 0
    never_asked: int = 0

    def __add__(self, other: Enrolled) -> Enrolled:
        return Enrolled(
            self.added + other.added,
            self.changed + other.changed,
            self.left + other.left,
            self.never_asked + other.never_asked,
        )


def due(home: Home, now: datetime) -> bool:
    """Whether the members have to be read."""
    return bool(home.active and home.audience and home.gather and home.gather <= now)


def welcome_in(work: Work, members: Iterable[Who]) -> Enrolled:
    """Take members into the audience; outsiders are never stored, and known ones not asked any more."""
    total = Enrolled()
    for who in members:
        met = work.people.met(who)
        if who.outsider:
            total += _kept_out(work, met[0] if met else None)
        elif met:
            total += _known(work, *met, who)
        else:
            total += _new(work, who)
    return total


def _kept_out(work: Work, person: Person | None) -> Enrolled:
    if person is not None and person.audience:
        _not_asked(work, person)
    return Enrolled(never_asked=1)


def _known(work: Work, person: Person, account: Account, who: Who) -> Enrolled:
    if not account.active:
        work.people.moved(replace(account, active=True))
    fresh = replace(person, audience=True, active=True, zone=_zone(work, who, person.zone))
    if fresh != person:
        work.people.save(fresh)
    return Enrolled(changed=fresh != person, never_asked=person.opted_out)


def _new(work: Work, who: Who) -> Enrolled:
    person = Person(
        PersonId(secrets.token_hex(16)),
        locale=words.language_of(who.locale, work.workspace.language),
        zone=_zone(work, who, work.workspace.zone),
        opted_out=work.people.entombed(who),
    )
    work.people.add(person, Account(person.id, who.platform, who.home, who.user))
    return Enrolled(added=1, never_asked=person.opted_out)


def _zone(work: Work, who: Who, otherwise: str) -> str:
    return who.zone if who.zone and cadence.knows(who.zone) else otherwise


def say_goodbye(work: Work, home: Home, members: Collection[str]) -> Enrolled:
    """Whoever is no member any more is not asked any more, unless they belong to another home as well."""
    left = 0
    for user, person in work.people.at_home(home).items():
        if person.audience and user not in members and len(work.people.accounts(person.id)) == 1:
            _not_asked(work, person)
            left += 1
    return Enrolled(left=left)


def _not_asked(work: Work, person: Person) -> None:
    work.people.save(replace(person, audience=False))
    work.deliveries.withdraw(person=person.id)
    waiting = [ask.ref for ask in work.asks.of_person(person.id) if ask.state == "planned"]
    work.asks.turn(waiting, "withdrawn")


def next_time(work: Work, home: Home, at: datetime) -> None:
    """The members are read again then."""
    known = work.homes.get(home.platform, home.id)
    if known is not None and known.audience == home.audience:  # else somebody chose another meanwhile
        work.homes.save(replace(known, gather=at))


def soon(work: Work, home: Home, channel: str, now: datetime) -> None:
    """Somebody came to a channel or left it: where it is the audience, its members are read soon."""
    if home.audience == channel and home.gather is not None and home.gather > now + SOON:
        work.homes.save(replace(home, gather=now + SOON))
