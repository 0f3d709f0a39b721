"""Storyboard stills: how a scene would look, as a small JPEG, drawn once and kept.

A still is keyed like the clip it stands for, so an edited scene gets another one.
"""

from __future__ import annotations

from pathlib import Path

from core.artifacts.keys import KeyInput, artefact_key
from core.models import JsonDict, SceneScript
from core.stages.build import Build
from core.stages.film import clip_request


def still_name(build: Build, number: int) -> str:
    """The still's name among the published files; it changes with everything that is seen."""
    return f"storyboard/{number}.jpg?{artefact_key('still', _inputs(build, build.scenes[number - 1]))[:12]}"


def still(build: Build, scene: SceneScript) -> Path:
    """The still, found or drawn now (about 0.2 s). Raises MediaError, StorageError."""
    request = clip_request(build, scene)

    def draw(target: Path) -> JsonDict:
        build.parts.storyboard(request, target)
        return {}

    return Path(build.make("still", _inputs(build, scene), ".jpg", draw).path)


def _inputs(build: Build, scene: SceneScript) -> dict[str, KeyInput]:
    return {"model": "storyboard-1", "request": clip_request(build, scene)}
