"""What every table is made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from storage.columns import Moment

Document = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can find them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: Document, date: Date}  # noqa: RUF012


def of_workspace() -> Any:
    """The column by which every row belongs to one workspace."""
    return mapped_column(String(32), ForeignKey("workspace.id", ondelete="CASCADE"))
