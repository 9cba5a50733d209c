"""Labels, what was taught, imported signals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.columns import Sealed

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("relay", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sounds", sa.String(length=16), server_default="", nullable=False))
        batch_op.add_column(sa.Column("about", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "label",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("counts", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_label_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint(
            "workspace", "week", "language", "kind", name=op.f("uq_label_workspace_week_language_kind")
        ),
    )
    op.create_table(
        "signal",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("touchpoint", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("text", Sealed(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sentiment", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("themes", DOCUMENT, nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_signal_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signal_workspace_day"), ["workspace", "day"], unique=False)
    op.create_table(
        "taught",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("weights", Sealed(), nullable=True),
        sa.Column("themes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_taught_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_taught")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("taught")
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signal_workspace_day"))
    op.drop_table("signal")
    op.drop_table("label")
    op.drop_column("relay", "about")
    op.drop_column("relay", "sounds")
