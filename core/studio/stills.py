"""Stills: how a scene would look, or a take does look, as a small JPEG, made once and kept.

A still is keyed like the clip it stands for, so an edited scene gets another one. A scene that
keeps a take whatever its script says is shown by that take, one with a first frame by that.
"""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput, artefact_key
from core.artifacts.lease import Lease
from core.media.focus import fixed, view_of
from core.media.still import write_still, write_view
from core.models import AspectRatio, FrameSize, JsonDict, SceneScript
from core.parts import Parts
from core.providers.image.sending import jpeg_of, open_upload
from core.stages.build import Build
from core.stages.film import film
from core.stages.framing import focus_of, is_framed, point_at
from core.stages.shots import clip_request
from core.storage.records import TakeRecord

TAKE_WIDTH_PX = 270
VIEW_WIDTH_PX = 480
_LOOKS_MOST_LIKE_ITSELF = 0.6
"""A place in a clip where titles have arrived and nothing fades yet."""


def still_name(build: Build, number: int) -> str:
    """The still's name among the published files; it changes with everything that is seen."""
    return f"storyboard/{number}.jpg?{artefact_key('still', _inputs(build, build.scenes[number - 1]))[:12]}"


def still(build: Build, scene: SceneScript) -> Path:
    """The still, found or drawn now (about 0.2 s). Raises MediaError, StorageError."""
    if (kept := build.kept_takes.get(scene.scene_id)) is not None:
        return take_still(build.parts, kept.take_id, Path(film(build, scene).path), build.lease)
    if (own := scene.first_frame) is not None:
        return picture_still(build.parts, own.file, build.lease, build.options.aspect_ratio)
    request = clip_request(build, scene)

    def draw(target: Path) -> JsonDict:
        build.parts.storyboard(request, target)
        return {}

    return Path(build.make("still", _inputs(build, scene), ".jpg", draw).path)


def take_still(parts: Parts, take_id: str, clip: Path, lease: Lease) -> Path:
    """A small picture out of a take. Raises MediaError, StorageError."""

    def draw(target: Path) -> JsonDict:
        write_still(clip, target, width_px=TAKE_WIDTH_PX, at=_LOOKS_MOST_LIKE_ITSELF)
        return {}

    return Path(parts.make("still", _of_take(take_id), ".jpg", draw, lease=lease).path)


def is_cut(build: Build, take: TakeRecord) -> bool:
    """Whether the video shows a part of the take's picture only."""
    return is_framed(FrameSize(take.clip.width, take.clip.height), build.options.aspect_ratio.size)


def is_cut_across(build: Build, take: TakeRecord) -> bool:
    """Whether it is wider than the video, and so cut at its left and right."""
    size = build.options.aspect_ratio.size
    return take.clip.width / take.clip.height > size.width / size.height


def view_name(build: Build, number: int, take: TakeRecord) -> str:
    """The name among the published files of the picture that shows what is seen of a take."""
    seen = artefact_key("still", _of_view(build, take))
    return f"views/{number}.jpg?{seen[:12]}"


def view(build: Build, scene: SceneScript, take: TakeRecord) -> Path:
    """The take's still, darkened where the video does not show it. Raises MediaError, StorageError."""

    def draw(target: Path) -> JsonDict:
        clip = film(build, scene)
        at_s = _LOOKS_MOST_LIKE_ITSELF * take.clip.duration_s
        path = focus_of(build, scene.scene_id, clip) or fixed(0.5, 0.5)
        picture = FrameSize(take.clip.width, take.clip.height)
        kept = view_of(point_at(path, at_s), picture, build.options.aspect_ratio.size)
        write_view(Path(clip.path), target, width_px=VIEW_WIDTH_PX, at=_LOOKS_MOST_LIKE_ITSELF, kept=kept)
        return {}

    return Path(build.make("still", _of_view(build, take), ".jpg", draw).path)


def _of_view(build: Build, take: TakeRecord) -> dict[str, KeyInput]:
    shape = build.options.aspect_ratio
    return {"view": take.take_id, "focus": take.focus, "shape": shape, "width_px": VIEW_WIDTH_PX}


def picture_still(parts: Parts, file: str, lease: Lease, ratio: AspectRatio | None = None) -> Path:
    """A small copy of an upload, cropped to the ratio if one is given. Raises NotFound, InvalidInput."""

    def draw(target: Path) -> JsonDict:
        parts.upload(file)  # brought here if another machine took it in
        target.write_bytes(jpeg_of(open_upload(parts.uploads_dir, file), ratio, TAKE_WIDTH_PX))
        return {}

    return Path(parts.make("still", _of_picture(file, ratio), ".jpg", draw, lease=lease).path)


def _inputs(build: Build, scene: SceneScript) -> dict[str, KeyInput]:
    if (kept := build.kept_takes.get(scene.scene_id)) is not None:
        return _of_take(kept.take_id)
    if scene.first_frame is not None:
        return _of_picture(scene.first_frame.file, build.options.aspect_ratio)
    return {"model": "storyboard-1", "request": clip_request(build, scene)}


def _of_picture(file: str, ratio: AspectRatio | None) -> dict[str, KeyInput]:
    return {"picture": file, "ratio": ratio, "width_px": TAKE_WIDTH_PX}


def _of_take(take_id: str) -> dict[str, KeyInput]:
    return {"take": take_id, "width_px": TAKE_WIDTH_PX}
