"""The one frame that stands for the video.

Candidates are key frames: they are spread over the video, cost little to decode and are
coded best. The score prefers a sharp, well lit, colourful picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.probe import open_media
from core.media.still import Image, jpeg
from core.media.workbench import workbench
from core.models import Value

MAX_CANDIDATES = 24
_SMALL = (180, 320)


class Poster(Value):
    """Where in the video the chosen frame is, and its score (0..1)."""

    time_s: float
    score: float


def make_poster(video: Path, target: Path) -> Poster:
    """Write the best of up to 24 candidates as `target` (.jpg). Raises MediaError, StorageError."""
    best: tuple[float, float, Image] | None = None
    for time_s, image in _candidates(video):
        score = score_image(image)
        if best is None or score > best[0]:
            best = (score, time_s, image)
    if best is None:
        raise MediaError(f"{video.name} holds no picture for a poster.")
    score, time_s, image = best
    with workbench(target) as (_, making):
        making.write_bytes(jpeg(image))
    return Poster(time_s=time_s, score=score)


def score_image(image: Image) -> float:
    """0..1 from sharpness, light and colourfulness, measured on a small copy."""
    small = cv2.resize(image, _SMALL, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    sharpness = _saturating(float(cv2.Laplacian(grey, cv2.CV_64F).var()), 400.0)
    light = float(grey.mean()) / 255
    well_lit = math.exp(-(((light - 0.5) / 0.25) ** 2))
    return 0.45 * sharpness + 0.3 * well_lit + 0.25 * _saturating(_colourfulness(small), 50.0)


def _candidates(video: Path) -> Iterator[tuple[float, Image]]:
    try:
        with open_media(video) as container:
            stream = container.streams.video[0]
            stream.codec_context.skip_frame = "NONKEY"
            stream.thread_type = "AUTO"
            times = [p.pts for p in container.demux(stream) if p.is_keyframe and p.pts is not None]
            container.seek(0)
            chosen = set(times[:: math.ceil(len(times) / MAX_CANDIDATES) or 1])
            for frame in container.decode(stream):
                if frame.pts in chosen:
                    yield (
                        float(frame.time or 0.0),
                        frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False),
                    )
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise MediaError(f"{video.name} cannot be read for a poster.") from error


def _colourfulness(image: NDArray[Any]) -> float:
    """Hasler and Süsstrunk, "Measuring colourfulness in natural images", 2003."""
    blue, green, red = (image[..., i].astype(np.float32) for i in range(3))
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = math.hypot(float(red_green.std()), float(yellow_blue.std()))
    return spread + 0.3 * math.hypot(float(red_green.mean()), float(yellow_blue.mean()))


def _saturating(value: float, half: float) -> float:
    """0 at 0, one half at `half`, towards 1 beyond."""
    return value / (value + half)
