"""When each scene of a build happens: the script's wishes met with the narrations' lengths."""

from __future__ import annotations

from core.media.timeline import SceneTiming, Timeline, plan_timeline
from core.models import SceneScript
from core.stages.build import Build
from core.stages.voice import narration_of


def timeline_of(build: Build) -> Timeline:
    """The timeline of the whole video. Needs (and makes, if missing) every narration."""
    return plan_timeline([timing_of(scene, narration_of(build, scene).duration_s) for scene in build.scenes])


def timing_of(scene: SceneScript, narration_s: float) -> SceneTiming:
    """A scene as the timeline's arithmetic wants it."""
    return SceneTiming(
        scene_id=scene.scene_id,
        duration_s=scene.duration_s,
        narration_s=narration_s,
        transition=scene.transition,
        role=scene.role,
    )
