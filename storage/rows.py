"""Rows to dataclasses and back: the one place that knows both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row

from bot.model import Account, Ask, Delivery, Home, Memory, Person, Why
from storage.models import Account as AccountRow
from storage.models import Ask as AskRow
from storage.models import Person as PersonRow

_OWN = tuple(field.name for field in fields(Person) if field.name != "memory")
_MEMORY = tuple(field.name for field in fields(Memory))

# What a row is read from, in the order of the fields: on a tap, looking columns up by name took longer than the query.
PERSON = [PersonRow.__table__.columns[name] for name in (*_OWN, *_MEMORY)]
ASK = [AskRow.__table__.columns[field.name] for field in fields(Ask)]
ACCOUNT = [AccountRow.__table__.columns[field.name] for field in fields(Account)]


def why_to(why: Why | None) -> dict[str, Any] | None:
    """A reason as a document."""
    return None if why is None else {"key": why.key, "slots": dict(why.slots)}


def why_of(document: dict[str, Any] | None) -> Why | None:
    """A reason from its document."""
    return None if document is None else Why(document["key"], document["slots"])


def person_of(values: Sequence[Any]) -> Person:
    """A person with the memory of their participation, from the values of `PERSON`."""
    last, weeks, recontact, no_customer, why, told = values[len(_OWN) : len(PERSON)]
    own: tuple[Any, ...] = (
        *values[: len(_OWN)],
        Memory(last, weeks, recontact, no_customer, why_of(why), told),
    )
    return Person(*own)


def person_to(person: Person) -> dict[str, Any]:
    """A person as column values."""
    return {name: getattr(person, name) for name in _OWN} | memory_to(person)


def memory_to(person: Person) -> dict[str, Any]:
    """The memory of a person as column values."""
    return {name: getattr(person.memory, name) for name in _MEMORY} | {"why": why_to(person.memory.why)}


def account_of(values: Sequence[Any]) -> Account:
    """An account, from the values of `ACCOUNT`."""
    return Account(*values[: len(ACCOUNT)])


def ask_of(values: Sequence[Any]) -> Ask:
    """An ask, from the values of `ASK`."""
    ref, week, person, question, version, segment, day, why, *came = values[: len(ASK)]
    return Ask(ref, week, person, question, version, segment, day, why_of(why) or Why(""), *came)


def delivery_of(row: Row[Any]) -> Delivery:
    """What should stand where."""
    return Delivery(
        row.key, row.kind, row.subject, row.platform, row.home, row.user, row.channel, row.person, row.week
    )


def home_of(row: Row[Any]) -> Home:
    """A home, without its secrets."""
    return Home(row.platform, row.id, row.channel, row.active, row.address, row.audience, row.gather)
