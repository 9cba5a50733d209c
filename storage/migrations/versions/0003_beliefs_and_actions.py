"""What leaders believe, and what they did"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Sealed

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    ("workspace", sa.Column("believed", sa.String(length=8), server_default="", nullable=False)),
    ("person", sa.Column("told", sa.Integer(), server_default="0", nullable=False)),
    ("ask", sa.Column("changed", sa.String(length=500), server_default="", nullable=False)),
    ("ask", sa.Column("told", sa.Integer(), server_default="0", nullable=False)),
)


def upgrade() -> None:
    """Forward."""
    for table, column in COLUMNS:
        op.add_column(table, column)
    op.create_table(
        "belief",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("guess", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_belief_workspace"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_belief_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace", "week", "person", name=op.f("pk_belief")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "action",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=255), nullable=False),
        sa.Column("theme", sa.String(length=64), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_action_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace", "number", name=op.f("pk_action")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("action")
    op.drop_table("belief")
    for table, column in reversed(COLUMNS):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column.name)
