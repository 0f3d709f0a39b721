"""How far a job is, and how it ended."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from core.models.base import SceneId, Value, VideoId


class Stage(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    SCRIPT = "script"
    NARRATION = "narration"
    CLIPS = "clips"
    ENCODE = "encode"
    SOUND = "sound"
    FINISH = "finish"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (Stage.DONE, Stage.FAILED, Stage.CANCELLED)


class ProgressUpdate(Value):
    """How far a job is, as a page or a terminal shows it."""

    video_id: VideoId
    stage: Stage
    fraction: float = Field(ge=0, le=1)
    message: str = ""
    scene_id: SceneId | None = None
    scene_fractions: dict[str, float] = Field(default_factory=dict)
    render_id: str = ""
    parts: dict[Stage, dict[str, float]] = Field(default_factory=dict)
    """How far each part of each stage of this render is, as far as the processes at work have told."""
    elapsed_s: float = Field(default=0.0, ge=0)
    remaining_s: float | None = Field(default=None, ge=0)
    cost_usd: float = Field(default=0.0, ge=0)


class GenerationStats(Value):
    """What making a video took. `reused_clips` existed before this job."""

    total_duration_s: float = 0.0
    clips_generated: int = 0
    real_clips: int = 0
    fallback_clips: int = 0
    stand_ins: tuple[str, ...] = ()
    """What was made by another model than the one that was asked, in sentences."""
    reused_clips: int = 0
    generation_time_s: float = 0.0
    cost_usd: float = 0.0
    file_sizes: dict[str, int] = Field(default_factory=dict)
    stage_times_s: dict[str, float] = Field(default_factory=dict)
    artefacts_made: tuple[str, ...] = ()
    artefacts_reused: tuple[str, ...] = ()
    peak_memory_mb: float = 0.0
    peak_temp_mb: float = 0.0


class ErrorDetails(Value):
    """An error as a page, the command line and the API show it."""

    kind: str
    message: str
    hint: str = ""
    retryable: bool = False


class GenerationResult(Value):
    """The answer to a request, also when it failed."""

    video_id: str
    success: bool
    final_video_path: str | None = None
    created_files: tuple[str, ...] = ()
    generation_stats: GenerationStats = GenerationStats()
    error_details: ErrorDetails | None = None


class QualityCheck(Value):
    """One line of the quality report, with what was measured."""

    name: str
    passed: bool
    measured: str
    wanted: str
    scene_id: SceneId | None = None


class QualityReport(Value):
    """What was checked on a finished file before anybody could see it."""

    checks: tuple[QualityCheck, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)
