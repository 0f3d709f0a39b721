"""Film one still picture: the camera moves over it, as Ken Burns has it."""

from __future__ import annotations

from pathlib import Path

from core.models import FrameSize
from core.operations.children import OnFraction
from core.providers.video.base import FilmedClip
from core.providers.video.camera import CameraMove
from core.providers.video.child import film_in_child

_WORKER = "core.providers.video.still_move.worker"


def film_still(
    picture: Path, move: CameraMove, duration_s: float, size: FrameSize, target: Path, on_fraction: OnFraction
) -> FilmedClip:
    """A clip of exactly that length (to a frame at 30 fps) and size, without sound, at `target`.

    PNG, JPEG or WebP of any shape and depth, at most 50 megapixels; `size` in even pixels. The
    drawing runs in a child process; its memory is bounded whatever the picture. Raises
    InvalidInput for a file that is no such picture, MediaError when encoding fails,
    StorageError when the folder cannot be written, and whatever `on_fraction` raises; none
    of these leaves a file behind.
    """
    payload = {"picture": str(picture.absolute()), "move": move.value, "duration_s": duration_s, "size": size}
    return film_in_child(_WORKER, payload, target, on_fraction)
