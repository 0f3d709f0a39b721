"""Publishing: the finished files appear under `outputs/<video_id>/`, each in one step.

Files come from the store by hard link where the disk allows it, else by copy; either way
under a hidden name first and then renamed, so no reader ever sees half a file.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from pydantic import RootModel

from core.artifacts.failures import storage_failures
from core.artifacts.store import Artefact
from core.media.captions import write_srt, write_vtt
from core.models import CaptionStyle, ClipSound, Corner, OwnPicture, ShortText, Value, VideoScript
from core.stages.build import Build, RenderOptions
from core.stages.film import film
from core.stages.names import PREVIEW, final_name, ratio_suffix
from core.stages.pieces import captions_of
from core.stages.placing import placed
from core.stages.posters import POSTERS, publish_posters
from core.stages.sound import soundtrack
from core.stages.timing import timeline_of
from core.stages.voice import narrate


class ShownTake(Value):
    """The clip that a scene of the finished video shows, where it begins, and a person's focus."""

    clip: str
    starts_s: float = 0.0
    focus: tuple[float, float] | None = None


class ShownTakes(RootModel[dict[str, ShownTake]]):
    """By scene, what the finished video shows."""


class ShownLooks(Value):
    """Looks and sound of the finished video, as far as they can be chosen after the brief."""

    caption_style: CaptionStyle
    music: ShortText
    clip_sound: ClipSound
    logo: OwnPicture | None = None
    logo_corner: Corner = Corner.TOP_LEFT

    @classmethod
    def of(cls, options: RenderOptions) -> ShownLooks:
        return cls.model_validate(options.model_dump(include=set(cls.model_fields)))


def publish_files(build: Build, video: Artefact) -> dict[str, Path]:
    """Everything a person takes away; the files by their names inside the video's folder."""
    folder = build.parts.outputs(build.video_id)
    with storage_failures("Publishing the finished files"):
        files = dict(_files(build, video, folder))
        _remove_left_over(folder, files)
        return files


def publish_preview(build: Build, video: Artefact) -> dict[str, Path]:
    """The preview alone; what was published before stays."""
    folder = build.parts.settings.outputs_dir / build.video_id
    with storage_failures("Publishing the preview"):
        files = dict([_linked(folder, PREVIEW, video)])
    build.parts.share_outputs(build.video_id, files)
    return files


def publish_text(folder: Path, name: str, text: str) -> Path:
    """A text file in the video's folder, there in full or not at all."""
    with storage_failures("Publishing the finished files"):
        return _text(folder, name, text)[1]


def _files(build: Build, video: Artefact, folder: Path) -> Iterator[tuple[str, Path]]:
    timeline = timeline_of(build)
    shown = {}
    for number, scene in enumerate(build.scenes, start=1):
        clip = film(build, scene)
        shown[scene.scene_id] = ShownTake(
            clip=clip.key,
            starts_s=build.starts_s.get(scene.scene_id, 0.0),
            focus=build.focus.get(scene.scene_id),
        )
        yield _linked(folder, f"individual_clips/scene_{number:02}.mp4", clip)
        if (narration := narrate(build, scene)) is not None:
            yield _linked(folder, f"audio_files/scene_{number:02}.wav", narration)
    yield _linked(folder, "audio_files/soundtrack.m4a", soundtrack(build, timeline))
    suffix = ratio_suffix(build)
    yield _text(folder, f"scripts/takes{suffix}.json", ShownTakes(shown).model_dump_json(indent=2))
    yield _text(folder, f"scripts/looks{suffix}.json", ShownLooks.of(build.options).model_dump_json())
    yield _text(folder, "scripts/script.json", build.script.model_dump_json(indent=2))
    yield _text(folder, "scripts/script.md", readable(build.script))
    tracks = [(timeline.scene(s.scene_id).start_s, captions_of(build, s, timeline)) for s in build.scenes]
    yield (
        "captions/captions.srt",
        placed(folder / "captions/captions.srt", lambda t: write_srt(tracks, t)),
    )
    yield (
        "captions/captions.vtt",
        placed(folder / "captions/captions.vtt", lambda t: write_vtt(tracks, t)),
    )
    yield _text(
        folder, "quality_report.json", json.dumps(video.meta["quality"], indent=2, ensure_ascii=False)
    )
    yield from publish_posters(build, Path(video.path), folder, timeline)
    yield _linked(folder, final_name(build), video)


def readable(script: VideoScript) -> str:
    """The script as a page a person can read and print."""
    lines = [f"# {script.title}", ""]
    start_s = 0.0
    for number, scene in enumerate(script.scenes, start=1):
        end_s = start_s + scene.duration_s
        lines += [f"## {number}. {scene.role.value.replace('_', ' ')} ({start_s:.1f} to {end_s:.1f} s)", ""]
        lines += [f"**Says:** {scene.narration}", "", f"**Shows:** {scene.visual_prompt}", ""]
        lines += [f"**On screen:** {scene.on_screen_text}", ""] if scene.on_screen_text else []
        start_s = end_s
    lines += [" ".join(script.metadata.hashtags)] if script.metadata.hashtags else []
    return "\n".join(lines).rstrip() + "\n"


def _remove_left_over(folder: Path, files: dict[str, Path]) -> None:
    """Clips and voices of scenes that the video does not have any more, and posters it could have had."""
    left_over = [*folder.glob("individual_clips/scene_*"), *folder.glob("audio_files/scene_*")]
    left_over += folder.glob(f"{POSTERS}/*.jpg")
    for path in left_over:
        if path not in files.values():
            path.unlink(missing_ok=True)


def _linked(folder: Path, name: str, made: Artefact) -> tuple[str, Path]:
    def link(target: Path) -> None:
        try:
            os.link(made.path, target)
        except OSError:  # another disk, or one without hard links
            shutil.copyfile(made.path, target)

    return name, placed(folder / name, link)


def _text(folder: Path, name: str, text: str) -> tuple[str, Path]:
    return name, placed(folder / name, lambda target: target.write_text(text, encoding="utf-8"))


def _keep(data: bytes, target: Path) -> None:
    target.write_bytes(data)
