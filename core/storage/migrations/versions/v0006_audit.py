"""The audit log: entries that can be added and never changed, and the head that names the last one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXTS: dict[str, Any] = {
    "person": sa.Text,
    "role": sa.String(32),
    "address": sa.Text,
    "action": sa.String(64),
}
MORE: dict[str, Any] = {
    "video_id": sa.String(64),
    "subject": sa.Text,
    "result": sa.String(64),
    "hash": sa.String(64),
}
INDEXED = ("action", "moment", "person", "video_id")

_SQLITE = """
CREATE TRIGGER {table}_{event} BEFORE {event} ON {table} {when}
BEGIN SELECT RAISE(ABORT, 'the audit log can only be added to'); END
"""
_FUNCTION = """
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log can only be added to'; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_{event} BEFORE {event} ON {table} {level} {when} EXECUTE FUNCTION audit_refuses()
"""
_BACKWARDS = "WHEN (NEW.number <= OLD.number OR NEW.head_id <> OLD.head_id)"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in (TEXTS | MORE).items()),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    for column in INDEXED:
        op.create_index(f"ix_audit_{column}", "audit", [column])
    op.create_table(
        "audit_head",
        sa.Column("head_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("head_id", name="pk_audit_head"),
    )
    _guard()


def _guard() -> None:
    changes = [("audit", "UPDATE", ""), ("audit", "DELETE", ""), ("audit_head", "DELETE", "")]
    changes.append(("audit_head", "UPDATE", _BACKWARDS))
    if op.get_bind().dialect.name == "sqlite":
        for table, event, when in changes:
            op.execute(_SQLITE.format(table=table, event=event, when=when))
        return
    op.execute(_FUNCTION)
    for table, event, when in changes:
        op.execute(_POSTGRES.format(table=table, event=event, when=when, level="FOR EACH ROW"))
    for table in ("audit", "audit_head"):
        op.execute(_POSTGRES.format(table=table, event="TRUNCATE", when="", level="FOR EACH STATEMENT"))


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuses")
