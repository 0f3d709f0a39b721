"""A clip that came over the wire: checked before anybody sees it, then moved to its place whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.video.stream import VideoStream

from core.errors import MediaError, StorageError
from core.operations.children import OnFraction
from core.providers.video.base import FilmedClip

Fetch = Callable[[Path], None]
"""Writes what came to a file."""

_ONLY_THIS_FILE = {"protocol_whitelist": "file", "format_whitelist": "mov,matroska,webm"}
"""A clip is one file; a playlist in its place opens nothing."""

LEAST_S, MOST_S = 0.2, 120.0
LEAST_SIDE_PX = 64


def deliver(fetch: Fetch, target: Path, on_fraction: OnFraction, *, who: str, cost_usd: float) -> FilmedClip:
    """Fetch, check and keep a clip; what it is, as measured.

    Its length and size need not be those that were asked: the segment stage fits any. Raises
    MediaError when it is no whole video, StorageError when the folder cannot be written, and
    whatever `fetch` and `on_fraction` raise; none of these leaves a file behind.
    """
    with _beside(target) as part:
        on_fraction(0.5)
        fetch(part)
        clip = _measured(part, who, cost_usd)
        on_fraction(1.0)
        part.replace(target)
        return clip


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.stem[:16]}-") as folder:
            yield Path(folder) / "clip.mp4"
    except OSError as error:
        raise StorageError(
            f"The clip could not be written: {error.strerror or error}.",
            "Free some space or choose another data folder.",
        ) from error


def _measured(path: Path, who: str, cost_usd: float) -> FilmedClip:
    """Decode the whole clip: a cut file often opens well and ends early."""
    if not path.is_file() or path.stat().st_size == 0:
        raise _spoilt(who, "is empty")
    try:
        with av.open(f"file:{path}", options=_ONLY_THIS_FILE) as container:
            if not container.streams.video:
                raise _spoilt(who, "holds no picture")
            stream = container.streams.video[0]
            promised_s = float((stream.duration or 0) * (stream.time_base or 0))
            clip = _decoded(stream, sum(1 for _ in container.decode(stream)), bool(container.streams.audio))
    except (av.error.FFmpegError, ValueError) as error:
        raise _spoilt(who, "is damaged") from error
    if clip is None or clip.duration_s < 0.9 * promised_s:
        raise _spoilt(who, "ends before its time")
    if not LEAST_S <= clip.duration_s <= MOST_S or min(clip.width, clip.height) < LEAST_SIDE_PX:
        raise _spoilt(who, f"is {clip.duration_s:.1f} s of {clip.width}×{clip.height} pixels")
    return clip.model_copy(update={"cost_usd": cost_usd})


def _decoded(stream: VideoStream, frames: int, has_audio: bool) -> FilmedClip | None:
    fps = float(stream.average_rate or stream.guessed_rate or 0)
    if frames == 0 or fps <= 0:
        return None
    return FilmedClip(
        duration_s=frames / fps, width=stream.width, height=stream.height, fps=fps, has_audio=has_audio
    )


def _spoilt(who: str, how: str) -> MediaError:
    return MediaError(
        f"The clip that {who} delivered {how}.",
        "It is counted as paid. Film the scene again, or use a clip of your own.",
    )
