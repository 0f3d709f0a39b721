"""Rate, quality and time of H.264 settings, on what the product encodes: the choice in `core.media.encoder`.

Two seconds of two clips with motion and grain, scaled to 1080×1920; VMAF against the scaled picture
without loss, CPU seconds for a second of video, and Mbit/s. Hardware encoders that work here take part.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.rendering.bare import SIZE
from bench.rendering.clips import make_clips
from bench.timing import measure
from core.media import encoder
from core.media.ffmpeg import Ffmpeg
from core.models import FPS

SECONDS, CLIPS = 2.0, 2
X264_PRESETS = ("ultrafast", "superfast", "veryfast", "faster")
CRFS = (16, 18, 20, 22)
_RATES = ["-maxrate", encoder.MAX_RATE, "-bufsize", encoder.RATE_BUFFER]
_SCALED = f"scale={SIZE.width}:{SIZE.height}:flags=bicubic"
_LOSSLESS = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0"]


def rows(folder: Path, runs: int) -> Iterator[tuple[str, str]]:
    """The table, line by line."""
    clips = make_clips(folder / "clips", SECONDS)[:CLIPS]
    for clip in clips:
        _encode(folder, clip, f"right-{clip.stem}.mp4", _LOSSLESS)
    yield from _measured(folder, clips, "the product's", encoder.video_args(), runs)
    for preset in X264_PRESETS:
        for crf in CRFS:
            args = ["-c:v", "libx264", "-preset", preset, "-crf", str(crf), *_RATES]
            yield from _measured(folder, clips, f"{preset}, crf {crf}", args, runs)
            if preset == encoder.PRESET:
                tree = [*args, "-x264-params", encoder.X264]
                yield from _measured(folder, clips, f"{preset}, crf {crf}, {encoder.X264}", tree, runs)


def _measured(
    folder: Path, clips: list[Path], name: str, args: list[str], runs: int
) -> Iterator[tuple[str, str]]:
    cpu_s, size_bytes, scores = 0.0, 0, []
    for clip in clips:
        target = f"{clip.stem}-made.mp4"
        cpu_s += measure(partial(_again, folder, clip, target, args), runs).cpu_s
        size_bytes += (folder / target).stat().st_size
        scores += _vmaf(folder, target, f"right-{clip.stem}.mp4")
    length_s = SECONDS * len(clips)
    rate = size_bytes * 8e-6 / length_s
    low = statistics.quantiles(scores, n=100)[0]
    yield (
        name,
        f"VMAF {statistics.mean(scores):5.1f} (worst 1 % {low:5.1f}), {rate:5.1f} Mbit/s, "
        f"{cpu_s / length_s:4.2f} s CPU a second",
    )


def _again(folder: Path, clip: Path, target: str, args: list[str], _run: int) -> None:
    _encode(folder, clip, target, args)


def _encode(folder: Path, clip: Path, target: str, args: list[str]) -> None:
    command = [
        "-i",
        str(clip.absolute()),
        "-vf",
        _SCALED,
        "-pix_fmt",
        "yuv420p",
        "-g",
        str(encoder.GOP_FRAMES),
    ]
    Ffmpeg().run([*command, *args, target], cwd=folder)


def _vmaf(folder: Path, made: str, right: str) -> list[float]:
    frames = f"settb=1/{FPS},setpts=N"
    graph = f"[0:v]{frames}[a];[1:v]{frames}[b];[a][b]libvmaf=n_threads=2:log_fmt=json:log_path=v.json"
    Ffmpeg().run(["-i", made, "-i", right, "-filter_complex", graph, "-f", "null", "-"], cwd=folder)
    said = json.loads((folder / "v.json").read_text())
    return [frame["metrics"]["vmaf"] for frame in said["frames"]]
