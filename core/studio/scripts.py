"""Scripts: written, edited scene by scene, priced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import InvalidInput
from core.intake import parse
from core.models import GenerationRequest, SceneScript, VideoScript
from core.stages import script as script_stage
from core.stages.build import Build, RenderOptions
from core.stages.estimate import Estimate, estimate_build
from core.studio.room import Room, numbered


class Scripts(Room):
    """The script of each video, in versions."""

    def write_script(self, video_id: str) -> VideoScript:
        """The video's script, written now if there is none. Raises NotFound."""
        history = self._parts.history
        if history.script_versions(video_id):
            return history.script(video_id).script
        with self._parts.store.lease(f"script-{video_id}") as lease:
            script, _ = script_stage.write_script(self._parts, history.video(video_id).request, lease)
        history.add_script(video_id, script, note="first draft", author=script.metadata.written_by)
        return script

    def edit_scene(self, video_id: str, number: int, changes: Mapping[str, Any]) -> VideoScript:
        """The script with a scene (from 1) changed, as a new version. Raises InvalidInput, NotFound."""
        if not changes:
            raise InvalidInput("Nothing was changed.", "Give at least one of narration, visual, duration.")
        script = self._written(video_id)
        scene = numbered(script, number)
        changed = script.with_scene(parse(SceneScript, scene.model_dump() | dict(changes)))
        if changed != script:
            self._parts.history.add_script(video_id, changed, note=f"scene {number} edited", author="local")
        return changed

    def estimate(self, request: GenerationRequest) -> Estimate:
        """What a brief would cost, from the script it would get. Nothing paid is called."""
        with self._parts.store.lease("estimate") as lease:
            script, _ = script_stage.write_script(self._parts, request, lease)
            options = RenderOptions.of(request, script)
            build = Build(self._parts, "estimate", script, options, lease, self._parts.settings.temp_dir)
            return estimate_build(build)
