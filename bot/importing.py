"""People from the admin's file: all or nothing, every complaint with its line."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import words
from bot.events import Who
from bot.model import UNASSIGNED, Account, Home, Person, PersonId, Role
from bot.ports import Work

COLUMNS = ("person", "platform", "id", "locale", "tz", "touchpoint", "team", "role")
ROLES: tuple[Role, ...] = ("colleague", "leader", "admin")


class BadRow(ValueError):
    """A row of the file can not be used; nothing was imported."""


@dataclass(frozen=True)
class Imported:
    """What came of a file."""

    added: int
    changed: int
    never_asked: int


def people(work: Work, rows: Iterable[tuple[int, Mapping[str, str]]]) -> Imported:
    """Add or update people from (line number, row). Who said "never again" stays so.

    Raises `BadRow` with the line number and the reason; then nothing is imported.
    """
    homes = {home.platform: home for home in work.homes.all()}
    seen: dict[tuple[str, str], int] = {}
    added = changed = never = 0
    for line, row in rows:
        account = _account(line, row, homes, seen)
        who = Who(account.platform, account.home, account.user)
        met = work.people.met(who)
        person = _described(line, row, work, met[0] if met else _new(work, who))
        never += person.opted_out
        if met:
            changed += person != met[0]
            work.people.save(person)
        else:
            added += _join(work, person, account, row.get("person", "").strip())
    return Imported(added, changed, never)


def _account(
    line: int, row: Mapping[str, str], homes: Mapping[str, Home], seen: dict[tuple[str, str], int]
) -> Account:
    platform, user = row.get("platform", "").strip().lower(), row.get("id", "").strip()
    if platform not in homes:
        known = ", ".join(sorted(homes)) or "none"
        raise BadRow(
            f"line {line}: platform “{platform}” is not connected to this workspace (known: {known})"
        )
    if not user or len(user) > 128:
        raise BadRow(f"line {line}: column id is empty or too long")
    if (platform, user) in seen:
        raise BadRow(f"line {line}: {platform} id {user} stands in line {seen[platform, user]} already")
    seen[platform, user] = line
    return Account(PersonId(""), platform, homes[platform].id, user)


def _new(work: Work, who: Who) -> Person:
    setting = work.workspace
    return Person(
        PersonId(secrets.token_hex(16)),
        locale=setting.language,
        zone=setting.zone,
        opted_out=work.people.entombed(who),
    )


def _described(line: int, row: Mapping[str, str], work: Work, person: Person) -> Person:
    """The person with what the row says; an empty cell changes nothing."""
    segment = row.get(work.workspace.cut, "").strip()
    role, zone = row.get("role", "").strip().lower(), row.get("tz", "").strip()
    if role and role not in ROLES:
        raise BadRow(f"line {line}: role “{role}” is none of {', '.join(ROLES)}")
    if len(segment) > 64:
        raise BadRow(f"line {line}: {work.workspace.cut} is longer than 64 characters")
    return replace(
        person,
        segment=segment or (person.segment if person.segment else UNASSIGNED),
        locale=words.language_of(row.get("locale", ""), person.locale),
        zone=_zone(line, zone) if zone else person.zone,
        role=next((r for r in ROLES if r == role), person.role),
        audience=True,
        active=True,
    )


def _zone(line: int, zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRow(f"line {line}: time zone “{zone}” is unknown (use one like Europe/Berlin)") from error
    return zone


def _join(work: Work, person: Person, account: Account, match: str) -> int:
    """A new person, or one more account of somebody the file gave the same `person` value."""
    same = work.people.matching(match) if match else None
    if same is not None:
        work.people.link(replace(account, person=same.id))
        return 0
    work.people.add(person, replace(account, person=person.id), match)
    return 1
