"""Clips that the fake delivers: real MP4 files of the length and size that were asked, made once each."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from tests.media_samples import ffmpeg

_SHORT_SIDES = {"360p": 360, "720p": 720, "1080p": 1080, "4k": 2160}
FPS = 24


def size_of(resolution: str, aspect_ratio: str) -> tuple[int, int]:
    short = _SHORT_SIDES[resolution]
    long = short * 16 // 9
    return (short, long) if aspect_ratio == "9:16" else (long, short)


@cache
def mp4(seconds: float, size: tuple[int, int], *, sound: bool) -> bytes:
    """A moving test picture, with a quiet tone when it has sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        args = ["-f", "lavfi", "-i", f"testsrc2=size={size[0]}x{size[1]}:rate={FPS}"]
        args += ["-f", "lavfi", "-i", "sine=220:sample_rate=48000", "-af", "volume=-30dB"] if sound else []
        args += ["-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-crf", "35", "-threads", "1"]
        ffmpeg(*args, "-pix_fmt", "yuv420p", "-movflags", "+faststart", path)
        return path.read_bytes()
