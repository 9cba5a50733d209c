"""Column types that make mistakes impossible."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NewType

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    LargeBinary,
    String,
    any_,
    bindparam,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeDecorator

SealedBytes = NewType("SealedBytes", bytes)  # only the key ring makes it


class Moment(TypeDecorator[datetime]):
    """An aware instant, stored as UTC on both databases; naive times are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to UTC; ValueError for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, aware."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Sealed(TypeDecorator[bytes]):
    """Encrypted bytes. A plain str can not be stored here: it has to pass the key ring first."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Bytes of the key ring as they are; TypeError for anything else."""
        if value is not None and not (isinstance(value, bytes) and value[:2] == b"\x01k"):
            raise TypeError("only sealed values are stored here")
        return value


def checked(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on what a key found already, and nothing to search by.

    PostgreSQL, as long as it has counted nothing yet, would rather read a whole workspace than sixteen keys.
    """
    return condition.is_(true())


def among(dialect: str, column: Any, name: str) -> ColumnElement[bool]:
    """`column IN (…)` with the list as one parameter: one statement, prepared once, for any number of values."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String)))  # type: ignore[no-any-return]
    values = func.json_each(bindparam(name, type_=JSON)).table_valued("value")
    return column.in_(select(values.c.value))  # type: ignore[no-any-return]
