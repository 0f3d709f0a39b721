"""Which video uses which artefact, and what was forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID, WORD = sa.String(64), sa.String(32)


def upgrade() -> None:
    op.create_table(
        "uses",
        sa.Column("video_id", ID, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.PrimaryKeyConstraint("video_id", "kind", "key", name="pk_uses"),
    )
    op.create_index("ix_uses_key", "uses", ["key"])
    op.create_table(
        "forgotten",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_forgotten"),
    )
    op.create_index("ix_forgotten_moment", "forgotten", ["moment"])


def downgrade() -> None:
    op.drop_table("forgotten")
    op.drop_table("uses")
