"""Renders: each run from a script to a finished video, and the wish to stop one.

A video's status is that of its latest render; after a preview it is what it was before. What a
run cost is what the ledger holds for its video since then. Every change may be repeated without
harm, since a step of a job that died is run again.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.models import ErrorDetails, GenerationResult, JsonDict
from core.storage.charges import spent_micros
from core.storage.records import MICROS, RenderRecord, VideoStatus
from core.storage.repository import Repository, checked_video_id, insert_if_absent, lock_video
from core.storage.tables import renders, videos


class Renders(Repository):
    """The runs of each video, numbered from 1."""

    def start_render(
        self, video_id: str, script_version: int, options: JsonDict, *, render_id: str | None = None
    ) -> str:
        """Queue a run; its id. With an id that exists, that run is queued again. Raises NotFound."""
        render_id = render_id or uuid.uuid4().hex
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            of_video = renders.c.video_id == video_id
            highest = sa.select(sa.func.max(renders.c.number)).where(of_video)
            values = {
                "render_id": render_id,
                "video_id": video_id,
                "number": (connection.execute(highest).scalar() or 0) + 1,
                "script_version": script_version,
                "options": options,
                "status": VideoStatus.QUEUED,
                "cancel_requested": False,
                "cost_usd": 0.0,
                "created_at": self._clock(),
            }
            if not insert_if_absent(connection, renders, values):
                self._change(connection, render_id, {"status": VideoStatus.QUEUED, **_FRESH})
            self._show(connection, video_id, {"status": VideoStatus.QUEUED})
        return render_id

    def render_running(self, render_id: str) -> None:
        """A worker has begun, or gone on with, this run. Raises NotFound."""
        with self._writing() as connection:
            row = _row(connection, render_id)
            started_at = row.started_at or self._clock()
            values = {
                "status": VideoStatus.RUNNING,
                "started_at": started_at,
                "error": None,
                "waits_until": None,
                "finished_at": None,
            }
            self._change(connection, render_id, values)
            self._show(connection, row.video_id, {"status": VideoStatus.RUNNING})

    def finish_render(
        self,
        render_id: str,
        result: GenerationResult,
        *,
        final_path: str | None = None,
        poster_path: str | None = None,
    ) -> None:
        """The run ended with this result, good or bad; paths relative to the data folder. Raises NotFound."""
        stats = result.generation_stats
        shown: JsonDict = {"final_path": inside(final_path), "poster_path": inside(poster_path)}
        shown["duration_s"] = stats.total_duration_s or None
        status = VideoStatus.DONE if result.success else VideoStatus.FAILED
        details = {"result": _json(result), "error": _json(result.error_details)}
        self._end(render_id, status, details, {k: v for k, v in shown.items() if v is not None})

    def fail_render(self, render_id: str, error: ErrorDetails) -> None:
        """The run ended with this error. Raises NotFound."""
        self._end(render_id, VideoStatus.FAILED, {"error": _json(error)})

    def cancel_render(self, render_id: str) -> None:
        """The run was stopped by a person. Raises NotFound."""
        self._end(render_id, VideoStatus.CANCELLED, {})

    def render_waits(self, render_id: str, until: datetime, reason: ErrorDetails) -> None:
        """The run lets others go first and goes on at that moment. Raises NotFound."""
        with self._writing() as connection:
            row = _row(connection, render_id)
            values = {"status": VideoStatus.WAITING, "waits_until": until, "error": _json(reason)}
            self._change(connection, render_id, values)
            self._show(connection, row.video_id, {"status": VideoStatus.WAITING})

    def render_queued_again(self, render_id: str, attempt: int) -> bool:
        """A run that waited is queued as this attempt; False if it does not wait any more."""
        waits = (renders.c.render_id == render_id, renders.c.status == VideoStatus.WAITING)
        values = {"status": VideoStatus.QUEUED, "attempt": attempt, "waits_until": None, "error": None}
        with self._writing() as connection:
            if not connection.execute(sa.update(renders).where(*waits).values(**values)).rowcount:
                return False
            row = _row(connection, render_id)
            self._show(connection, row.video_id, {"status": VideoStatus.QUEUED})
            return True

    def due_renders(self) -> tuple[RenderRecord, ...]:
        """The runs whose waiting is over, the one that waits longest first."""
        due = (renders.c.status == VideoStatus.WAITING, renders.c.waits_until <= self._clock())
        with self._reading() as connection:
            rows = connection.execute(sa.select(renders).where(*due).order_by(renders.c.waits_until))
            return tuple(_record(row) for row in rows)

    def request_cancel(self, video_id: str) -> bool:
        """Ask the video's latest run to stop; False if it is over or there is none. Raises NotFound."""
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            row = connection.execute(_newest(video_id)).one_or_none()
            if row is None or not VideoStatus(row.status).is_active:
                return False
            self._change(connection, row.render_id, {"cancel_requested": True})
        if VideoStatus(row.status) is VideoStatus.WAITING:
            self.cancel_render(row.render_id)  # no worker has it
        return True

    def cancel_requested(self, video_id: str) -> bool:
        """Somebody asked the video's latest run to stop."""
        query = _newest(checked_video_id(video_id)).with_only_columns(renders.c.cancel_requested)
        with self._reading() as connection:
            return bool(connection.execute(query).scalar())

    def render(self, render_id: str) -> RenderRecord:
        """One run; raises NotFound."""
        with self._reading() as connection:
            return _record(_row(connection, render_id))

    def last_render(self, video_id: str) -> RenderRecord | None:
        """The latest run; None if there is none."""
        with self._reading() as connection:
            row = connection.execute(_newest(checked_video_id(video_id))).one_or_none()
            return None if row is None else _record(row)

    def last_renders(self, video_ids: Collection[str]) -> dict[str, RenderRecord]:
        """The latest run of each of these videos that has one."""
        of_them = renders.c.video_id.in_(video_ids)
        newest = sa.select(renders.c.video_id, sa.func.max(renders.c.number)).where(of_them)
        query = sa.select(renders).where(
            sa.tuple_(renders.c.video_id, renders.c.number).in_(newest.group_by(renders.c.video_id))
        )
        with self._reading() as connection:
            return {row.video_id: _record(row) for row in connection.execute(query)}

    def renders(self, video_id: str) -> tuple[RenderRecord, ...]:
        """All runs, the latest first."""
        query = _newest(checked_video_id(video_id)).limit(None)
        with self._reading() as connection:
            return tuple(_record(row) for row in connection.execute(query))

    def _end(
        self, render_id: str, status: VideoStatus, details: JsonDict, shown: JsonDict | None = None
    ) -> None:
        with self._writing() as connection:
            row = _row(connection, render_id)
            lock_video(connection, row.video_id)
            spent_usd = spent_micros(connection, row.video_id, row.created_at) / MICROS
            details = {"error": None, "waits_until": None, **details, "cost_usd": spent_usd}
            self._change(connection, render_id, {**details, "status": status, "finished_at": self._clock()})
            all_usd = spent_micros(connection, row.video_id) / MICROS
            values = {**(shown or {}), "status": _own(row, status), "cost_usd": all_usd}
            self._show(connection, row.video_id, values)

    def _change(self, connection: sa.Connection, render_id: str, values: JsonDict) -> None:
        connection.execute(sa.update(renders).where(renders.c.render_id == render_id).values(**values))

    def _show(self, connection: sa.Connection, video_id: str, values: JsonDict) -> None:
        this = sa.update(videos).where(videos.c.video_id == video_id)
        connection.execute(this.values(**values, updated_at=self._clock()))


