"""Who may set a workspace up: whoever brought it here first, and whom an admin's file names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events import Who
from bot.model import Person
from bot.ports import Work


class NotAdmin(Exception):
    """Only an admin of this pulse may do that."""


def is_admin(person: Person) -> bool:
    """Whether this person administers the workspace now."""
    return person.role == "admin" and person.active


def required(work: Work, person: Person, who: Who, act: str, now: datetime) -> Person:
    """The admin, once the act is in the audit. Raises `NotAdmin`, which leaves a line of its own.

    As long as nobody administers the workspace, the first one does whom the platform calls an admin.
    """
    if not is_admin(person) and who.admin and not work.people.admins():
        person = made(work, person, now)
    if not is_admin(person):
        noted(work, person.id, f"refused {act}", now)
        raise NotAdmin(NotAdmin.__doc__)
    noted(work, person.id, act, now)
    return person


def first(work: Work, person: Person, now: datetime) -> Person:
    """Whoever brings the app administers it, unless somebody does already."""
    return person if work.people.admins() else made(work, person, now)


def made(work: Work, person: Person, now: datetime) -> Person:
    """An admin from now on."""
    admin = replace(person, role="admin", active=True)
    work.people.save(admin)
    noted(work, person.id, "first admin", now)
    return admin


def noted(work: Work, actor: str, act: str, now: datetime) -> None:
    """A line in the audit: who did what on which day, never with what in it."""
    work.audit(now.astimezone(ZoneInfo(work.workspace.zone)).date(), actor, act)
