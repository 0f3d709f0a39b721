"""The one frame that stands for the video, and the others that could.

Candidates are key frames, which are coded best, of each piece (`glimpses`): a piece that is used
again is not looked at again. The score prefers a sharp, well lit, colourful picture; of those that
score best some are offered that lie apart from each other, so that a person has a real choice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import av
import cv2
import numpy as np
from av import VideoFrame
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.fonts import FontSet
from core.media.glance import Glance
from core.media.poster_title import lettered
from core.media.probe import decoded_alone, open_media
from core.media.still import Image, jpeg
from core.media.workbench import workbench
from core.models import FPS

OFFERED = 6
THUMB_WIDTH_PX = 270
_EVERY = 2
"""Of the key frames every second one is a candidate: one in four seconds."""
_APART = 1 / 14
"""Offered frames lie at least this share of the video's length apart."""
_SMALL = (180, 320)
_HALF_A_FRAME_S = 0.5 / FPS
"""Times are written down to the millisecond, which may fall short of their frame."""


class Candidate(NamedTuple):
    """A frame that could be the poster: where it is, its score (0..1), and a small copy."""

    time_s: float
    score: float
    thumb: Image


def glimpses(video: Path) -> Glance:
    """Small copies of key frames spread over a video or a piece of one. Raises MediaError."""
    seen = list(_thumbs(video))
    if not seen:
        raise MediaError(f"{video.name} holds no picture for a poster.")
    return Glance(np.array([time_s for time_s, _ in seen]), np.stack([image for _, image in seen]))


def candidates(seen: Glance, worth: Callable[[float], float] = lambda _: 1.0) -> tuple[Candidate, ...]:
    """Up to six of these frames that could stand for the video, the best first; at least one.

    `worth` says of a time what its frame is worth whatever it shows, from 0 to 1.
    """
    found = [
        Candidate(float(time_s), worth(float(time_s)) * score_image(thumb), thumb)
        for time_s, thumb in zip(seen.times_s, seen.images, strict=True)
    ]
    apart_s = max(candidate.time_s for candidate in found) * _APART
    chosen: list[Candidate] = []
    for candidate in sorted(found, key=lambda each: -each.score):
        if candidate.score > 0 and all(abs(candidate.time_s - other.time_s) >= apart_s for other in chosen):
            chosen.append(candidate)
    return tuple(chosen[:OFFERED]) or (found[0],)


def write_poster(
    video: Path, target: Path, at_s: float, *, title: str = "", fonts: FontSet | None = None
) -> None:
    """Write the key frame at `at_s`, or the last before, as `target` (.jpg); titled where fonts are given.

    Raises MediaError, StorageError.
    """
    image = _shown_at(video, at_s)
    if title and fonts is not None:
        image = lettered(image, title, fonts)
    with workbench(target) as (_, making):
        making.write_bytes(jpeg(image))


def score_image(image: Image) -> float:
    """0..1 from sharpness, light and colourfulness, measured on a small copy."""
    small = cv2.resize(image, _SMALL, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    sharpness = _saturating(float(cv2.Laplacian(grey, cv2.CV_64F).var()), 400.0)
    light = float(grey.mean()) / 255
    well_lit = math.exp(-(((light - 0.5) / 0.25) ** 2))
    return 0.45 * sharpness + 0.3 * well_lit + 0.25 * _saturating(_colourfulness(small), 50.0)


@contextmanager
def _opened(video: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The video and its picture. Raises MediaError."""
    try:
        with open_media(video) as container:
            stream = container.streams.video[0]
            stream.thread_type = "NONE"
            yield container, stream
    except (av.error.FFmpegError, OSError, IndexError, StopIteration) as error:
        raise MediaError(f"{video.name} cannot be read for a poster.") from error


def _frame_at(container: InputContainer, stream: VideoStream, time: int) -> VideoFrame:
    """The key frame of that time, or the last before."""
    container.seek(time, stream=stream)
    return decoded_alone(stream, next(container.demux(stream)))[0]


def _thumbs(video: Path) -> Iterator[tuple[float, Image]]:
    """Small copies of key frames spread over the video, with their seconds."""
    with _opened(video) as (container, stream):
        times = [p.pts for p in container.demux(stream) if p.is_keyframe and p.pts is not None]
        for time in times[::_EVERY]:
            frame = _frame_at(container, stream, time)
            height_px = max(2, round(frame.height * THUMB_WIDTH_PX / frame.width))
            small = frame.reformat(THUMB_WIDTH_PX, height_px, "bgr24", interpolation="AREA")
            yield time * float(stream.time_base or 0), small.to_ndarray().astype(np.uint8, copy=False)


def _shown_at(video: Path, at_s: float) -> Image:
    with _opened(video) as (container, stream):
        frame = _frame_at(container, stream, round((at_s + _HALF_A_FRAME_S) / float(stream.time_base or 1)))
        return frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)


def _colourfulness(image: NDArray[Any]) -> float:
    """Hasler and Süsstrunk, "Measuring colourfulness in natural images", 2003."""
    blue, green, red = (image[..., i].astype(np.float32) for i in range(3))
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = math.hypot(float(red_green.std()), float(yellow_blue.std()))
    return spread + 0.3 * math.hypot(float(red_green.mean()), float(yellow_blue.mean()))


def _saturating(value: float, half: float) -> float:
    """0 at 0, one half at `half`, towards 1 beyond."""
    return value / (value + half)
