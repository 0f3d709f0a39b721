"""Stills: how a scene would look, or a take does look, as a small JPEG, made once and kept.

A still is keyed like the clip it stands for, so an edited scene gets another one. A scene that
keeps a take whatever its script says is shown by that take.
"""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput, artefact_key
from core.artifacts.lease import Lease
from core.media.still import write_still
from core.models import JsonDict, SceneScript
from core.parts import Parts
from core.stages.build import Build
from core.stages.film import film
from core.stages.shots import clip_request

TAKE_WIDTH_PX = 270
_LOOKS_MOST_LIKE_ITSELF = 0.6
"""A place in a clip where titles have arrived and nothing fades yet."""


def still_name(build: Build, number: int) -> str:
    """The still's name among the published files; it changes with everything that is seen."""
    return f"storyboard/{number}.jpg?{artefact_key('still', _inputs(build, build.scenes[number - 1]))[:12]}"


def still(build: Build, scene: SceneScript) -> Path:
    """The still, found or drawn now (about 0.2 s). Raises MediaError, StorageError."""
    if (kept := build.kept_takes.get(scene.scene_id)) is not None:
        return take_still(build.parts, kept.take_id, Path(film(build, scene).path), build.lease)
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


def _inputs(build: Build, scene: SceneScript) -> dict[str, KeyInput]:
    if (kept := build.kept_takes.get(scene.scene_id)) is not None:
        return _of_take(kept.take_id)
    return {"model": "storyboard-1", "request": clip_request(build, scene)}


def _of_take(take_id: str) -> dict[str, KeyInput]:
    return {"take": take_id, "width_px": TAKE_WIDTH_PX}
