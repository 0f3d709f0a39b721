"""The tables. What they hold is told by the records; what they were, by the migrations.

Values lie in JSON columns, never pickled; a column of its own is what History filters,
sorts or sums by. Times are UTC. Operations outlive their video, since money was spent.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A moment, aware and in UTC on every database; SQLite alone would forget the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone; use UTC")
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JSON = sa.JSON(none_as_null=True)
ID = sa.String(64)
WORD = sa.String(32)
STAYS = "stays"
"""Marks a table that belongs to one database and is not moved to another with the history."""


def _video_id(*, primary_key: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey("videos.video_id", ondelete="CASCADE")
    return sa.Column("video_id", ID, key, primary_key=primary_key, nullable=False)


videos = sa.Table(
    "videos",
    metadata,
    sa.Column("video_id", ID, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("search_text", sa.Text, nullable=False),
    sa.Column("status", WORD, nullable=False),
    sa.Column("request", JSON, nullable=False),
    sa.Column("looks", JSON),
    sa.Column("platform", WORD, nullable=False),
    sa.Column("aspect_ratio", WORD, nullable=False),
    sa.Column("duration_s", sa.Float, nullable=False),
    sa.Column("cost_usd", sa.Float, nullable=False),
    sa.Column("poster_path", sa.Text),
    sa.Column("final_path", sa.Text),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("updated_at", UtcTime, nullable=False),
    sa.Column("deleted_at", UtcTime),
    sa.Index(None, "deleted_at", "created_at"),
    sa.Index(None, "deleted_at", "updated_at"),
    sa.Index(None, "deleted_at", "status", "created_at"),
    sa.Index(None, "deleted_at", "platform", "created_at"),
)

script_versions = sa.Table(
    "script_versions",
    metadata,
    _video_id(primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("script", JSON, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
)

takes = sa.Table(
    "takes",
    metadata,
    _video_id(primary_key=True),
    sa.Column("scene_id", WORD, primary_key=True),
    sa.Column("take_id", ID, primary_key=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("clip", JSON, nullable=False),
    sa.Column("request", JSON, nullable=False),
    sa.Column("cost_usd", sa.Float, nullable=False),
    sa.Column("is_fallback", sa.Boolean, nullable=False),
    sa.Column("chosen", sa.Boolean, nullable=False),
    sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("starts_s", sa.Float, nullable=False, server_default="0"),
    sa.Column("focus_x", sa.Float),
    sa.Column("focus_y", sa.Float),
    sa.Column("created_at", UtcTime, nullable=False),
)

renders = sa.Table(
    "renders",
    metadata,
    sa.Column("render_id", sa.String(200), primary_key=True),
    _video_id(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("script_version", sa.Integer, nullable=False),
    sa.Column("options", JSON, nullable=False),
    sa.Column("status", WORD, nullable=False),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("result", JSON),
    sa.Column("error", JSON),
    sa.Column("cost_usd", sa.Float, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="1"),
    sa.Column("waits_until", UtcTime),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("started_at", UtcTime),
    sa.Column("finished_at", UtcTime),
    sa.UniqueConstraint("video_id", "number"),
)

operations = sa.Table(
    "operations",
    metadata,
    sa.Column("key", ID, primary_key=True),
    sa.Column("video_id", ID, nullable=False, index=True),
    sa.Column("scene_id", WORD, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("state", WORD, nullable=False, index=True),
    sa.Column("operation_name", sa.Text),
    sa.Column("process", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("estimated_usd", sa.Float, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("updated_at", UtcTime, nullable=False),
)

progress = sa.Table(
    "progress",
    metadata,
    _video_id(primary_key=True),
    sa.Column("update", JSON, nullable=False),
    sa.Column("updated_at", UtcTime, nullable=False),
)

charges = sa.Table(
    "charges",
    metadata,
    sa.Column("charge_id", ID, primary_key=True),
    sa.Column("kind", WORD, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("route", WORD, nullable=False),
    sa.Column("video_id", ID, nullable=False, index=True),
    sa.Column("scene_id", WORD, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("operation_key", ID, index=True),
    sa.Column("outcome", WORD, nullable=False, index=True),
    sa.Column("reserved_micros", sa.BigInteger, nullable=False),
    sa.Column("micros", sa.BigInteger, nullable=False),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("clips", sa.Integer, nullable=False),
    sa.Column("characters", sa.Integer, nullable=False),
    sa.Column("process", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False, index=True),
    sa.Column("settled_at", UtcTime),
)
"""Money in millionths of a dollar, as whole numbers: sums of it are exact."""

closed_windows = sa.Table(
    "closed_windows",
    metadata,
    sa.Column("model", sa.String(200), primary_key=True),
    sa.Column("quota_id", sa.String(200), primary_key=True),
    sa.Column("closed_until", UtcTime, nullable=False),
    sa.Column("learned_at", UtcTime, nullable=False),
)

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("limit_id", sa.String(200), primary_key=True),
    sa.Column("begins_at", UtcTime, primary_key=True),
    sa.Column("percent", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("raised_at", UtcTime, nullable=False, index=True),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("message_id", sa.String(300), primary_key=True),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("video_id", ID, nullable=False, index=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("next_at", UtcTime, index=True),
    info={STAYS: True},
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("moment", UtcTime, nullable=False, index=True),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("role", WORD, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("action", sa.String(64), nullable=False, index=True),
    sa.Column("video_id", ID, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("result", sa.String(64), nullable=False),
    sa.Column("hash", ID, nullable=False),
    info={STAYS: True},
)

audit_head = sa.Table(
    "audit_head",
    metadata,
    sa.Column("head_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", ID, nullable=False),
    info={STAYS: True},
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("person_id", sa.String(254), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", WORD),
    sa.Column("came_at", UtcTime),
    sa.Column("changed_by", sa.Text),
    sa.Column("changed_at", UtcTime),
)

approvals = sa.Table(
    "approvals",
    metadata,
    _video_id(primary_key=True),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("most_usd", sa.Float, nullable=False),
    sa.Column("options", JSON, nullable=False),
    sa.Column("asked_at", UtcTime, nullable=False),
)

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", WORD, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    info={STAYS: True},
)

uses = sa.Table(
    "uses",
    metadata,
    sa.Column("video_id", ID, primary_key=True),
    sa.Column("kind", WORD, primary_key=True),
    sa.Column("key", ID, primary_key=True, index=True),
)
"""Which video uses which artefact: what only one uses goes with it."""

forgotten = sa.Table(
    "forgotten",
    metadata,
    sa.Column("kind", WORD, primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("moment", UtcTime, nullable=False, index=True),
    info={STAYS: True},
)
"""What other machines have to remove, too: an artefact's kind and key, `upload` or `outputs` and a name."""
