"""People and past answers from files: all or nothing, every complaint with its line."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import bank, joining, words
from bot.bank import Question
from bot.events import Who
from bot.model import UNASSIGNED, Account, Home, Person, PersonId, Role, Week
from bot.ports import Work

COLUMNS = ("person", "platform", "id", "locale", "tz", "touchpoint", "team", "role")
ROLES: tuple[Role, ...] = ("colleague", "leader", "admin")


LIKELY = ("extremely unlikely", "unlikely", "neither likely nor unlikely", "likely", "extremely likely")
NO_SCORE = ("don't know", "do not know", "weiß nicht", "no customer", "kein kunde", "")
MOST = 100_000  # answers one row may stand for


class BadRow(ValueError):
    """A row of the file can not be used; nothing was imported."""


@dataclass(frozen=True)
class Imported:
    """What came of a file."""

    added: int
    changed: int
    never_asked: int


@dataclass(frozen=True)
class Voice:
    """So many equal answers of one week and segment, from somebody else's survey."""

    week: Week
    segment: str
    question: str
    version: int
    value: int
    count: int
    comment: str


def voices(rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[Voice]:
    """Answers from (line number, row); those without a score are left out. Raises `BadRow`."""
    return [voice for line, row in rows if (voice := _voice(line, row)) is not None]


def _voice(line: int, row: Mapping[str, str]) -> Voice | None:
    said = (row.get("score") or row.get("rating") or "").strip()
    week, segment = _week(line, row), (row.get("touchpoint") or row.get("site") or "").strip()
    if not segment or len(segment) > 64:
        raise BadRow(f"line {line}: touchpoint (or site) is empty or longer than 64 characters")
    count = (row.get("n") or "1").strip()
    if not count.isdecimal() or int(count) > MOST:
        raise BadRow(f"line {line}: n is “{count}”, not a whole number up to {MOST}")
    if said.lower() in NO_SCORE:
        return None
    question, value = _score(line, said)
    comment = (row.get("comment") or "").strip()
    return Voice(week, segment, question.id, question.version, value, int(count), comment)


def _week(line: int, row: Mapping[str, str]) -> Week:
    week, day = (row.get("week") or row.get("iso_week") or "").strip(), (row.get("date") or "").strip()
    try:
        if week:
            year, number = week.upper().split("-W")
            return _calendar(date.fromisocalendar(int(year), int(number), 1))
        order = day.split("-")[::-1] if len(day.split("-")[-1]) == 4 else day.split("-")
        return _calendar(date(*(int(part) for part in order)))
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRow(
            f"line {line}: “{week or day}” is neither a week like 2026-W47 nor a date like 2026-11-20"
        ) from error


def _calendar(day: date) -> Week:
    year, number, _ = day.isocalendar()
    return Week(f"{year}-W{number:02d}")


def _score(line: int, said: str) -> tuple[Question, int]:
    """A number from 1 to 5, a word of the question bank in either language, or how likely."""
    word = said.lower()
    satisfied = bank.question("satisfied")
    if word in LIKELY:
        return satisfied, LIKELY.index(word) + 1
    if word.isdecimal() and 1 <= int(word) <= len(satisfied.options):
        return satisfied, int(word)
    for question in (bank.question("kept"), satisfied):
        for option in question.options:
            if word in (
                option,
                *(question.said(language).options[option].lower() for language in words.LANGUAGES),
            ):
                return question, question.value(option)
    raise BadRow(f"line {line}: “{said}” is no score: use 1 to 5, a word like kept or very, or how likely")


def people(work: Work, rows: Iterable[tuple[int, Mapping[str, str]]], *, asked: bool = True) -> Imported:
    """Add or update people from (line number, row). Who said "never again" stays so.

    `asked`: they belong to the audience from now on.

    Raises `BadRow` with the line number and the reason; then nothing is imported.
    """
    homes = {home.platform: home for home in work.homes.all()}
    seen: dict[tuple[str, str], int] = {}
    told: set[PersonId] = set()
    added = changed = never = 0
    for line, row in rows:
        account = _account(line, row, homes, seen)
        who = Who(account.platform, account.home, account.user)
        met = work.people.met(who)
        person = _described(line, row, work, met[0] if met else _new(work, who))
        if met and met[0].id in told:  # on another platform, and the first line about somebody counts
            person = met[0]
        person = replace(person, audience=asked or (met is not None and met[0].audience))
        never += person.opted_out
        if met:
            changed += person != met[0]
            told.add(_known(work, line, person, met[1], _match(row)))
        else:
            joined = _join(work, line, person, account, _match(row))
            added += joined == person.id
            told.add(joined)
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
        zone=known_zone(f"line {line}: time zone", zone) if zone else person.zone,
        role=next((r for r in ROLES if r == role), person.role),
        active=True,
    )


def known_zone(what: str, zone: str) -> str:
    """The zone, if the calendar knows it. Raises `BadRow`."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRow(f"{what} “{zone}” is unknown (use one like Europe/Berlin)") from error
    return zone


def _match(row: Mapping[str, str]) -> str:
    return row.get("person", "").strip()


def _known(work: Work, line: int, person: Person, account: Account, match: str) -> PersonId:
    """What the file says of somebody met before; whom it means in the end."""
    work.people.save(person)
    if not account.active:
        work.people.moved(replace(account, active=True))
    with _one_each(line):
        if match:
            joining.recognise(work, person, match)
    same = work.people.matching(match)
    return same.id if same else person.id


def _join(work: Work, line: int, person: Person, account: Account, match: str) -> PersonId:
    """A new person, or one more account of somebody the file gave the same `person` value."""
    same = work.people.matching(match) if match else None
    if same is None:
        work.people.add(person, replace(account, person=person.id), match)
        return person.id
    with _one_each(line):
        joining.link(work, same, person, account)
    return same.id


@contextmanager
def _one_each(line: int) -> Iterator[None]:
    """Somebody has one account a platform."""
    try:
        yield
    except joining.TwoAccounts as twice:
        raise BadRow(f"line {line}: this person has another {twice} id already") from twice
