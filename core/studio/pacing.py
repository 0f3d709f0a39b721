"""Pacing: whether what is spoken fits its scene, and whether people can read along.

Lengths are those of the real voice, and scene lengths those of the render's own timeline,
so what is shown here is what will be heard.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.director.timing import READING_CHARS_PER_S, USUAL_READING_CHARS_PER_S, reading_seconds
from core.models import FPS, Language, SceneScript, Value, VideoScript
from core.stages.timing import timing_of

FORGIVEN_S = 0.1
"""A scene this much longer than asked is nothing to warn of."""
USUAL_TOTAL_ERROR_S = 0.5


class ScenePace(Value):
    """One scene's timing. `real_s` is how long it will be, at least what its voice needs."""

    scene_id: str
    spoken_s: float
    asked_s: float
    real_s: float
    chars_per_s: float
    warnings: tuple[str, ...] = ()


class Pacing(Value):
    """The whole script's timing against the length that the brief asked for."""

    scenes: tuple[ScenePace, ...]
    target_s: float

    @property
    def total_s(self) -> float:
        return sum(scene.real_s for scene in self.scenes)

    @property
    def is_on_target(self) -> bool:
        return abs(self.total_s - self.target_s) <= USUAL_TOTAL_ERROR_S

    @property
    def has_warnings(self) -> bool:
        return any(scene.warnings for scene in self.scenes)


def pacing_of(script: VideoScript, spoken_s: Sequence[float], target_s: float) -> Pacing:
    """The pacing of a script whose narrations take `spoken_s` seconds."""
    language = script.metadata.language
    pairs = zip(script.scenes, spoken_s, strict=True)
    return Pacing(scenes=tuple(_pace(scene, s, language) for scene, s in pairs), target_s=target_s)


def _pace(scene: SceneScript, spoken_s: float, language: Language) -> ScenePace:
    real_s = timing_of(scene, spoken_s).frames / FPS
    chars_per_s = len(scene.narration) / spoken_s if spoken_s > 0 else 0.0
    return ScenePace(
        scene_id=scene.scene_id,
        spoken_s=spoken_s,
        asked_s=scene.duration_s,
        real_s=real_s,
        chars_per_s=chars_per_s,
        warnings=tuple(_warnings(scene, real_s, chars_per_s, language)),
    )


def _warnings(scene: SceneScript, real_s: float, chars_per_s: float, language: Language) -> list[str]:
    found = []
    if real_s > scene.duration_s + FORGIVEN_S:
        found.append(
            f"The voice needs {real_s:.1f} s, the scene has {scene.duration_s:.1f} s: "
            f"it will run {real_s - scene.duration_s:.1f} s longer."
        )
    most = READING_CHARS_PER_S.get(language, USUAL_READING_CHARS_PER_S)
    if chars_per_s > most:
        found.append(
            f"Hard to read along: {chars_per_s:.0f} characters a second, {most:.0f} are comfortable."
        )
    shown_s = reading_seconds(scene.on_screen_text, language)
    if shown_s > real_s:
        found.append(f"The words on screen take {shown_s:.1f} s to read, the scene has {real_s:.1f} s.")
    return found
