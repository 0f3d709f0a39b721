"""A video model that needs one picture and no network: the camera moves over it.

It stands between the models that film for real and the animatic. Submitting costs nothing
and keeps nothing, so collecting may happen in any process, any number of times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from core.errors import ProviderUnavailable
from core.operations.children import OnFraction
from core.providers.video.base import ClipRequest, FilmedClip
from core.providers.video.camera import camera_move
from core.providers.video.frame import frame_size
from core.providers.video.still_move.filming import film_still

SHORT_SIDE_PX = 1080

PictureFor = Callable[[ClipRequest], Path | None]
"""The picture that shows a scene; None when there is none."""


class StillMove:
    """Films a scene from its picture; implements `core.providers.video.base.VideoModel`."""

    def __init__(self, picture_for: PictureFor, short_side_px: int = SHORT_SIDE_PX) -> None:
        self._picture_for = picture_for
        self._short_side_px = short_side_px

    @property
    def provider(self) -> str:
        return "still_move"

    @property
    def model_id(self) -> str:
        return "still-move-1"

    def price_usd(self, request: ClipRequest) -> float:  # noqa: ARG002 - the port asks per request
        """Nothing, whatever is asked."""
        return 0.0

    def submit(self, request: ClipRequest) -> str:
        """The digest of the request. Raises ProviderUnavailable when the scene has no picture."""
        self._picture(request)
        return f"still-{hashlib.sha256(request.model_dump_json().encode()).hexdigest()[:32]}"

    def collect(
        self,
        operation: str,  # noqa: ARG002 - the request says it all
        request: ClipRequest,
        target: Path,
        on_fraction: OnFraction,
    ) -> FilmedClip:
        """Film the picture with the move that the prompt names. Raises what `film_still` raises."""
        size = frame_size(request.aspect_ratio, self._short_side_px)
        move = camera_move(request.prompt)
        return film_still(self._picture(request), move, request.duration_s, size, target, on_fraction)

    def _picture(self, request: ClipRequest) -> Path:
        if (picture := self._picture_for(request)) is None:
            raise ProviderUnavailable(
                "This scene has no picture to film.", "Give it one, or use another model."
            )
        return picture
