"""Rows to dataclasses and back: the one place that knows both."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import Row

from bot.model import Account, Ask, Delivery, Home, Memory, Person, Why

_MEMORY = ("last", "weeks", "recontact", "no_customer", "told")
_ASK = ("ref", "week", "person", "question", "version", "segment", "day", "state", "changed", "told")
_OWN = (
    "id", "segment", "locale", "zone", "role", "audience", "active", "opted_out", "greeted",
    "paused_until", "hour", "weekday",
)  # fmt: skip

# Made once: these run on every tap.
_own, _memory = attrgetter(*_OWN), attrgetter(*_MEMORY)
_ACCOUNT = {
    prefix: attrgetter(*(prefix + field.name for field in fields(Account))) for prefix in ("", "account_")
}
_ASKED = {prefix: attrgetter(*(prefix + name for name in (*_ASK, "why"))) for prefix in ("", "ask_")}


def why_to(why: Why | None) -> dict[str, Any] | None:
    """A reason as a document."""
    return None if why is None else {"key": why.key, "slots": dict(why.slots)}


def why_of(document: dict[str, Any] | None) -> Why | None:
    """A reason from its document."""
    return None if document is None else Why(document["key"], document["slots"])


def person_of(row: Any) -> Person:
    """A person with the memory of their participation."""
    memory = Memory(**dict(zip(_MEMORY, _memory(row), strict=True)), why=why_of(row.why))
    return Person(**dict(zip(_OWN, _own(row), strict=True)), memory=memory)


def person_to(person: Person) -> dict[str, Any]:
    """A person as column values."""
    return {name: getattr(person, name) for name in _OWN} | memory_to(person)


def memory_to(person: Person) -> dict[str, Any]:
    """The memory of a person as column values."""
    return {name: getattr(person.memory, name) for name in _MEMORY} | {"why": why_to(person.memory.why)}


def account_of(row: Row[Any], prefix: str = "") -> Account:
    """An account, read from columns whose names begin so."""
    return Account(*_ACCOUNT[prefix](row))


def ask_of(row: Row[Any], prefix: str = "") -> Ask:
    """An ask, read from columns whose names begin so."""
    *plain, why = _ASKED[prefix](row)
    return Ask(**dict(zip(_ASK, plain, strict=True)), why=why_of(why) or Why(""))


def delivery_of(row: Row[Any]) -> Delivery:
    """What should stand where."""
    return Delivery(
        row.key, row.kind, row.subject, row.platform, row.home, row.user, row.channel, row.person, row.week
    )


def home_of(row: Row[Any]) -> Home:
    """A home, without its secrets."""
    return Home(row.platform, row.id, row.channel, row.active, row.address, row.audience, row.gather)
