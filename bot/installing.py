"""The app comes to a home, to a team, to a person: who administers it, and what is said to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import administering, enrolling, greeting, meeting
from bot.events import Event
from bot.events.wishes import Installed, MembersChanged
from bot.messages import NOTHING, Reply, tell
from bot.model import Person
from bot.ports import Work


def for_themselves(event: Event) -> bool:
    """Whether somebody merely adds the app to their own chats: nothing is stored about them for that."""
    return isinstance(event, Installed) and event.scope == "person" and not event.who.admin


def greet_stranger(work: Work, event: Event) -> Reply:
    """Who asks and why, to somebody nobody knows here."""
    return _greeted(work, meeting.stranger(work, event.who))


def install(work: Work, person: Person, event: Installed, now: datetime) -> Reply:
    """Whoever brings the app first administers it; a team is told in one line, a person everything."""
    here = replace(person, active=True)
    if here != person:
        work.people.save(here)
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
