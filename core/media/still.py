"""One frame of a clip as a JPEG."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.probe import open_media

JPEG_QUALITY = 90
Image = NDArray[np.uint8]
"""Height × width × 3, blue first, as OpenCV has it."""


def write_still(clip: Path, target: Path, *, width_px: int, at: float) -> None:
    """The frame at that share of the clip's length, that wide, in its own shape. Raises MediaError."""
    try:
        with open_media(clip) as container:
            stream = container.streams.video[0]
            wanted = int(at * (stream.duration or 0))
            container.seek(wanted, stream=stream)
            frame = next(f for f in container.decode(stream) if (f.pts or 0) >= wanted)
            height_px = round(width_px * frame.height / frame.width / 2) * 2
            small = frame.reformat(width=width_px, height=height_px, format="bgr24")
    except (av.error.FFmpegError, OSError, IndexError, StopIteration) as error:
        raise MediaError(f"{clip.name} cannot be read.") from error
    target.write_bytes(jpeg(small.to_ndarray().astype(np.uint8, copy=False)))


def jpeg(image: Image) -> bytes:
    """The image as a JPEG. Raises MediaError."""
    made, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not made:
        raise MediaError("The picture could not be encoded.")
    return data.tobytes()
