"""Looks chosen after the brief, and the point of a take that a person keeps in view where it is cut."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("takes") as takes:
        takes.add_column(sa.Column("focus_x", sa.Float))
        takes.add_column(sa.Column("focus_y", sa.Float))
    with op.batch_alter_table("videos") as videos:
        videos.add_column(sa.Column("looks", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    with op.batch_alter_table("videos") as videos:
        videos.drop_column("looks")
    with op.batch_alter_table("takes") as takes:
        takes.drop_column("focus_y")
        takes.drop_column("focus_x")
