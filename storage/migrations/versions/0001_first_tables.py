"""First tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.columns import Moment, Sealed

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "heard",
        sa.Column("event", sa.String(length=255), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_heard")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("executor", sa.String(length=64), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("executor", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "pace",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=128), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "home", name=op.f("pk_pace")),
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("planned", sa.String(length=8), nullable=False),
        sa.Column("closed", sa.String(length=8), nullable=False),
        sa.Column("digested", sa.String(length=8), nullable=False),
        sa.Column("swept", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_audit_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "home",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("secrets", Sealed(), nullable=True),
        sa.Column("turn_until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_home_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("platform", "id", name=op.f("pk_home")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("greeted", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("last", sa.String(length=8), nullable=True),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("recontact", sa.Integer(), nullable=False),
        sa.Column("no_customer", sa.Integer(), nullable=False),
        sa.Column("why", DOCUMENT, nullable=True),
        sa.Column("match", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_person_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_workspace_audience_segment"),
            ["workspace", "audience", "segment"],
            unique=False,
        )

    op.create_table(
        "relay",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("touchpoint", sa.String(length=64), nullable=False),
        sa.Column("evidence", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sentiment", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("themes", DOCUMENT, nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_relay_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("relay", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_relay_workspace_week_draft"), ["workspace", "week", "draft"], unique=False
        )

    op.create_table(
        "release",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("figures", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_release_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace", "week", name=op.f("pk_release")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_response_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "workspace", "week", "pseudonym", name=op.f("uq_response_workspace_week_pseudonym")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_response_workspace_week_segment_question_version_value"),
            ["workspace", "week", "segment", "question", "version", "value"],
            unique=False,
        )

    op.create_table(
        "series",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("state", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_series_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_series")),
    )
    op.create_table(
        "account",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=128), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=255), nullable=True),
        sa.Column("recent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_account_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_account_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("platform", "home", "user", name=op.f("pk_account")),
        sa.UniqueConstraint(
            "workspace", "person", "platform", name=op.f("uq_account_workspace_person_platform")
        ),
    )
    op.create_table(
        "ask",
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_ask_person"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_ask_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_ask")),
        sa.UniqueConstraint("workspace", "week", "person", name=op.f("uq_ask_workspace_week_person")),
    )
    op.create_table(
        "delivery",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=128), nullable=False),
        sa.Column("user", sa.String(length=128), nullable=True),
        sa.Column("channel", sa.String(length=255), nullable=True),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("week", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("lease", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("chat", sa.String(length=255), nullable=True),
        sa.Column("message", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_delivery_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_delivery_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_state_due"), ["state", "due"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_delivery_workspace_state_due"), ["workspace", "state", "due"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delivery_workspace_week"), ["workspace", "week"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_workspace_week"))
        batch_op.drop_index(batch_op.f("ix_delivery_workspace_state_due"))
        batch_op.drop_index(batch_op.f("ix_delivery_state_due"))

    op.drop_table("delivery")
    op.drop_table("ask")
    op.drop_table("account")
    op.drop_table("series")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_workspace_week_segment_question_version_value"))

    op.drop_table("response")
    op.drop_table("release")
    with op.batch_alter_table("relay", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relay_workspace_week_draft"))

    op.drop_table("relay")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_workspace_audience_segment"))

    op.drop_table("person")
    op.drop_table("home")
    op.drop_table("audit")
    op.drop_table("workspace")
    op.drop_table("pace")
    op.drop_table("heartbeat")
    op.drop_table("heard")
