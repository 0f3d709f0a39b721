"""People who came in, the roles that admins gave, and renders that wait for an approver."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.String(254), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(32)),
        sa.Column("came_at", sa.DateTime(timezone=True)),
        sa.Column("changed_by", sa.Text),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
    )

    op.create_table(
        "approvals",
        sa.Column(
            "video_id",
            sa.String(64),
            sa.ForeignKey("videos.video_id", ondelete="CASCADE", name="fk_approvals_video_id"),
            primary_key=True,
        ),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("most_usd", sa.Float, nullable=False),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("approvals")
    op.drop_table("people")
