"""Scripts: written, edited scene by scene, timed against the voice, priced, undone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import InvalidInput
from core.models import GenerationRequest, VideoScript, clean_text
from core.providers.purpose import paying_for
from core.security.content import check_content
from core.stages import script as script_stage
from core.stages.build import Build, RenderOptions
from core.stages.estimate import Estimate, estimate_brief, estimate_build
from core.stages.voice import narration_of
from core.storage.records import ScriptRecord, VideoRecord
from core.studio import editing
from core.studio.editing import SceneName
from core.studio.pacing import Pacing, pacing_of
from core.studio.room import Room
from core.studio.stills import still, still_name
from core.studio.versions import REDO, UNDO, Standing, standing

MAX_INSTRUCTION_CHARS = 200


class Scripts(Room):
    """The script of each video, in versions. What changes one gives the script as it is then."""

    def write_script(self, video_id: str) -> VideoScript:
        """The video's script, written now if there is none. Raises NotFound."""
        with self._parts.store.lease(f"script-{video_id}", video_id) as lease:
            script_stage.first_draft(self._parts, video_id, lease)
        return self._parts.history.script(video_id).script

    def script(self, video_id: str) -> VideoScript | None:
        """The newest script; None while there is none. Raises NotFound."""
        self._parts.history.video(video_id)
        versions = self._parts.history.script_versions(video_id)
        return versions[0].script if versions else None

    def edit_scene(self, video_id: str, scene: SceneName, changes: Mapping[str, Any]) -> VideoScript:
        """Fields of a scene changed. Raises InvalidInput, ContentRefused, NotFound."""
        check_content(*(text for text in changes.values() if isinstance(text, str)))
        if not changes:
            raise InvalidInput("Nothing was changed.", "Give at least one of narration, visual, duration.")
        script = self._written(video_id)
        number = editing.number_of(script, scene)
        return self._keep(video_id, editing.edited(script, scene, changes), f"scene {number} edited")

    def add_scene(self, video_id: str, after: SceneName) -> VideoScript:
        """A new silent scene after that one. Raises InvalidInput, NotFound."""
        script = self._written(video_id)
        number = editing.number_of(script, after) + 1
        return self._keep(video_id, editing.with_new_scene(script, after), f"scene {number} added")

    def duplicate_scene(self, video_id: str, scene: SceneName) -> VideoScript:
        """The scene twice. Raises InvalidInput, NotFound."""
        script = self._written(video_id)
        number = editing.number_of(script, scene)
        return self._keep(video_id, editing.with_copy(script, scene), f"scene {number} duplicated")

    def delete_scene(self, video_id: str, scene: SceneName) -> VideoScript:
        """The script without that scene. Raises InvalidInput for the last one, NotFound."""
        script = self._written(video_id)
        number = editing.number_of(script, scene)
        return self._keep(video_id, editing.without(script, scene), f"scene {number} deleted")

    def move_scene(self, video_id: str, scene: SceneName, by: int) -> VideoScript:
        """The scene `by` places later; it stops at the ends. Raises InvalidInput, NotFound."""
        script = self._written(video_id)
        number = editing.number_of(script, scene)
        return self._keep(video_id, editing.moved(script, scene, by), f"scene {number} moved")

    def rewrite(self, video_id: str, instruction: str, scene: SceneName | None = None) -> VideoScript:
        """One scene, or for None every scene, written anew by the text model after an instruction.

        Raises InvalidInput, ContentRefused, NotFound, and what the text model raises.
        """
        instruction = _instruction(instruction)
        check_content(instruction)
        script = self._written(video_id)
        wanted = script.scenes if scene is None else (editing.scene_of(script, scene),)
        owner = self._parts.history.video(video_id).owner
        with paying_for(self._parts.purpose(video_id, owner)):
            for one in wanted:
                script = script.with_scene(self._parts.text.rewrite_scene(script, one, instruction))
        where = "script" if scene is None else f"scene {editing.number_of(script, scene)}"
        return self._keep(video_id, script, f"{where} rewritten: {instruction}", script.metadata.written_by)

    def fit_to_voice(self, video_id: str) -> VideoScript:
        """Every scene as long as its words need, the whole as long as the brief asked.

        Raises InvalidInput, NotFound, and what the voice raises.
        """
        script = self._written(video_id)
        video = self._parts.history.video(video_id)
        changed = editing.fitted(script, self._spoken_s(script, video), video.request.duration_s)
        return self._keep(video_id, changed, "lengths fitted to the voice")

    def versions(self, video_id: str) -> tuple[ScriptRecord, ...]:
        """All versions, the latest first. Raises NotFound."""
        self._parts.history.video(video_id)
        return self._parts.history.script_versions(video_id)

    def standing(self, video_id: str) -> Standing:
        """What undo and redo would bring back. Raises NotFound."""
        return standing(self.versions(video_id))

    def undo(self, video_id: str) -> VideoScript:
        """The script before the last change. Raises InvalidInput when there is none, NotFound."""
        return self._bring_back(video_id, self.standing(video_id).undo, UNDO)

    def redo(self, video_id: str) -> VideoScript:
        """The change that was undone last. Raises InvalidInput when there is none, NotFound."""
        return self._bring_back(video_id, self.standing(video_id).redo, REDO)

    def restore_version(self, video_id: str, version: int) -> VideoScript:
        """An older version as the newest. Raises NotFound."""
        script = self._parts.history.script(video_id, version).script
        return self._keep(video_id, script, f"version {version} again")

    def pacing(self, video_id: str) -> Pacing:
        """Each scene's timing with the video's own voice. Raises NotFound, and what the voice raises."""
        script = self._written(video_id)
        video = self._parts.history.video(video_id)
        return pacing_of(script, self._spoken_s(script, video), video.request.duration_s)

    def storyboard(self, video_id: str, scene: SceneName) -> Path:
        """A still of the scene as a small JPEG. Raises InvalidInput, NotFound, MediaError."""
        with self._building(video_id) as build:
            return still(build, editing.scene_of(build.script, scene))

    def storyboard_names(self, video_id: str) -> tuple[str, ...]:
        """For each scene the name of its still among the published files; a new picture, a new name."""
        with self._building(video_id) as build:
            return tuple(still_name(build, number) for number in range(1, len(build.scenes) + 1))

    def price(self, video_id: str) -> Estimate:
        """What making the video as it is now would cost. Raises InvalidInput, NotFound."""
        with self._building(video_id) as build:
            return estimate_build(build)

    def estimate(self, request: GenerationRequest) -> Estimate:
        """What a brief would cost: from its script if there is one, or one is free, else from its length.

        Nothing paid is called. Raises InvalidInput.
        """
        with self._parts.store.lease("estimate") as lease:
            script = script_stage.written_script(self._parts, request)
            if script is None and not self._writing_costs(request):
                script, _ = script_stage.write_script(self._parts, request, lease)
            if script is None:
                return estimate_brief(self._parts, request)
            options = RenderOptions.of(request, script)
            build = Build(self._parts, "estimate", script, options, lease, self._parts.settings.temp_dir)
            return estimate_build(build)

    def _writing_costs(self, request: GenerationRequest) -> bool:
        """Whether a script costs money: its text, or the voice that measures it."""
        return self._parts.settings.uses_google or self._parts.text.quote(request).high_usd > 0

    def _bring_back(self, video_id: str, version: ScriptRecord | None, note: str) -> VideoScript:
        if version is None:
            raise InvalidInput(f"There is nothing to {note}.")
        return self._keep(video_id, version.script, note)

    def _spoken_s(self, script: VideoScript, video: VideoRecord) -> list[float]:
        """Seconds that the voice takes for each scene; what it spoke before is found again."""
        options, temp_dir = RenderOptions.of(video.request, script), self._parts.settings.temp_dir
        spoken_s = []
        with self._parts.store.lease("pacing", video.video_id) as lease:
            for scene in script.scenes:
                build = Build(self._parts, "pacing", script, options, lease, temp_dir, video.owner)
                spoken_s.append(narration_of(build, scene).duration_s)
        return spoken_s


def _instruction(text: str) -> str:
    """The instruction as clean text. Raises InvalidInput."""
    text = clean_text(text)
    if not any(c.isalnum() for c in text):
        raise InvalidInput("Say how to rewrite it.", 'For example "funnier" or "shorter".')
    if len(text) > MAX_INSTRUCTION_CHARS:
        raise InvalidInput(f"An instruction has at most {MAX_INSTRUCTION_CHARS} characters.")
    return text
