"""Footage that a person brought for a scene: a clip as it is, or a picture that the camera moves over.

It costs nothing, whatever the script says. A clip serves a scene of any length; a picture is
filmed as long as its scene.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from core.artifacts.keys import KeyInput
from core.artifacts.store import Artefact
from core.errors import NotFound
from core.media.own_clip import bring_in, video_of
from core.media.probe import probe
from core.models import JsonDict, SceneScript, ShortText, Stage, Value
from core.providers.video.base import FilmedClip
from core.providers.video.camera import CameraMove
from core.stages.build import Build

UPLOAD = "upload"
"""Who `films` such a take, as provider and as model."""


class OwnFootage(Value):
    """A kept upload: `file` is its name in the uploads folder, `name` what its owner calls it."""

    kind: Literal["video", "image"]
    file: ShortText
    name: ShortText
    move: CameraMove = CameraMove.PUSH_IN


def own_key_inputs(build: Build, own: OwnFootage, duration_s: float) -> dict[str, KeyInput]:
    """What its clip is made from; the length and the frame count for pictures alone."""
    if own.kind == "video":
        return {"own": own.file, "sound": "aac"}
    size = build.options.aspect_ratio.size
    return {"own": own.file, "move": own.move, "duration_s": duration_s, "size": list(size)}


def own_clip(build: Build, scene: SceneScript, own: OwnFootage, duration_s: float) -> Artefact:
    """The clip of an upload; its meta is a `FilmedClip`. Raises NotFound, MediaError, StorageError."""

    def bring(target: Path) -> JsonDict:
        source = build.parts.upload(own.file)
        if not source.is_file():
            raise NotFound(f"The upload {own.name} is not there any more.", "Upload it again.")
        report = build.reporter(Stage.CLIPS, scene.scene_id)
        if own.kind == "image":
            size = build.options.aspect_ratio.size
            filmed = build.parts.film_still(source, own.move, duration_s, size, target, report)
        else:
            bring_in(build.parts.ffmpeg, source, target, report)
            filmed = _measured(target)
        return filmed.model_dump(mode="json")

    return build.make("clip", own_key_inputs(build, own, duration_s), ".mp4", bring)


def _measured(clip: Path) -> FilmedClip:
    info, video = probe(clip), video_of(clip)
    return FilmedClip(
        duration_s=video.duration_s,
        width=video.width,
        height=video.height,
        fps=video.fps,
        has_audio=info.audio is not None,
    )
