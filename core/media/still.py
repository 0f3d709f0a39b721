"""One frame of a clip as a JPEG."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.probe import open_media
from core.media.safe_zones import Box

JPEG_QUALITY = 90
_CUT_AWAY = 0.35
Image = NDArray[np.uint8]
"""Height × width × 3, blue first, as OpenCV has it."""


def write_still(clip: Path, target: Path, *, width_px: int, at: float) -> None:
    """The frame at that share of the clip's length, that wide, in its own shape. Raises MediaError."""
    target.write_bytes(jpeg(_frame(clip, width_px, at)))


def _frame(clip: Path, width_px: int, at: float) -> Image:
    try:
        with open_media(clip) as container:
            stream = container.streams.video[0]
            wanted = int(at * (stream.duration or 0))
            container.seek(wanted, stream=stream)
            for frame in container.decode(stream):  # the last one where none is as late
                if (frame.pts or 0) >= wanted:
                    break
            height_px = round(width_px * frame.height / frame.width / 2) * 2
            small = frame.reformat(width=width_px, height=height_px, format="bgr24")
    except (av.error.FFmpegError, OSError, IndexError, UnboundLocalError) as error:
        raise MediaError(f"{clip.name} cannot be read.") from error
    return small.to_ndarray().astype(np.uint8, copy=False)


def write_view(clip: Path, target: Path, *, width_px: int, at: float, kept: Box) -> None:
    """The same frame, darkened where the video does not show it. Raises MediaError."""
    image = _frame(clip, width_px, at)
    height, width = image.shape[:2]
    left, right = round(kept.left * width), round(kept.right * width)
    top, bottom = round(kept.top * height), round(kept.bottom * height)
    dark = (image * _CUT_AWAY).astype(np.uint8)
    dark[top:bottom, left:right] = image[top:bottom, left:right]
    cv2.rectangle(dark, (left, top), (right - 1, bottom - 1), (255, 255, 255), 1)
    target.write_bytes(jpeg(dark))


def jpeg(image: Image) -> bytes:
    """The image as a JPEG. Raises MediaError."""
    made, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not made:
        raise MediaError("The picture could not be encoded.")
    return data.tobytes()
