"""Scripts, every version of them: an edit adds one, none is ever changed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.models import VideoScript, clean_text
from core.storage.records import ScriptRecord, VideoStatus
from core.storage.repository import Repository, checked_video_id, lock_video
from core.storage.tables import script_versions, videos
from core.storage.videos import draft_title, title_values


class Scripts(Repository):
    """The versions of each video's script, counted from 1."""

    def add_script(self, video_id: str, script: VideoScript, note: str = "", author: str = "") -> int:
        """Keep a new version; its number. The latest script again is no new version. Raises NotFound.

        The video's title follows the script's until a person renames the video.
        """
        with self._writing() as connection:
            video = lock_video(connection, checked_video_id(video_id))
            latest = _latest(connection, video_id)
            if latest is not None and latest.script == script:
                return latest.version
            version = 1 if latest is None else latest.version + 1
            values = {"version": version, "script": script.model_dump(mode="json")}
            about = {"note": clean_text(note), "author": clean_text(author), "created_at": self._clock()}
            connection.execute(sa.insert(script_versions).values(video_id=video_id, **values, **about))
            former = draft_title(video.request["prompt"]) if latest is None else latest.script.title
            changed = self._changes(video, former, script)
            connection.execute(sa.update(videos).where(videos.c.video_id == video_id).values(**changed))
            return version

    def script(self, video_id: str, version: int | None = None) -> ScriptRecord:
        """A version of the script, the latest for None. Raises NotFound."""
        with self._reading() as connection:
            record = _latest(connection, checked_video_id(video_id), version)
        if record is None:
            what = "no script yet" if version is None else f"no version {version} of its script"
            raise NotFound(f"The video {video_id} has {what}.", "`show` lists a video's scripts.")
        return record

    def script_versions(self, video_id: str) -> tuple[ScriptRecord, ...]:
        """All versions, the latest first."""
        with self._reading() as connection:
            return tuple(_record(row) for row in connection.execute(_versions(checked_video_id(video_id))))

    def _changes(self, video: sa.Row[Any], former_title: str, script: VideoScript) -> dict[str, Any]:
        changes: dict[str, Any] = {"updated_at": self._clock()}
        if video.status == VideoStatus.DRAFT:
            changes["status"] = VideoStatus.SCRIPTED
        if video.title == former_title and script.title:
            changes |= title_values(script.title, video.request["prompt"])
        return changes


def _versions(video_id: str) -> sa.Select[Any]:
    of_video = script_versions.c.video_id == video_id
    return sa.select(script_versions).where(of_video).order_by(script_versions.c.version.desc())


def _latest(connection: sa.Connection, video_id: str, version: int | None = None) -> ScriptRecord | None:
    query = _versions(video_id).limit(1)
    if version is not None:
        query = query.where(script_versions.c.version == version)
    row = connection.execute(query).one_or_none()
    return None if row is None else _record(row)


def _record(row: sa.Row[Any]) -> ScriptRecord:
    return ScriptRecord.model_validate(dict(row._mapping))
