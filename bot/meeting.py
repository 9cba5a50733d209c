"""Meeting somebody who is not known yet: stored from now on, not asked."""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot import cadence, words
from bot.events import Who
from bot.model import Account, Person, PersonId, Role, Workspace
from bot.ports import Work


def meet(work: Work, who: Who, *, recent: bool = False, role: Role = "colleague") -> tuple[Person, Account]:
    """The person behind a platform id, made now if there is none. `recent`: this is where they act."""
    met = work.people.met(who)
    if met is not None:
        return met
    person = replace(stranger(work, who), role=role)
    account = Account(person.id, who.platform, who.home, who.user, recent=recent)
    work.people.add(person, account)
    return person, account


def stranger(work: Work, who: Who) -> Person:
    """Somebody as the platform describes them, not stored yet."""
    return Person(
        PersonId(secrets.token_hex(16)),
        locale=words.language_of(who.locale, work.workspace.language),
        zone=zone_of(who.zone, work.workspace),
        audience=False,
        opted_out=work.people.entombed(who),
    )


def zone_of(zone: str, workspace: Workspace) -> str:
    """A platform's time zone if the calendar knows it, else the workspace's."""
    return zone if cadence.knows(zone) else workspace.zone
