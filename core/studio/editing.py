"""Editing a script: each function gives the changed script and leaves the old one alone.

Scenes are named by their number from 1, or by their id, which stays the same when another
tab reorders them meanwhile. What cannot be edited raises InvalidInput or NotFound.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from core.director.timing import LEAST_SCENE_S, scene_seconds
from core.errors import InvalidInput, NotFound
from core.intake import parse
from core.models import SceneScript, VideoScript
from core.studio.room import numbered

MAX_SCENES = 20
NEW_SCENE_S = 3.0

SceneName = int | str
"""A scene's number, from 1, or its id."""


def scene_of(script: VideoScript, scene: SceneName) -> SceneScript:
    """The scene of that number or id. Raises InvalidInput for a number, NotFound for an id."""
    if isinstance(scene, int):
        return numbered(script, scene)
    if (found := script.scene(scene)) is None:
        raise NotFound("This scene is not in the script any more.", "Reload the page.")
    return found


def number_of(script: VideoScript, scene: SceneName) -> int:
    """The scene's number, from 1."""
    return script.scenes.index(scene_of(script, scene)) + 1


def edited(script: VideoScript, scene: SceneName, changes: Mapping[str, Any]) -> VideoScript:
    """The script with fields of one scene changed."""
    now = scene_of(script, scene)
    changed = parse(SceneScript, now.model_dump() | dict(changes))
    if changed.scene_id != now.scene_id:
        raise InvalidInput("A scene's id stays as it is.")
    if not any(c.isalnum() for c in changed.visual_prompt):
        raise InvalidInput("The picture has no description.", "Say in a sentence what the scene shows.")
    return script.with_scene(changed)


def with_new_scene(script: VideoScript, after: SceneName) -> VideoScript:
    """A silent scene after that one, with its picture, ready to be described."""
    before = scene_of(script, after)
    fresh = SceneScript(
        scene_id=_new_id(), narration="", visual_prompt=before.visual_prompt, duration_s=NEW_SCENE_S
    )
    return _inserted(script, number_of(script, after), fresh)


def with_copy(script: VideoScript, scene: SceneName) -> VideoScript:
    """The scene once more, right after itself."""
    copy = scene_of(script, scene).model_copy(update={"scene_id": _new_id()})
    return _inserted(script, number_of(script, scene), copy)


def without(script: VideoScript, scene: SceneName) -> VideoScript:
    """The script without the scene."""
    gone = scene_of(script, scene)
    if len(script.scenes) == 1:
        raise InvalidInput("A script has at least one scene.", "Edit this one, or add another first.")
    return _with_scenes(script, [other for other in script.scenes if other is not gone])


def moved(script: VideoScript, scene: SceneName, by: int) -> VideoScript:
    """The scene `by` places later (earlier for a negative number); it stops at the ends."""
    scenes = list(script.scenes)
    place = number_of(script, scene) - 1
    taken = scenes.pop(place)
    scenes.insert(min(max(place + by, 0), len(scenes)), taken)
    return _with_scenes(script, scenes)


def fitted(script: VideoScript, spoken_s: Sequence[float], total_s: float) -> VideoScript:
    """The script with each scene as long as its spoken words need and the whole `total_s` long."""
    if len(script.scenes) * LEAST_SCENE_S > total_s:
        raise InvalidInput(
            f"{len(script.scenes)} scenes do not fit into {total_s:g} seconds.", "Delete a scene first."
        )
    lengths = scene_seconds(spoken_s, total_s)
    pairs = zip(script.scenes, lengths, strict=True)
    return _with_scenes(script, [scene.model_copy(update={"duration_s": s}) for scene, s in pairs])


def _inserted(script: VideoScript, place: int, scene: SceneScript) -> VideoScript:
    if len(script.scenes) >= MAX_SCENES:
        raise InvalidInput(f"A script has at most {MAX_SCENES} scenes.", "Delete one first.")
    return _with_scenes(script, [*script.scenes[:place], scene, *script.scenes[place:]])


def _with_scenes(script: VideoScript, scenes: Sequence[SceneScript]) -> VideoScript:
    return script.model_copy(update={"scenes": tuple(scenes)})


def _new_id() -> str:
    return f"s{uuid.uuid4().hex[:10]}"
