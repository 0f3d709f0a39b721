"""A clip at a glance: a few small frames a second, for whatever looks at pictures before they are cut.

Frames are upright, in the clip's displayed shape and in the order of time. A glance is cheap: frames
nothing refers to are skipped, and nothing is smoothed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.probe import VideoStream, open_media
from core.media.still import Image

LOOKS_PER_S = 4
LONG_SIDE_PX = 160
MAX_LOOKS = 160
"""Forty seconds of a clip; scenes show seconds of one."""


class Glance(NamedTuple):
    """`images` is looks × height × width × 3, blue first; `times_s` count from the clip's first frame."""

    times_s: NDArray[np.float64]
    images: NDArray[np.uint8]


def glance_at(clip: Path, video: VideoStream) -> Glance:
    """Small frames of the clip, at least one. Raises MediaError."""
    try:
        looks = list(_looks(clip, video))
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise MediaError(f"{clip.name} cannot be looked at.") from error
    if not looks:
        raise MediaError(f"{clip.name} holds no picture.")
    return Glance(np.array([time_s for time_s, _ in looks]), np.stack([image for _, image in looks]))


def write_glance(glance: Glance, target: Path) -> None:
    """Keep a glance as an .npz file."""
    with target.open("wb") as file:
        np.savez_compressed(file, times_s=glance.times_s, images=glance.images)


def read_glance(path: Path) -> Glance:
    """A glance that was kept. Raises MediaError."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return Glance(kept["times_s"], kept["images"])
    except (OSError, KeyError, ValueError) as error:
        raise MediaError("What was seen of a clip cannot be read.", "Render the video again.") from error


def _looks(clip: Path, video: VideoStream) -> Iterator[tuple[float, Image]]:
    width, height = _small(video)
    turns = (video.rotation + 45) // 90 % 4
    coded = (height, width) if turns % 2 else (width, height)
    with open_media(clip) as container:
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONREF"
        stream.codec_context.options = {"skip_loop_filter": "all"}
        stream.thread_type = "AUTO"
        taken = 0
        for frame in container.decode(stream):
            time_s = float(frame.time or 0.0) - video.start_s
            if taken == MAX_LOOKS:
                return
            if taken == 0 or time_s >= taken / LOOKS_PER_S - 1e-6:
                taken = max(taken + 1, int(time_s * LOOKS_PER_S) + 1)
                small = frame.reformat(width=coded[0], height=coded[1], format="bgr24").to_ndarray()
                yield max(0.0, time_s), np.ascontiguousarray(np.rot90(small, turns), np.uint8)


def _small(video: VideoStream) -> tuple[int, int]:
    factor = LONG_SIDE_PX / max(video.width, video.height)
    return max(8, round(video.width * factor)), max(8, round(video.height * factor))
