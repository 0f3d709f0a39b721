"""Jobs as a person follows them: how far, which scenes, what it cost, why it failed.

Everything is read from the database, so any process and any tab sees the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.models import ErrorDetails, ProgressUpdate, Stage, Value
from core.storage.records import RenderRecord, TakeRecord, VideoRecord, VideoSort, VideoStatus
from core.studio.permissions import Permissions
from core.studio.stills import take_still

SHOWN_AT_ONCE = 20
_WAITING = {VideoStatus.QUEUED: "Waiting for its turn", VideoStatus.RUNNING: "Starting"}


class SceneJob(Value):
    """One scene of a job. `take_id` is there as soon as its clip is."""

    number: int
    scene_id: str
    fraction: float
    take_id: str | None = None


class Job(Value):
    """The latest render of a video, as it is now; `waits_until` while it waits for a limit's room."""

    video_id: str
    title: str
    status: VideoStatus
    stage: Stage
    message: str
    fraction: float
    elapsed_s: float
    remaining_s: float | None
    waits_until: datetime | None
    cost_usd: float
    is_stopping: bool
    is_preview: bool
    scenes: tuple[SceneJob, ...]
    error: ErrorDetails | None

    @property
    def is_active(self) -> bool:
        return self.status.is_active


class Jobs(Permissions):
    """What is being made."""

    def job(self, video_id: str) -> Job | None:
        """The video's job with its scenes; None if there never was one. Raises NotFound."""
        history = self._parts.history
        video = history.video(video_id)
        render = history.last_render(video_id)
        if render is None:
            return None
        scenes: tuple[SceneJob, ...] = ()
        update = _said(render, history.progress(video_id))
        if history.script_versions(video_id):
            ids = [scene.scene_id for scene in history.script(video_id).script.scenes]
            scenes = _scenes(ids, update, history.takes(video_id))
        spent_usd = history.spent_usd(video_id, render.created_at)
        return _job(video, render, update).model_copy(update={"scenes": scenes, "cost_usd": spent_usd})

    def active_jobs(self) -> tuple[Job, ...]:
        """The jobs that run or wait, without their scenes, the longest there first."""
        history, filters = self._parts.history, self._in_sight()
        filters["active"] = True
        videos = history.videos(sort=VideoSort.OLDEST, limit=SHOWN_AT_ONCE, **filters)
        if not videos:
            return ()
        ids = [video.video_id for video in videos]
        renders, updates = history.last_renders(ids), history.progress_of(ids)
        active = [(video, renders[video.video_id]) for video in videos if video.video_id in renders]
        active.sort(key=lambda pair: pair[1].created_at)
        return tuple(
            _job(video, render, _said(render, updates.get(video.video_id))) for video, render in active
        )

    def scene_still(self, video_id: str, take_id: str) -> Path | None:
        """A small JPEG out of a take; None if there is no such take any more. Raises MediaError."""
        if not any(take.take_id == take_id for take in self._parts.history.takes(video_id)):
            return None
        with self._parts.store.lease("still", video_id) as lease:
            clip = self._parts.store.get("clip", take_id, lease=lease)
            return take_still(self._parts, take_id, Path(clip.path), lease) if clip else None


def _said(render: RenderRecord, update: ProgressUpdate | None) -> ProgressUpdate | None:
    """The last word on this render; None while the last word is about the one before it."""
    is_old = update is not None and render.status.is_active and update.stage.is_final
    return None if is_old else update


def _job(video: VideoRecord, render: RenderRecord, update: ProgressUpdate | None) -> Job:
    ended = render.finished_at or datetime.now(UTC)
    elapsed_s = (ended - render.started_at).total_seconds() if render.started_at else 0.0
    is_active = render.status.is_active
    return Job(
        video_id=video.video_id,
        title=video.title,
        status=render.status,
        stage=update.stage if update else Stage.QUEUED,
        message=update.message if update else _WAITING.get(render.status, ""),
        fraction=update.fraction if update else 0.0,
        elapsed_s=max(0.0, elapsed_s),
        remaining_s=update.remaining_s if update and is_active else None,
        waits_until=render.waits_until,
        cost_usd=render.cost_usd,
        is_stopping=is_active and render.cancel_requested,
        is_preview=bool(render.options.get("is_preview")),
        scenes=(),
        error=render.error or (render.result.error_details if render.result else None),
    )


def _scenes(
    ids: Sequence[str], update: ProgressUpdate | None, takes: Sequence[TakeRecord]
) -> tuple[SceneJob, ...]:
    """Each scene's share of filming; `takes` are the newest first."""
    fractions = update.scene_fractions if update else {}
    newest = {take.scene_id: take.take_id for take in reversed(takes)}
    newest |= {take.scene_id: take.take_id for take in takes if take.chosen}
    return tuple(
        SceneJob(
            number=number,
            scene_id=scene_id,
            fraction=fractions.get(scene_id, 0.0),
            take_id=newest.get(scene_id),
        )
        for number, scene_id in enumerate(ids, start=1)
    )
