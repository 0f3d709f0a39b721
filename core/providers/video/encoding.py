"""From frames that Python draws to a clip: the child's side of filming on this machine.

One encoder thread, so that two clips at once fill two cores and the bytes are always the
same. The colours are BT.709 in video range, tagged as such.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from moviepy import VideoClip
from numpy.typing import NDArray

from core.errors import MediaError
from core.models import FPS
from core.operations.children import OnFraction

Frame = NDArray[np.uint8]
"""Height × width × 3, red first."""

_PRESET = "ultrafast"
"""The clip is encoded again into a segment; here speed counts more than size."""

_ENCODER = [
    *("-crf", "20", "-x264-params", "aq-mode=1", "-g", str(FPS)),
    *(
        "-vf",
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=range=tv:"
        "colorspace=bt709:color_primaries=bt709:color_trc=bt709",
    ),
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"),
    *("-movflags", "+faststart"),
]

_REPORT_EVERY = 5
"""Frames between two reports of progress."""


def frame_count(duration_s: float) -> int:
    """The frames of a clip of that length; at least one."""
    return max(1, round(duration_s * FPS))


def encode(
    frame: Callable[[float], Frame], duration_s: float, path: Path, on_fraction: OnFraction
) -> dict[str, Any]:
    """Ask for the frame at each time in seconds and write them all; the fields of FilmedClip.

    Raises MediaError.
    """
    frames = frame_count(duration_s)

    def picture(t: float) -> Frame:
        index = round(t * FPS)
        if index % _REPORT_EVERY == 0:
            on_fraction(min(index / frames, 1.0))
        return frame(index / FPS)

    _write(VideoClip(picture, duration=(frames + 0.5) / FPS), path)
    on_fraction(1.0)
    return _measured(path)


def _write(clip: VideoClip, path: Path) -> None:
    try:
        clip.write_videofile(
            str(path),
            fps=FPS,
            codec="libx264",
            preset=_PRESET,
            audio=False,
            threads=1,
            logger=None,
            ffmpeg_params=_ENCODER,
        )
    except OSError as error:
        reason = str(error).strip().splitlines()[-1:] or ["unknown reason"]
        raise MediaError(
            f"The clip could not be encoded: {reason[0][:200]}", "Check the free disk space."
        ) from error


def _measured(path: Path) -> dict[str, Any]:
    """What the file says about itself."""
    video = cv2.VideoCapture(str(path))
    try:
        fps, frames = video.get(cv2.CAP_PROP_FPS), video.get(cv2.CAP_PROP_FRAME_COUNT)
        if not video.isOpened() or fps <= 0 or frames < 1:
            raise MediaError("The encoded clip cannot be read back.", "Try again.")
        width, height = video.get(cv2.CAP_PROP_FRAME_WIDTH), video.get(cv2.CAP_PROP_FRAME_HEIGHT)
    finally:
        video.release()
    return {"duration_s": frames / fps, "width": int(width), "height": int(height), "fps": fps}
