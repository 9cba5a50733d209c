"""Cases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.columns import Moment, Sealed

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "case",
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("touchpoint", sa.String(length=64), nullable=False),
        sa.Column("themes", DOCUMENT, nullable=False),
        sa.Column("text", Sealed(), nullable=True),
        sa.Column("resolution", Sealed(), nullable=True),
        sa.Column("reporter", Sealed(), nullable=True),
        sa.Column("owner", sa.String(length=32), nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("held", sa.String(length=16), nullable=False),
        sa.Column("turns", DOCUMENT, nullable=False),
        sa.Column("turned", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["person.id"], name=op.f("fk_case_owner"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_case_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_case")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_workspace_due"), ["workspace", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_workspace_turned"), ["workspace", "turned"], unique=False)
    with op.batch_alter_table("relay", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(sa.Column("follow_up", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("relay", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_column("follow_up")
    op.drop_table("case")
