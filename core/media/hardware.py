"""A hardware encoder for H.264, where this machine has one that is good enough.

That ffmpeg knows an encoder does not mean that there is a device behind it, so each is tried on
one plain frame. One that works must keep the quality mark, too: a second of hard picture is encoded
and compared with the original by VMAF. Whatever fails either is passed over; what remains when
all do is x264. VAAPI is no candidate: it takes frames only from the card's own memory.
"""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from core.errors import AppError
from core.media.ffmpeg import Ffmpeg
from core.models import FPS, AspectRatio, FrameSize

SOFTWARE = "libx264"
QUALITY_MARK = 95.0
"""VMAF that a finished video must have against a lossless render."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "h264_nvenc": ("-preset", "p5", "-rc", "vbr", "-cq", "19", "-spatial-aq", "1"),
    "h264_qsv": ("-preset", "medium", "-global_quality", "19"),
    "h264_videotoolbox": ("-q:v", "70", "-allow_sw", "0"),
    "h264_amf": ("-quality", "quality", "-rc", "cqp", "-qp_i", "18", "-qp_p", "20"),
}
"""How each is asked for about the quality of our x264 settings; the trial tells whether it gives it."""

Trial = Callable[[str], float]
"""The VMAF that an encoder reaches, 0 where it does not work at all."""

_SCORE = re.compile(r"VMAF score: ([\d.]+)")
_FRAMES = f"settb=1/{FPS},setpts=N"


def best_encoder(trial: Trial, candidates: Iterable[str] = tuple(OPTIONS)) -> str:
    """The first that keeps the quality mark; x264 where none does."""
    return next((name for name in candidates if trial(name) >= QUALITY_MARK), SOFTWARE)


_one_at_a_time = threading.Lock()


def encoder_of(executable: str) -> str:
    """The encoder to use with this ffmpeg on this machine; tried once a process."""
    with _one_at_a_time:
        return _tried(executable)


@cache
def _tried(executable: str) -> str:
    return best_encoder(FfmpegTrial(Ffmpeg(executable)))


class FfmpegTrial:
    """Tries encoders for real, on a picture of that size with fine detail in motion."""

    def __init__(
        self, ffmpeg: Ffmpeg, size: FrameSize = AspectRatio.PORTRAIT.size, seconds: float = 1.0
    ) -> None:
        self._ffmpeg, self._seconds = ffmpeg, seconds
        shape = f"size={size.width}x{size.height}:rate={FPS}"
        self._grey = _source(f"color=gray:{shape}")
        self._picture = _source(f"mandelbrot={shape},noise=alls=6:allf=t:all_seed=1")

    def __call__(self, name: str) -> float:
        with tempfile.TemporaryDirectory(prefix="vvg-encoder-") as folder:
            try:
                self._run(Path(folder), *self._grey, "-frames:v", "1", *_how(name), "-f", "null", "-")
                return self._score(Path(folder), name)
            except AppError:
                return 0.0

    def _score(self, folder: Path, name: str) -> float:
        length = ["-t", str(self._seconds)]
        self._run(folder, *self._picture, *length, "-c:v", SOFTWARE, "-qp", "0", "right.mp4")
        self._run(folder, "-i", "right.mp4", *_how(name), "made.mp4")
        graph = f"[0:v]{_FRAMES}[made];[1:v]{_FRAMES}[right];[made][right]libvmaf"
        compared = ["-i", "made.mp4", "-i", "right.mp4", "-filter_complex", graph, "-f", "null", "-"]
        found = _SCORE.search(self._run(folder, *compared))
        return float(found[1]) if found else 0.0

    def _run(self, folder: Path, *args: str) -> str:
        return self._ffmpeg.run(list(args), cwd=folder, timeout_s=60)


def _source(graph: str) -> list[str]:
    return ["-f", "lavfi", "-i", graph, "-pix_fmt", "yuv420p"]


def _how(name: str) -> list[str]:
    return ["-c:v", name, *OPTIONS.get(name, ())]
