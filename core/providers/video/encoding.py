"""From frames that Python draws to a clip: the helper's side of filming on this machine.

Threads draw, a few frames ahead of the one thread that encodes, so a single clip fills two cores
and the bytes are always the same. The colours are BT.709 in video range, tagged as such.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from core.errors import MediaError
from core.models import FPS
from core.operations.children import OnFraction
from core.operations.heap import keep_what_is_freed, share_one_heap
from core.operations.helpers import serve
from core.providers.video.planes import picture_of

Frame = NDArray[np.uint8]
"""Height × width × 3, red first; both even."""

_X264 = {"preset": "ultrafast", "qp": "18"}
"""The clip is encoded again into a segment; here speed counts more than size. A fixed quantiser
needs no look at the frame before it is coded: 5.9 ms and 4.9 Mbit/s for a frame of 720×1280 at
VMAF 97.3, against 9.0 ms, 6.4 Mbit/s and 96.1 of crf 20 with adaptive quantisation."""

_BT709, _VIDEO_RANGE = 1, 1
"""Code points of ITU-T H.273."""

_DRAWING = min(2, os.cpu_count() or 1)
_AHEAD = 2 * _DRAWING
"""Threads that draw, and frames that may wait for the encoder."""

_REPORT_EVERY = 5
"""Frames between two reports of progress."""


def serve_drawing(render: Callable[[dict[str, Any], OnFraction], dict[str, Any]]) -> None:
    """Serve orders with `render` in a process that draws, and does nothing else until it ends."""
    cv2.setNumThreads(1)
    share_one_heap()
    keep_what_is_freed()
    serve(render)


def frame_count(duration_s: float) -> int:
    """The frames of a clip of that length; at least one."""
    return max(1, round(duration_s * FPS))


def encode(
    frame: Callable[[float], Frame], duration_s: float, path: Path, on_fraction: OnFraction
) -> dict[str, Any]:
    """Ask for the frame at each time in seconds and write them all; the fields of FilmedClip.

    Several threads ask at once. Raises MediaError.
    """
    frames = frame_count(duration_s)
    try:
        _write(
            _in_order(lambda index: picture_of(frame(index / FPS), index), frames), frames, path, on_fraction
        )
        on_fraction(1.0)
        return _measured(path)
    except av.error.FFmpegError as error:
        raise MediaError(
            f"The clip could not be encoded: {(error.strerror or '')[:200]}", "Check the free disk space."
        ) from error


def _write(pictures: Iterator[av.VideoFrame], frames: int, path: Path, on_fraction: OnFraction) -> None:
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as clip:
        stream = clip.add_stream("libx264", rate=FPS, options=_X264)
        for index, picture in enumerate(pictures):
            if index == 0:
                _set_up(stream.codec_context, picture)
            if index % _REPORT_EVERY == 0:
                on_fraction(index / frames)
            clip.mux(stream.encode(picture))
        clip.mux(stream.encode(None))


def _set_up(encoder: VideoCodecContext, like: av.VideoFrame) -> None:
    encoder.width, encoder.height, encoder.pix_fmt = like.width, like.height, like.format.name
    encoder.gop_size, encoder.thread_count = FPS, 1
    encoder.color_primaries = encoder.color_trc = encoder.colorspace = _BT709
    encoder.color_range = _VIDEO_RANGE


def _in_order(draw: Callable[[int], av.VideoFrame], frames: int) -> Iterator[av.VideoFrame]:
    """What `draw` makes of 0, 1, 2 ..., drawn a little ahead by several threads."""
    with ThreadPoolExecutor(_DRAWING) as pool:
        waiting = deque(pool.submit(draw, index) for index in range(min(_AHEAD, frames)))
        for following in range(_AHEAD, frames + _AHEAD):
            yield waiting.popleft().result()
            if following < frames:
                waiting.append(pool.submit(draw, following))


def _measured(path: Path) -> dict[str, Any]:
    """What the file says about itself."""
    with av.open(str(path)) as clip:
        video = clip.streams.video[0]
        fps = float(video.average_rate or 0)
        if not video.frames or not fps:
            raise MediaError("The encoded clip cannot be read back.", "Try again.")
        size = {"width": video.width, "height": video.height}
        return {"duration_s": video.frames / fps, **size, "fps": fps}
