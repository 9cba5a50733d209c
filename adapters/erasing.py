"""Erasing somebody at the request of an admin, when the person can not do it in the chat."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from adapters.wiring import House
from bot import privacy
from bot.events import Who
from bot.model import Person, PersonId, WorkspaceId
from bot.ports import Work

ACTOR = "command line"


class NoSuchPerson(Exception):
    """Nobody here has that id; the message says which ids there are."""


def erase(house: House, workspace: WorkspaceId, id: str) -> int:
    """Erase a person known by their own id or as `platform:id`; how many accounts went with them.

    Nothing else is counted: whether somebody was asked or answered is not for admins.
    Raises `NoSuchPerson`.
    """
    with house.store.work(workspace) as work:
        person = _found(work, id)
        accounts = len(work.people.accounts(person.id))
        privacy.erase(work, person)
        today = house.now().astimezone(ZoneInfo(work.workspace.zone)).date()
        work.audit(today, ACTOR, "erase")
    return accounts


def _found(work: Work, id: str) -> Person:
    platform, colon, user = id.partition(":")
    try:
        return _of_account(work, platform, user) if colon else work.people.get(PersonId(id))
    except LookupError as error:
        raise NoSuchPerson(
            f"nobody here is {id}: use a person's id, or platform:id as in slack:U024BE7LH"
        ) from error


def _of_account(work: Work, platform: str, user: str) -> Person:
    for home in work.homes.all():
        met = work.people.met(Who(platform, home.id, user)) if home.platform == platform else None
        if met:
            return met[0]
    raise LookupError
