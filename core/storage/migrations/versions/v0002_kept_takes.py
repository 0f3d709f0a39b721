"""Takes that are kept whatever the script says, and where in its clip a take begins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("takes") as takes:
        takes.add_column(sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false()))
        takes.add_column(sa.Column("starts_s", sa.Float, nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("takes") as takes:
        takes.drop_column("starts_s")
        takes.drop_column("locked")
