"""The soundtrack: every narration at its time, music under it, one even loudness."""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput
from core.artifacts.lease import Lease
from core.artifacts.store import Artefact
from core.media.footage import Footage
from core.media.own_clip import video_of
from core.media.probe import probe
from core.media.soundtrack import PlacedClip, mix
from core.media.timeline import ScenePlan, Timeline
from core.models import FPS, ClipSound, Mood, Stage
from core.parts import Parts
from core.providers.music.base import MusicModel, MusicRequest
from core.stages.build import Build
from core.stages.film import film
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


def clip_sounds(build: Build) -> dict[str, Artefact]:
    """By scene, the clips whose own sound is heard; none where the brief leaves it out."""
    if build.options.clip_sound is ClipSound.OFF:
        return {}
    clips = {scene.scene_id: film(build, scene) for scene in build.scenes}
    return {name: clip for name, clip in clips.items() if probe(Path(clip.path)).audio is not None}


def placed(clip: Path, plan: ScenePlan, starts_s: float) -> PlacedClip:
    """A clip's sound beside its picture: as slow as it, over the transitions, never mirrored."""
    footage = Footage(path=clip, video=video_of(clip), scene=plan, starts_s=starts_s)
    fit, from_s = footage.fit, footage.skipped / FPS
    heard_s = min(fit.forward, fit.needed) / FPS
    tail = 0 if fit.mirrored else plan.tail
    return PlacedClip(
        path=clip,
        from_s=from_s,
        to_s=from_s + heard_s / fit.slowdown,
        slowdown=fit.slowdown,
        start_s=(plan.start_frame - plan.head) / FPS,
        rise_s=max(_SOFT_S, 2 * plan.head / FPS),
        fall_s=_RUNS_OUT_S if fit.mirrored else max(_SOFT_S, 2 * tail / FPS),
    )


_SOFT_S, _RUNS_OUT_S = 0.04, 0.6
"""A cut without a click; the end of a sound that is shorter than its scene."""


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
    heard = clip_sounds(build)
    if heard:
        plans = {name: timeline.scene(name) for name in heard}
        inputs["clips"] = [
            [clip.key, plans[name].model_dump(mode="json"), build.starts_s.get(name, 0.0)]
            for name, clip in heard.items()
        ]
        inputs["clip_sound"] = build.options.clip_sound
    voices = [(Path(made.path), start_s) for (_, made), start_s in zip(spoken, starts_s, strict=True)]

    def mix_down(target: Path) -> dict[str, object]:
        report = mix(
            build.parts.ffmpeg,
            voices,
            Path(bed.path) if bed else None,
            timeline.duration_s,
            target,
            clips=[
                placed(Path(clip.path), timeline.scene(name), build.starts_s.get(name, 0.0))
                for name, clip in heard.items()
            ],
            clip_sound=build.options.clip_sound,
            on_fraction=build.reporter(Stage.SOUND),
        )
        return report.model_dump(mode="json")

    return build.make("soundtrack", inputs, ".m4a", mix_down)
