"""The ledger: a row for each paid call, windows that a provider closed, alerts; runs that wait.

What operations knew of money becomes charges, so that it stands in one place.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.String(64)
WORD = sa.String(32)
NAME = sa.String(200)
TIME = sa.DateTime(timezone=True)
INDEXED = ("created_at", "operation_key", "outcome", "video_id")

_CHARGE = """
INSERT INTO charges (charge_id, kind, model, route, video_id, scene_id, owner, operation_key, outcome,
                     reserved_micros, micros, requests, clips, characters, process, created_at, settled_at)
SELECT {charge_id}, 'video', model, '', video_id, scene_id, 'local', key, {outcome},
       {reserved}, {micros}, 1, 1, 0, process, created_at, updated_at
FROM operations WHERE {condition}
"""
_MICROS = "CAST(ROUND(CAST({usd} AS NUMERIC) * 1000000) AS BIGINT)"
_OUTCOME = """CASE WHEN state IN ('refused', 'failed', 'unknown') THEN state
WHEN state = 'collected' THEN 'used' ELSE 'reserved' END"""
_ESTIMATED, _WRITTEN_OFF = _MICROS.format(usd="estimated_usd"), _MICROS.format(usd="written_off_usd")
_NOW = f"""CASE WHEN state IN ('refused', 'failed') THEN 0
ELSE {_MICROS.format(usd="COALESCE(actual_usd, estimated_usd)")} END"""


def upgrade() -> None:
    _create_tables()
    op.execute(
        _CHARGE.format(
            charge_id="SUBSTR(key, 1, 60) || '-off'", outcome="'wasted'", reserved=_WRITTEN_OFF,
            micros=_WRITTEN_OFF, condition="written_off_usd > 0",
        )
    )  # fmt: skip
    op.execute(
        _CHARGE.format(
            charge_id="SUBSTR(key, 1, 60) || '-now'", outcome=_OUTCOME, reserved=_ESTIMATED, micros=_NOW,
            condition="estimated_usd > 0",
        )
    )  # fmt: skip
    with op.batch_alter_table("operations") as operations:
        operations.drop_column("actual_usd")
        operations.drop_column("written_off_usd")
    with op.batch_alter_table("renders") as renders:
        renders.add_column(sa.Column("attempt", sa.Integer, nullable=False, server_default="1"))
        renders.add_column(sa.Column("waits_until", TIME))


def downgrade() -> None:
    with op.batch_alter_table("renders") as renders:
        renders.drop_column("waits_until")
        renders.drop_column("attempt")
    op.execute("UPDATE renders SET status = 'failed' WHERE status = 'waiting'")
    op.execute("UPDATE videos SET status = 'failed' WHERE status = 'waiting'")
    with op.batch_alter_table("operations") as operations:
        operations.add_column(sa.Column("actual_usd", sa.Float))
        operations.add_column(sa.Column("written_off_usd", sa.Float, nullable=False, server_default="0"))
    _bring_money_back()
    for table in ("alerts", "closed_windows", "charges"):
        op.drop_table(table)


def _bring_money_back() -> None:
    total = "(SELECT COALESCE(SUM(micros), 0) / 1000000.0 FROM charges WHERE operation_key = key {more})"
    used, wasted = total.format(more="AND outcome = 'used'"), total.format(more="AND outcome = 'wasted'")
    op.execute(f"UPDATE operations SET written_off_usd = {wasted}")
    op.execute(f"UPDATE operations SET actual_usd = {used} WHERE state = 'collected'")
    with op.batch_alter_table("operations") as operations:
        operations.alter_column("written_off_usd", server_default=None)


def _create_tables() -> None:
    op.create_table(
        "charges",
        _needed("charge_id", ID),
        *(_needed(name, kind) for name, kind in (("kind", WORD), ("model", sa.Text), ("route", WORD))),
        *(_needed(name, kind) for name, kind in (("video_id", ID), ("scene_id", WORD), ("owner", sa.Text))),
        sa.Column("operation_key", ID),
        _needed("outcome", WORD),
        *(_needed(name, sa.BigInteger) for name in ("reserved_micros", "micros")),
        *(_needed(name, sa.Integer) for name in ("requests", "clips", "characters")),
        _needed("process", sa.Text),
        _needed("created_at", TIME),
        sa.Column("settled_at", TIME),
        sa.PrimaryKeyConstraint("charge_id", name="pk_charges"),
    )
    for column in INDEXED:
        op.create_index(f"ix_charges_{column}", "charges", [column])
    op.create_table(
        "closed_windows",
        _needed("model", NAME),
        _needed("quota_id", NAME),
        _needed("closed_until", TIME),
        _needed("learned_at", TIME),
        sa.PrimaryKeyConstraint("model", "quota_id", name="pk_closed_windows"),
    )
    op.create_table(
        "alerts",
        _needed("limit_id", NAME),
        _needed("begins_at", TIME),
        _needed("percent", sa.Integer),
        _needed("text", sa.Text),
        _needed("raised_at", TIME),
        sa.PrimaryKeyConstraint("limit_id", "begins_at", "percent", name="pk_alerts"),
    )
    op.create_index("ix_alerts_raised_at", "alerts", ["raised_at"])


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
