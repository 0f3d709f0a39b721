"""What the database remembers, as frozen values. Times are UTC."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from core.models import (
    AspectRatio,
    ErrorDetails,
    GenerationRequest,
    GenerationResult,
    JsonDict,
    Platform,
    Value,
    VideoClip,
    VideoScript,
)


class VideoStatus(StrEnum):
    """How far a video or a render is; a render is never draft or scripted."""

    DRAFT = "draft"
    SCRIPTED = "scripted"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        """A job is waiting or at work."""
        return self in (VideoStatus.QUEUED, VideoStatus.RUNNING)


class VideoSort(StrEnum):
    """The orders in which videos can be listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    TITLE = "title"
    LONGEST = "longest"
    COSTLIEST = "costliest"


class VideoRecord(Value):
    """One video. Paths are relative to the data folder; `deleted_at` means it can be restored."""

    video_id: str
    owner: str
    title: str
    status: VideoStatus
    request: GenerationRequest
    platform: Platform
    aspect_ratio: AspectRatio
    duration_s: float
    cost_usd: float
    poster_path: str | None
    final_path: str | None
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class ScriptRecord(Value):
    """One version of a video's script; versions count from 1."""

    video_id: str
    version: int
    script: VideoScript
    note: str
    author: str
    created_at: datetime


class TakeRecord(Value):
    """A take of a scene; `chosen` is a person's choice. The same take may serve several scenes.

    A chosen take that is `locked` is used whatever the script says; the scene begins `starts_s`
    seconds into the clip.
    """

    video_id: str
    scene_id: str
    take_id: str
    clip: VideoClip
    request: JsonDict
    chosen: bool
    locked: bool = False
    starts_s: float = 0.0
    created_at: datetime


class RenderRecord(Value):
    """One run from a script to a finished video; `number` counts from 1 for each video."""

    render_id: str
    video_id: str
    number: int
    script_version: int
    options: JsonDict
    status: VideoStatus
    cancel_requested: bool
    result: GenerationResult | None
    error: ErrorDetails | None
    cost_usd: float
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class OperationState(StrEnum):
    """What is known of a paid call.

    intent → submitted → collected, or → refused | failed (not charged). An intent whose
    process died is unknown: perhaps charged, so counted as spent.
    """

    INTENT = "intent"
    SUBMITTED = "submitted"
    COLLECTED = "collected"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class OperationRecord(Value):
    """A paid call. `is_new`: this very call of `begin_operation` wrote the intent down.

    `written_off_usd` is what unknown attempts before this one may have cost.
    """

    key: str
    video_id: str
    scene_id: str
    model: str
    state: OperationState
    operation_name: str | None
    process: str
    attempts: int
    estimated_usd: float
    actual_usd: float | None
    written_off_usd: float
    created_at: datetime
    updated_at: datetime
    is_new: bool = False

    @property
    def spent_usd(self) -> float:
        """What counts as spent: the price once known, the estimate while it may be charged."""
        if self.state in (OperationState.REFUSED, OperationState.FAILED):
            return self.written_off_usd
        now_usd = self.estimated_usd if self.actual_usd is None else self.actual_usd
        return self.written_off_usd + now_usd
