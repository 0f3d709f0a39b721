"""What the database remembers, as frozen values. Times are UTC."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from core.models import (
    AspectRatio,
    CaptionStyle,
    ClipSound,
    Corner,
    ErrorDetails,
    GenerationRequest,
    GenerationResult,
    JsonDict,
    OwnPicture,
    Platform,
    ShortText,
    Value,
    VideoClip,
    VideoScript,
)
from core.security.people import Role

MICROS = 1_000_000
"""Millionths in a dollar."""


class VideoStatus(StrEnum):
    """How far a video or a render is; a render is never draft or scripted."""

    DRAFT = "draft"
    SCRIPTED = "scripted"
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        """A job is queued, at work, or waits for a limit to reset."""
        return self in ACTIVE


ACTIVE = frozenset({VideoStatus.QUEUED, VideoStatus.RUNNING, VideoStatus.WAITING})


class VideoSort(StrEnum):
    """The orders in which videos can be listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    TITLE = "title"
    LONGEST = "longest"
    COSTLIEST = "costliest"


class Looks(Value):
    """What a person chose after the brief, in its place; None where the brief still says.

    `poster_s` is the second of the video whose frame is its poster; None for the best one. With
    `poster_title` the video's title stands on it.
    """

    caption_style: CaptionStyle | None = None
    music: ShortText | None = None
    clip_sound: ClipSound | None = None
    logo: OwnPicture | None = None
    logo_corner: Corner | None = None
    poster_s: float | None = Field(default=None, ge=0)
    poster_title: bool = False

    @property
    def options(self) -> JsonDict:
        """The chosen ones among a render's options."""
        return self.model_dump(exclude={"poster_s", "poster_title"}, exclude_none=True)


class VideoRecord(Value):
    """One video. Paths are relative to the data folder; `deleted_at` means it can be restored."""

    video_id: str
    owner: str
    title: str
    status: VideoStatus
    request: GenerationRequest
    looks: Looks = Looks()
    platform: Platform
    aspect_ratio: AspectRatio
    duration_s: float
    cost_usd: float
    poster_path: str | None
    final_path: str | None
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class PersonRecord(Value):
    """Somebody. `role` is what an admin gave; None where nobody did. `came_at`: here last, if ever."""

    person_id: str
    name: str
    role: Role | None
    came_at: datetime | None
    changed_by: str | None
    changed_at: datetime | None


class ApprovalRecord(Value):
    """A render that somebody asked for and that waits for an approver; it may cost `most_usd`."""

    video_id: str
    asked_by: str
    most_usd: float
    options: JsonDict
    asked_at: datetime


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
    seconds into the clip. `focus_x` and `focus_y` are what a person keeps in view where the picture's
    shape is cut, in shares of it; None for what draws the eye.
    """

    video_id: str
    scene_id: str
    take_id: str
    clip: VideoClip
    request: JsonDict
    chosen: bool
    locked: bool = False
    starts_s: float = 0.0
    focus_x: float | None = None
    focus_y: float | None = None
    created_at: datetime

    @property
    def focus(self) -> tuple[float, float] | None:
        """The point in view, as a person chose it."""
        return None if self.focus_x is None or self.focus_y is None else (self.focus_x, self.focus_y)


class RenderRecord(Value):
    """One run from a script to a finished video; `number` counts from 1 for each video.

    A run that waits for a limit goes on at `waits_until`, for which `error` is the reason, as another
    `attempt`.
    """

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
    attempt: int = 1
    waits_until: datetime | None = None
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

    `spent_usd` is what counts as spent for it in the ledger, former attempts included.
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
    spent_usd: float
    created_at: datetime
    updated_at: datetime
    is_new: bool = False


class Outcome(StrEnum):
    """What became of a charge.

    reserved and unknown ones count as spent in full, used and wasted ones with what they cost,
    the others not at all.
    """

    RESERVED = "reserved"
    USED = "used"
    WASTED = "wasted"
    """Paid, and of no use."""
    UNKNOWN = "unknown"
    REFUSED = "refused"
    """By the safety filter."""
    FAILED = "failed"
    RELEASED = "released"
    """The provider took no order."""


class ChargeRecord(Value):
    """One paid call in the ledger. `operation_key` for a call whose result is collected later."""

    charge_id: str
    kind: str
    model: str
    route: str
    video_id: str
    scene_id: str
    owner: str
    operation_key: str | None
    outcome: Outcome
    reserved_micros: int
    micros: int
    requests: int
    clips: int
    characters: int
    process: str
    created_at: datetime
    settled_at: datetime | None

    @property
    def spent_usd(self) -> float:
        """What counts as spent."""
        return self.micros / MICROS
