"""Takes: scenes filmed again, and the one to use."""

from __future__ import annotations

from core.models import VideoClip
from core.stages.film import clip_request, film, take_of
from core.stages.takes import next_seed
from core.studio.room import Room, numbered


class Takes(Room):
    """The clips of each scene."""

    def regenerate(self, video_id: str, number: int) -> VideoClip:
        """Film a scene again from another seed and choose the new take. Raises InvalidInput, NotFound."""
        scene = numbered(self._written(video_id), number)
        with self._building(video_id) as build:
            takes = self._parts.history.takes(video_id)
            build = build.with_seeds({scene.scene_id: next_seed(build, scene, takes)})
            take = take_of(build, scene, film(build, scene))
            request = clip_request(build, scene).model_dump(mode="json")
            self._parts.history.add_take(video_id, take, request)
        self._parts.history.choose_take(video_id, scene.scene_id, take.take_id)
        return take
