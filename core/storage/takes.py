"""Takes: the clips that were filmed for a scene, and the one a person chose."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.errors import NotFound
from core.models import JsonDict, VideoClip
from core.storage.records import TakeRecord
from core.storage.repository import Repository, checked_video_id, insert_if_absent, lock_video
from core.storage.tables import takes


class Takes(Repository):
    """The takes of each scene. No take is chosen until somebody chooses one."""

    def add_take(self, video_id: str, clip: VideoClip, request: JsonDict) -> None:
        """Keep a take of `clip.scene_id`; the same take again changes nothing. Raises NotFound."""
        values = {
            "scene_id": clip.scene_id,
            "take_id": clip.take_id,
            "provider": clip.provider,
            "model": clip.model,
            "path": clip.path,
            "clip": clip.model_dump(mode="json"),
            "request": request,
            "cost_usd": clip.cost_usd,
            "is_fallback": clip.is_fallback,
            "chosen": False,
            "locked": False,
            "starts_s": 0.0,
            "created_at": self._clock(),
        }
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            insert_if_absent(connection, takes, {"video_id": video_id, **values})

    def take_ids(self) -> frozenset[str]:
        """The takes of all videos that were not purged."""
        with self._reading() as connection:
            return frozenset(connection.execute(sa.select(takes.c.take_id)).scalars())

    def takes(self, video_id: str, scene_id: str | None = None) -> tuple[TakeRecord, ...]:
        """The takes of a scene, or of all scenes for None; the newest first."""
        query = sa.select(takes).where(*_of(checked_video_id(video_id), scene_id))
        query = query.order_by(takes.c.created_at.desc(), takes.c.scene_id, takes.c.take_id)
        with self._reading() as connection:
            return tuple(_record(row) for row in connection.execute(query))

    def choose_take(self, video_id: str, scene_id: str, take_id: str | None, *, locked: bool = False) -> None:
        """Use this take for the scene while it fits the script, `locked` also when it does not.

        None leaves it to the script. Raises NotFound.
        """
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            chosen = sa.update(takes).where(*_of(video_id, scene_id), takes.c.chosen)
            connection.execute(chosen.values(chosen=False, locked=False))
            if take_id is not None:
                _change(connection, video_id, scene_id, take_id, {"chosen": True, "locked": locked})

    def trim_take(self, video_id: str, scene_id: str, take_id: str, starts_s: float) -> None:
        """Have the scene begin that many seconds into this take's clip. Raises NotFound."""
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            _change(connection, video_id, scene_id, take_id, {"starts_s": starts_s})

    def aim_take(self, video_id: str, scene_id: str, take_id: str, focus: tuple[float, float] | None) -> None:
        """Keep this point of the take's picture in view; None for what draws the eye. Raises NotFound."""
        x, y = focus or (None, None)
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            _change(connection, video_id, scene_id, take_id, {"focus_x": x, "focus_y": y})


def _of(video_id: str, scene_id: str | None) -> list[sa.ColumnElement[bool]]:
    of_video = takes.c.video_id == video_id
    return [of_video] if scene_id is None else [of_video, takes.c.scene_id == scene_id]


def _change(connection: sa.Connection, video_id: str, scene_id: str, take_id: str, values: JsonDict) -> None:
    this = sa.update(takes).where(*_of(video_id, scene_id), takes.c.take_id == take_id)
    if connection.execute(this.values(**values)).rowcount == 0:
        raise NotFound(f"The scene {scene_id} has no such take.", "Choose one of the takes of this scene.")


def _record(row: sa.Row[Any]) -> TakeRecord:
    wanted = {name: row._mapping[name] for name in TakeRecord.model_fields}
    return TakeRecord.model_validate(wanted)
