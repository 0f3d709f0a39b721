"""The latest word on each job, written several times a second and read by every page."""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlalchemy as sa

from core.models import ProgressUpdate
from core.storage.repository import Repository, checked_video_id, lock_video, no_video, upsert
from core.storage.tables import progress

Change = Callable[[ProgressUpdate | None], ProgressUpdate]
"""The new word, made from the one there is."""


class Progress(Repository):
    """One row a video: writing is a single statement, and the last one counts."""

    def set_progress(self, update: ProgressUpdate) -> None:
        """Remember how far the job is; raises NotFound."""
        values = {
            "video_id": update.video_id,
            "update": update.model_dump(mode="json"),
            "updated_at": self._clock(),
        }
        try:
            with self._writing() as connection:
                upsert(connection, progress, values)
        except sa.exc.IntegrityError as error:
            raise no_video(update.video_id) from error

    def change_progress(self, video_id: str, change: Change) -> None:
        """Replace the word on a job by one that holds what other processes said; raises NotFound."""
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            update = change(_read(connection, video_id))
            values = {
                "video_id": video_id,
                "update": update.model_dump(mode="json"),
                "updated_at": self._clock(),
            }
            upsert(connection, progress, values)

    def progress(self, video_id: str) -> ProgressUpdate | None:
        """How far the video's job is; None if it never had one."""
        checked_video_id(video_id)
        with self._reading() as connection:
            return _read(connection, video_id)

    def progress_of(self, video_ids: Collection[str]) -> dict[str, ProgressUpdate]:
        """How far the job of each of these videos is that ever had one."""
        query = sa.select(progress).where(progress.c.video_id.in_(video_ids))
        with self._reading() as connection:
            rows = connection.execute(query)
            return {row.video_id: ProgressUpdate.model_validate(row._mapping["update"]) for row in rows}


def _read(connection: sa.Connection, video_id: str) -> ProgressUpdate | None:
    query = sa.select(progress.c["update"]).where(progress.c.video_id == video_id)
    update = connection.execute(query).scalar_one_or_none()
    return None if update is None else ProgressUpdate.model_validate(update)
