"""The app and people come and go: who administers it, what is said to whom, who is here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import addressing, administering, enrolling, following, greeting, meeting
from bot.events import Event, Who
from bot.events.wishes import Installed, MembersChanged
from bot.messages import NOTHING, Reply, tell
from bot.model import Account, Person
from bot.ports import Work


def for_themselves(event: Event) -> bool:
    """Whether somebody merely adds the app to their own chats: nothing is stored about them for that."""
    return isinstance(event, Installed) and event.scope == "person" and not event.who.admin


def greet_stranger(work: Work, event: Event) -> Reply:
    """Who asks and why, to somebody nobody knows here."""
    return _greeted(work, meeting.stranger(work, event.who))


def install(work: Work, person: Person, account: Account, event: Installed, now: datetime) -> Reply:
    """Whoever brings the app first administers it; a team is told in one line, a person everything."""
    here = _back(work, person, account)
    if event.who.admin or event.scope != "person":
        here = administering.first(work, here, now)
    if event.scope == "person":
        return _greeted(work, here)
    return tell(greeting.to_team(work.workspace)) if event.scope == "team" else NOTHING


def _greeted(work: Work, person: Person) -> Reply:
    """With one button to stop for good; nothing to somebody who said never again."""
    return NOTHING if person.opted_out else tell(greeting.welcome(work.workspace, person))


def members_changed(work: Work, event: MembersChanged, now: datetime) -> Reply:
    """Somebody came or left: where it is the audience, its members are read soon."""
    home = work.homes.get(event.who.platform, event.who.home)
    if home is not None:
        enrolling.soon(work, home, event.channel, now)
    return NOTHING


def uninstall(work: Work, who: Who) -> Reply:
    """The home took the app away: it pauses, and who is elsewhere too is asked there."""
    home = work.homes.get(who.platform, who.home)
    if home is not None:
        addressing.leave(work, home)
    return NOTHING


def depart(work: Work, met: tuple[Person, Account] | None) -> Reply:
    """Left this platform; who is on another one too is asked there."""
    if met is None:
        return NOTHING
    person, account = met
    work.people.moved(replace(account, active=False))
    if work.people.account(person.id) is None:
        work.deliveries.withdraw(person=person.id)
        following.let_go(work, person)
        work.people.save(replace(person, active=False))
    return NOTHING


def arrive(work: Work, person: Person, account: Account, who: Who) -> Reply:
    """Their time zone may have changed, and whoever had left is back. Their language is theirs to choose."""
    zone = meeting.zone_of(who.zone, work.workspace) if who.zone else person.zone
    _back(work, person, account, zone=zone)
    return NOTHING


def _back(work: Work, person: Person, account: Account, zone: str = "") -> Person:
    """The person, here again where they had left."""
    if not account.active:
        work.people.moved(replace(account, active=True))
    here = replace(person, active=True, zone=zone or person.zone)
    if here != person:
        work.people.save(here)
    return here
