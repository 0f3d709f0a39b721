"""A history with something in every table, for tests that carry it somewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from core.models import (
    GenerationRequest,
    Language,
    Mood,
    ProgressUpdate,
    SceneScript,
    ScriptMetadata,
    Stage,
    VideoClip,
    VideoScript,
)
from core.storage.history import History
from core.storage.tables import UtcTime, alerts, approvals, charges, closed_windows, people

HOSTILE = 'She said "{\\an8}" \\ %{} שלום 静 👩‍👧 \u2028'
MOMENT = datetime(2026, 11, 26, 12, 0, 0, 123456, tzinfo=UTC)


def fill(engine: sa.Engine) -> History:
    """Two videos with scripts, takes, a render, progress and a paid call, and what the ledger keeps."""
    history = History(engine)
    for video_id in ("one", "two"):
        history.create_video(video_id, GenerationRequest(prompt=f"A calm spot {video_id}"))
        history.add_script(video_id, _script(), note="first")
        history.add_script(video_id, _script("again"))
        history.add_take(video_id, _clip(), {"seed": 1})
        render_id = history.start_render(video_id, 2, {"aspect_ratio": "1:1"})
        history.render_running(render_id)
        history.set_progress(ProgressUpdate(video_id=video_id, stage=Stage.CLIPS, fraction=0.4))
        history.begin_operation(
            f"{video_id}-{'k' * 60}", video_id=video_id, scene_id="s1", model="veo", estimated_usd=3.2
        )
        history.note_use(video_id, "clip", "c" * 64)
    history.delete("two")
    with engine.begin() as connection:
        for table in (charges, closed_windows, alerts, people, approvals):
            of_one = {"video_id": "one"} if table is approvals else {}
            connection.execute(table.insert().values({c.name: _value(c) for c in table.columns} | of_one))
    return history


def _value(column: sa.Column[object]) -> object:
    if isinstance(column.type, UtcTime):
        return MOMENT
    if isinstance(column.type, sa.JSON):
        return {}
    return {str: "x", int: 1, float: 0.5, bool: True}[column.type.python_type]


def rows(connection: sa.Connection, table: sa.Table) -> list[tuple[object, ...]]:
    """All rows in the order of their keys."""
    return sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)


def _script(narration: str = HOSTILE) -> VideoScript:
    scene = SceneScript(scene_id="s1", narration=narration, visual_prompt="A dark kitchen", duration_s=4)
    metadata = ScriptMetadata(
        language=Language.ENGLISH, mood=Mood.CALM, structure="story", subject="plumber", written_by="test"
    )
    return VideoScript(title="Night plumber", scenes=(scene,), metadata=metadata)


def _clip() -> VideoClip:
    return VideoClip(
        take_id="a" * 64, scene_id="s1", path="/cache/a.mp4", duration_s=4, width=720, height=1280,
        fps=30, provider="animatic", model="animatic-1", cost_usd=0.0, is_fallback=True,
    )  # fmt: skip
