"""The animatic: the video model that needs no account, no network and no money.

It draws a designed, moving storyboard clip of a scene on this machine. Submitting costs
nothing and keeps nothing: the operation's name is the request's own digest, so collecting
may happen in any process, any number of times, and always gives the same pictures. The
drawing runs in a child process; the clip appears at its target whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from core.errors import MediaError, StorageError
from core.operations.children import OnFraction
from core.providers.quote import Quote
from core.providers.video.base import ClipRequest, FilmedClip
from core.providers.video.child import film_in_child
from core.providers.video.frame import frame_size

SHORT_SIDE_PX = 720
"""Shorter side of the rendered frame: 720x1280, 1280x720, 720x720, 720x900."""

PREVIEW_SIDE_PX = 360
"""Shorter side of a storyboard still."""

_WORKER = "core.providers.video.animatic.worker"
_PREVIEW_AT = 0.6
"""Share of the clip after which everything has come into the picture."""


class Animatic:
    """Films a scene by drawing it; implements `core.providers.video.base.VideoModel`."""

    def __init__(self, short_side_px: int = SHORT_SIDE_PX) -> None:
        self._short_side_px = short_side_px

    @property
    def provider(self) -> str:
        return "animatic"

    @property
    def model_id(self) -> str:
        return "animatic-1"

    def price_usd(self, request: ClipRequest) -> float:  # noqa: ARG002 - the port asks per request
        """Nothing, whatever is asked."""
        return 0.0

    def quote(self, request: ClipRequest) -> Quote:  # noqa: ARG002 - the port asks per request
        """Nothing, whatever is asked."""
        return Quote.free(self.model_id)

    def submit(self, request: ClipRequest) -> str:
        """The digest of the request's canonical JSON."""
        canonical = json.dumps(request.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return f"animatic-{hashlib.sha256(canonical.encode()).hexdigest()[:32]}"

    def collect(
        self,
        operation: str,  # noqa: ARG002 - the request says it all
        request: ClipRequest,
        target: Path,
        on_fraction: OnFraction,
    ) -> FilmedClip:
        """Draw the clip and move it to `target` when it is whole.

        Raises MediaError when drawing or encoding fails, StorageError when the folder cannot
        be written, and whatever `on_fraction` raises; none of these leaves a file behind.
        """
        size = frame_size(request.aspect_ratio, self._short_side_px)
        payload = {"request": _own_words(request).model_dump(mode="json"), "size": size}
        return film_in_child(_WORKER, payload, target, on_fraction)

    def preview(self, request: ClipRequest, target: Path) -> None:
        """Draw one frame of the clip as a small JPEG, in this process, in about 0.2 s.

        Raises MediaError, StorageError.
        """
        # imported late: most processes never draw themselves
        import cv2

        from core.providers.video.animatic.scene import Scene

        scene = Scene.of(_own_words(request), frame_size(request.aspect_ratio, PREVIEW_SIDE_PX))
        picture = cv2.cvtColor(scene.frame(request.duration_s * _PREVIEW_AT), cv2.COLOR_RGB2BGR)
        is_encoded, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
        if not is_encoded:
            raise MediaError("The storyboard frame could not be drawn.", "Change the scene's picture.")
        try:
            target.write_bytes(data.tobytes())
        except OSError as error:
            raise StorageError(
                f"The storyboard frame could not be written: {error.strerror or error}.",
                "Free some space or choose another data folder.",
            ) from error


def _own_words(request: ClipRequest) -> ClipRequest:
    """Prompts for other models say more than a scene shows; all of it would be drawn."""
    return request.model_copy(update={"prompt": request.shot, "shot": ""}) if request.shot else request
