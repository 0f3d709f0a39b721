"""What every room of the studio shares: the parts, the workshop, the engine, and the door."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from core.errors import InvalidInput, NotFound
from core.jobs.engine import Engine
from core.models import JsonDict, SceneScript, VideoScript
from core.parts import Parts
from core.security.people import acting_person
from core.stages.build import Build, RenderOptions
from core.stages.takes import with_takes
from core.stages.workshop import Workshop
from core.storage.records import TakeRecord


class Room:
    """Base of the studio's rooms."""

    def __init__(self, parts: Parts, workshop: Workshop, engine: Engine) -> None:
        self._parts = parts
        self._workshop = workshop
        self._engine = engine

    def _written(self, video_id: str) -> VideoScript:
        if not self._parts.history.script_versions(video_id):
            self._parts.history.video(video_id)
            raise InvalidInput("This video has no script yet.", "Write it first with the command `script`.")
        return self._parts.history.script(video_id).script

    def _keep(self, video_id: str, script: VideoScript, note: str, author: str = "") -> VideoScript:
        """The script as the video's newest version, by the acting person unless another author is named."""
        author = author or acting_person().person_id
        self._parts.history.add_script(video_id, script, note=note, author=author)
        return script

    def _take_of(self, video_id: str, scene_id: str, take_id: str) -> TakeRecord:
        """The take of that id, if it is one of the scene. Raises NotFound."""
        for take in self._parts.history.takes(video_id, scene_id):
            if take.take_id == take_id:
                return take
        raise NotFound("This scene has no such take.", "Choose one of the takes of this scene.")

    @contextlib.contextmanager
    def _building(self, video_id: str, others: JsonDict | None = None) -> Iterator[Build]:
        """A build outside a job, for work that a person waits for; `others` as in a render's options."""
        video = self._parts.history.video(video_id)
        script = self._written(video_id)
        asked = RenderOptions.of(video.request, script).model_dump()
        options = RenderOptions.model_validate(asked | video.looks.options | (others or {}))
        temp_dir = self._parts.settings.temp_dir
        with self._parts.store.lease(f"by-hand-{video_id}", video_id) as lease:
            build = Build(self._parts, video_id, script, options, lease, temp_dir, video.owner)
            yield with_takes(build, self._parts.history.takes(video_id))


def numbered(script: VideoScript, number: int) -> SceneScript:
    """The scene of that number, from 1. Raises InvalidInput."""
    if not 1 <= number <= len(script.scenes):
        raise InvalidInput(
            f"There is no scene {number}.", f"The script has scenes 1 to {len(script.scenes)}."
        )
    return script.scenes[number - 1]
