"""The first tables: videos with their scripts, takes, renders and progress; paid operations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String(64)
WORD = sa.String(32)
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_videos()
    _create_script_versions()
    _create_takes()
    _create_renders()
    _create_progress()
    _create_operations()


def downgrade() -> None:
    for table in ("operations", "progress", "renders", "takes", "script_versions", "videos"):
        op.drop_table(table)


def _create_videos() -> None:
    op.create_table(
        "videos",
        _needed("video_id", ID),
        _needed("owner", sa.Text),
        _needed("title", sa.Text),
        _needed("search_text", sa.Text),
        _needed("status", WORD),
        _needed("request", sa.JSON),
        _needed("platform", WORD),
        _needed("aspect_ratio", WORD),
        _needed("duration_s", sa.Float),
        _needed("cost_usd", sa.Float),
        sa.Column("poster_path", sa.Text),
        sa.Column("final_path", sa.Text),
        _needed("created_at", TIME),
        _needed("updated_at", TIME),
        sa.Column("deleted_at", TIME),
        sa.PrimaryKeyConstraint("video_id", name="pk_videos"),
    )
    for columns in (
        ["deleted_at", "created_at"],
        ["deleted_at", "updated_at"],
        ["deleted_at", "status", "created_at"],
        ["deleted_at", "platform", "created_at"],
    ):
        op.create_index("_".join(["ix_videos", *columns]), "videos", columns)


def _create_script_versions() -> None:
    op.create_table(
        "script_versions",
        _needed("video_id", ID),
        _needed("version", sa.Integer),
        _needed("script", sa.JSON),
        _needed("note", sa.Text),
        _needed("author", sa.Text),
        _needed("created_at", TIME),
        sa.PrimaryKeyConstraint("video_id", "version", name="pk_script_versions"),
        _of_video("script_versions"),
    )


def _create_takes() -> None:
    op.create_table(
        "takes",
        _needed("video_id", ID),
        _needed("scene_id", WORD),
        _needed("take_id", ID),
        _needed("provider", sa.Text),
        _needed("model", sa.Text),
        _needed("path", sa.Text),
        _needed("clip", sa.JSON),
        _needed("request", sa.JSON),
        _needed("cost_usd", sa.Float),
        _needed("is_fallback", sa.Boolean),
        _needed("chosen", sa.Boolean),
        _needed("created_at", TIME),
        sa.PrimaryKeyConstraint("video_id", "scene_id", "take_id", name="pk_takes"),
        _of_video("takes"),
    )


def _create_renders() -> None:
    op.create_table(
        "renders",
        _needed("render_id", sa.String(200)),
        _needed("video_id", ID),
        _needed("number", sa.Integer),
        _needed("script_version", sa.Integer),
        _needed("options", sa.JSON),
        _needed("status", WORD),
        _needed("cancel_requested", sa.Boolean),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.JSON),
        _needed("cost_usd", sa.Float),
        _needed("created_at", TIME),
        sa.Column("started_at", TIME),
        sa.Column("finished_at", TIME),
        sa.PrimaryKeyConstraint("render_id", name="pk_renders"),
        sa.UniqueConstraint("video_id", "number", name="uq_renders_video_id_number"),
        _of_video("renders"),
    )


def _create_progress() -> None:
    op.create_table(
        "progress",
        _needed("video_id", ID),
        _needed("update", sa.JSON),
        _needed("updated_at", TIME),
        sa.PrimaryKeyConstraint("video_id", name="pk_progress"),
        _of_video("progress"),
    )


def _create_operations() -> None:
    op.create_table(
        "operations",
        _needed("key", ID),
        _needed("video_id", ID),
        _needed("scene_id", WORD),
        _needed("model", sa.Text),
        _needed("state", WORD),
        sa.Column("operation_name", sa.Text),
        _needed("process", sa.Text),
        _needed("attempts", sa.Integer),
        _needed("estimated_usd", sa.Float),
        sa.Column("actual_usd", sa.Float),
        _needed("written_off_usd", sa.Float),
        _needed("created_at", TIME),
        _needed("updated_at", TIME),
        sa.PrimaryKeyConstraint("key", name="pk_operations"),
    )
    for column in ("video_id", "state"):
        op.create_index(f"ix_operations_{column}", "operations", [column])


def _needed(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _of_video(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_video_id"
    return sa.ForeignKeyConstraint(["video_id"], ["videos.video_id"], name=name, ondelete="CASCADE")
