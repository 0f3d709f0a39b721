"""The soundtrack: every narration at its time, music under it, one even loudness."""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput
from core.artifacts.lease import Lease
from core.artifacts.store import Artefact
from core.media.soundtrack import mix
from core.media.timeline import Timeline
from core.models import Mood, Stage
from core.parts import Parts
from core.providers.music.base import MusicModel, MusicRequest
from core.stages.build import Build
from core.stages.timing import timeline_of
from core.stages.voice import narrate

AUTO, NONE = "auto", "none"


def music_mood(build: Build) -> Mood | None:
    """The mood of the composed bed: the script's own for `auto`; None where no bed is composed."""
    choice = build.options.music
    if choice == AUTO:
        return build.script.metadata.mood
    return Mood(choice) if choice in list(Mood) else None


def score(build: Build, timeline: Timeline) -> Artefact | None:
    """The music bed, as long as the video; None without music."""
    if build.options.music == NONE:
        return None
    mood = music_mood(build)
    model: MusicModel = build.parts.music if mood else build.parts.uploaded_music(build.options.music)
    request = MusicRequest(
        mood=mood or build.script.metadata.mood,
        duration_s=timeline.duration_s,
        seed=build.script.metadata.seed,
    )

    return compose(build.parts, model, request, build.lease)


def compose(parts: Parts, model: MusicModel, request: MusicRequest, lease: Lease) -> Artefact:
    """A bed, found or made now; its meta is a `MusicBed`."""

    def maker(target: Path) -> dict[str, object]:
        return model.compose(request, target).model_dump(mode="json")

    inputs: dict[str, KeyInput] = {"model": model.model_id, "request": request}
    return parts.make("music", inputs, ".wav", maker, lease=lease)


def soundtrack(build: Build, timeline: Timeline | None = None) -> Artefact:
    """The sound of the whole video."""
    timeline = timeline or timeline_of(build)
    spoken = [(scene, made) for scene in build.scenes if (made := narrate(build, scene)) is not None]
    starts_s = [timeline.scene(scene.scene_id).narration_start_s for scene, _ in spoken]
    bed = score(build, timeline)
    inputs: dict[str, KeyInput] = {
        "narrations": [[made.key, start_s] for (_, made), start_s in zip(spoken, starts_s, strict=True)],
        "music": bed.key if bed else None,
        "duration_s": timeline.duration_s,
    }
    voices = [(Path(made.path), start_s) for (_, made), start_s in zip(spoken, starts_s, strict=True)]

    def mix_down(target: Path) -> dict[str, object]:
        report = mix(
            build.parts.ffmpeg,
            voices,
            Path(bed.path) if bed else None,
            timeline.duration_s,
            target,
            on_fraction=build.reporter(Stage.SOUND),
        )
        return report.model_dump(mode="json")

    return build.make("soundtrack", inputs, ".m4a", mix_down)
