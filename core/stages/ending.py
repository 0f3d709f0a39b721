"""How a job ends: published with its result, failed with its error, cancelled, or for now, to wait."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from core.artifacts.store import Artefact
from core.errors import AppError, Cancelled
from core.models import (
    ErrorDetails,
    GenerationResult,
    GenerationStats,
    ProgressUpdate,
    Stage,
)
from core.settings import AtLimit
from core.stages import publish as publishing
from core.stages.build import Build
from core.stages.film import shown
from core.stages.final import finish
from core.stages.names import final_name, poster_name
from core.stages.receipt import Receipt
from core.stages.room import stop_if_short
from core.stages.stand_ins import stand_ins
from core.stages.waiting import goes_on_at
from core.stages.workshop import Workshop

log = structlog.get_logger(__name__)

OFFLINE_PROVIDERS = {"animatic"}
"""Providers whose clips are drawn, not filmed."""


def publish(workshop: Workshop, video_id: str, render_id: str, receipts: Sequence[Receipt]) -> None:
    """Finish, check and publish the video; its result goes into History.

    Raises MachineShort, MediaError, StorageError.
    """
    started = time.monotonic()
    board = workshop.board(video_id, render_id)
    board.stop_if_cancelled()
    stop_if_short(workshop, render_id, Stage.FINISH)
    build = workshop.build(video_id, render_id)
    video = finish(build)
    is_preview = build.options.is_preview
    files = (publishing.publish_preview if is_preview else publishing.publish_files)(build, video)
    last = Receipt(
        stage=Stage.FINISH,
        kind=video.kind,
        key=video.key,
        part="all",
        reused=video.reused,
        seconds=time.monotonic() - started,
    )
    result = _result(workshop, build, render_id, files, [*receipts, last], video)
    data_dir = workshop.parts.settings.data_dir
    places = (
        {}
        if is_preview
        else {
            "final_path": _inside(files[final_name(build)], data_dir),
            "poster_path": _inside(files[poster_name(build)], data_dir),
        }
    )
    workshop.parts.history.finish_render(render_id, result, **places)
    _announce(workshop, video_id, Stage.DONE, "Done", result.generation_stats)
    workshop.close(render_id)


def fail(workshop: Workshop, video_id: str, render_id: str, error: AppError) -> None:
    """Keep the error with the render; one that only has to wait goes on later."""
    history = workshop.parts.history
    if isinstance(error, Cancelled):
        history.cancel_render(render_id)
        _announce(workshop, video_id, Stage.CANCELLED, error.message)
    elif (until := _goes_on_at(workshop, video_id, render_id, error)) is not None:
        history.render_waits(render_id, until, error_details(error))
        _announce(workshop, video_id, Stage.QUEUED, error.message)
    else:
        history.fail_render(render_id, error_details(error))
        _announce(workshop, video_id, Stage.FAILED, error.message)
    workshop.close(render_id)


def _goes_on_at(workshop: Workshop, video_id: str, render_id: str, error: AppError) -> datetime | None:
    record, history = workshop.parts.history.render(render_id), workshop.parts.history
    chosen = record.options.get("at_limit")
    purpose = workshop.parts.purpose(
        video_id, history.video(video_id).owner, at_limit=AtLimit(chosen) if chosen else None
    )
    return goes_on_at(error, purpose.at(error), record.attempt, datetime.now(UTC))


def error_details(error: AppError) -> ErrorDetails:
    """The error as results show it."""
    return ErrorDetails(kind=error.kind, message=error.message, hint=error.hint, retryable=error.retryable)


def _result(
    workshop: Workshop,
    build: Build,
    render_id: str,
    files: dict[str, Path],
    receipts: Sequence[Receipt],
    video: Artefact,
) -> GenerationResult:
    record = workshop.parts.history.render(render_id)
    started = record.started_at or datetime.now(UTC)
    peaks = workshop.peaks(render_id)
    if peaks is not None and peaks.are_over_the_mark:
        log.warning("job over the mark", memory_mb=peaks.memory_mb, temp_mb=peaks.temp_mb)
    stats = GenerationStats(
        total_duration_s=float(video.meta["duration_s"]),
        generation_time_s=round((datetime.now(UTC) - started).total_seconds(), 2),
        cost_usd=workshop.parts.history.spent_usd(build.video_id, record.created_at),
        file_sizes={name: path.stat().st_size for name, path in sorted(files.items())},
        stage_times_s=_stage_times_s(receipts),
        artefacts_made=tuple(_names(r for r in receipts if not r.reused)),
        artefacts_reused=tuple(_names(r for r in receipts if r.reused)),
        peak_memory_mb=peaks.memory_mb if peaks else 0.0,
        peak_temp_mb=peaks.temp_mb if peaks else 0.0,
        stand_ins=stand_ins(build),
        **_clip_counts(build, receipts),
    )
    created = list(files.values())
    if not build.options.is_preview:
        folder = workshop.parts.settings.outputs_dir / build.video_id
        text = stats.model_dump_json(indent=2)
        created.append(publishing.publish_text(folder, "generation_stats.json", text))
        workshop.parts.share_outputs(build.video_id)
    return GenerationResult(
        video_id=build.video_id,
        success=True,
        final_video_path=str(files[final_name(build)].absolute()),
        created_files=tuple(str(path.absolute()) for path in created),
        generation_stats=stats,
    )


def _clip_counts(build: Build, receipts: Sequence[Receipt]) -> dict[str, int]:
    clips = [receipt for receipt in receipts if receipt.stage is Stage.CLIPS]
    made = [receipt for receipt in clips if not receipt.reused]
    takes = [shown(build, scene)[1] for scene in build.scenes]
    return {
        "clips_generated": len(made),
        "real_clips": sum(clip.provider not in OFFLINE_PROVIDERS for clip in takes),
        "fallback_clips": sum(clip.is_fallback for clip in takes),
        "reused_clips": len(clips) - len(made),
    }


def _stage_times_s(receipts: Iterable[Receipt]) -> dict[str, float]:
    """Seconds of work in each stage; stages overlap, so the sum is more than the whole."""
    times_s: dict[str, float] = {}
    for receipt in receipts:
        times_s[receipt.stage.value] = times_s.get(receipt.stage.value, 0.0) + receipt.seconds
    return {stage: round(seconds, 2) for stage, seconds in times_s.items()}


def _names(receipts: Iterable[Receipt]) -> list[str]:
    return [f"{receipt.kind}:{receipt.part or 'all'}" for receipt in receipts if receipt.key]


def _announce(
    workshop: Workshop, video_id: str, stage: Stage, message: str, stats: GenerationStats | None = None
) -> None:
    last = workshop.parts.history.progress(video_id)
    workshop.parts.history.set_progress(
        ProgressUpdate(
            video_id=video_id,
            stage=stage,
            fraction=1.0 if stage is Stage.DONE else (last.fraction if last else 0.0),
            message=message,
            elapsed_s=stats.generation_time_s if stats else (last.elapsed_s if last else 0.0),
            scene_fractions=last.scene_fractions if last else {},
            remaining_s=0.0 if stage is Stage.DONE else None,
            cost_usd=stats.cost_usd if stats else 0.0,
        )
    )


def _inside(path: Path, data_dir: Path) -> str:
    return Path(os.path.relpath(path, data_dir)).as_posix()
