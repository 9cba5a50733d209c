"""Whose members are asked, and when they are read next"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("home", sa.Column("audience", sa.String(length=255), nullable=True))
    op.add_column("home", sa.Column("gather", Moment(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("home", "gather")
    op.drop_column("home", "audience")