_FRESH: JsonDict = {
    "cancel_requested": False,
    "error": None,
    "result": None,
    "waits_until": None,
    "finished_at": None,
}


def _own(row: sa.Row[Any], status: VideoStatus) -> Any:
    """The video's status after this run."""
    if not row.options.get("is_preview"):
        return status
    return sa.case((videos.c.final_path.is_(None), VideoStatus.SCRIPTED), else_=VideoStatus.DONE)


def _newest(video_id: str) -> sa.Select[Any]:
    of_video = renders.c.video_id == video_id
    return sa.select(renders).where(of_video).order_by(renders.c.number.desc()).limit(1)


def _row(connection: sa.Connection, render_id: str) -> sa.Row[Any]:
    row = connection.execute(sa.select(renders).where(renders.c.render_id == render_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such render.", "`show` lists a video's renders.")
    return row


def _record(row: sa.Row[Any]) -> RenderRecord:
    return RenderRecord.model_validate(dict(row._mapping))


def _json(value: GenerationResult | ErrorDetails | None) -> JsonDict | None:
    return None if value is None else value.model_dump(mode="json")


def inside(path: str | None) -> str | None:
    """The path itself; raises ValueError for one that leads out of the data folder."""
    if path is not None and (PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts):
        raise ValueError("a path in the history is relative to the data folder")
    return path
