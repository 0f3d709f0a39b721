"""Pictures of scenes: what a clip could begin with, and what the camera can move over in its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple, Protocol

from core.providers.image.base import PictureRequest
from core.providers.named import Named
from core.providers.video.base import ClipRequest

_ABOUT_TIME = re.compile(
    r"(?:\bCamera:|\bSingle continuous shot\b|\bNo dialogue\b|\bNo voice-over\b)[^.]*\.\s*", re.IGNORECASE
)
"""Sentences of a clip's prompt that say nothing about a single frame."""


class ScenePicture(NamedTuple):
    """A picture that was made for a scene, by the name it is kept under."""

    name: str
    cost_usd: float


class ScenePictures(Named, Protocol):
    """Makes pictures for scenes; one that exists already costs nothing."""

    def key(self, request: ClipRequest) -> str:
        """The name of the scene's picture, made or not."""
        ...

    def price_usd(self, request: ClipRequest) -> float:
        """What `make` will cost. Raises InvalidInput when that is not known."""
        ...

    def make(self, request: ClipRequest) -> ScenePicture:
        """The scene's picture, made now if there is none. Raises what a `PictureModel` raises."""
        ...

    def path(self, name: str) -> Path:
        """Where it lies. Raises NotFound."""
        ...


def picture_request(request: ClipRequest) -> PictureRequest:
    """The picture for the clip of a request: the same shot, light and look, without the camera's way."""
    still = _ABOUT_TIME.sub("", request.prompt).strip()
    return PictureRequest(
        prompt=still or request.prompt,
        aspect_ratio=request.aspect_ratio,
        seed=request.seed,
        reference_pictures=request.reference_pictures,
    )
