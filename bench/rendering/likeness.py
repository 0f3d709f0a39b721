"""What the encoder takes from the picture: VMAF against a lossless render of the same graph, and seams.

A seam would be a frame beside a border that is worse than frames are elsewhere. libvmaf comes with
the bundled ffmpeg, model v0.6.1 for 1080p.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from bench.rendering.bare import SIZE
from bench.rendering.production import SCENE_S
from core.media import encoder
from core.media.ffmpeg import Ffmpeg
from core.media.footage import Footage
from core.media.probe import probe
from core.media.segments import encode_body, encode_join
from core.media.timeline import Body, SceneTiming, Timeline, plan_timeline
from core.models import FPS, Transition

KINDS = (Transition.CUT, Transition.CROSSFADE, Transition.SLIDE, Transition.CUT, Transition.DIP)
_BESIDE = 2
_LOSSLESS = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "yuv420p", "-r", str(FPS)]


def rows(folder: Path, clips: list[Path], scene_s: float = SCENE_S) -> Iterator[tuple[str, str]]:
    """What was measured, line by line."""
    timeline = plan_timeline(
        [SceneTiming(scene_id=f"s{n}", duration_s=scene_s, transition=KINDS[n]) for n in range(len(clips))]
    )
    scores = _scores(folder, _pieces(folder, "ours", clips, timeline), _lossless(folder, clips, timeline))
    borders, frame = [], 0
    for piece in timeline.pieces[:-1]:
        frame += piece.frames
        borders.append(frame)
    beside = [scores[n] for border in borders for n in range(border - _BESIDE, border + _BESIDE)]
    low = statistics.quantiles(scores, n=100)[0]
    yield (
        "VMAF against a lossless render",
        f"{statistics.mean(scores):.1f} in the mean, {low:.1f} the worst 1 %",
    )
    yield (
        f"  the {2 * _BESIDE} frames around each of {len(borders)} borders",
        f"{statistics.mean(beside):.1f} in the mean, {min(beside):.1f} the worst",
    )


def _lossless(folder: Path, clips: list[Path], timeline: Timeline) -> list[Path]:
    with mock.patch.object(encoder, "video_args", lambda *_: _LOSSLESS):
        return _pieces(folder, "lossless", clips, timeline)


def _pieces(folder: Path, name: str, clips: list[Path], timeline: Timeline) -> list[Path]:
    ffmpeg, made = Ffmpeg(), []
    footage = {
        plan.scene_id: Footage(path=clip, video=video, scene=plan)
        for clip, plan in zip(clips, timeline.scenes, strict=True)
        if (video := probe(clip).video) is not None
    }
    for number, piece in enumerate(timeline.pieces):
        target = folder / f"{name}{number}.mp4"
        if isinstance(piece, Body):
            encode_body(ffmpeg, footage[piece.scene_id], piece, target, size=SIZE)
        else:
            encode_join(ffmpeg, footage[piece.before], footage[piece.after], piece, target, size=SIZE)
        made.append(target)
    return made


def _scores(folder: Path, ours: list[Path], lossless: list[Path]) -> list[float]:
    """VMAF of every frame, in order: of the whole, since to VMAF a first frame has no motion."""
    frames = f"settb=1/{FPS},setpts=N"
    graph = f"[0:v]{frames}[a];[1:v]{frames}[b];[a][b]libvmaf=n_threads=2:log_fmt=json:log_path=vmaf.json"
    inputs = [*_joined(folder / "ours.txt", ours), *_joined(folder / "lossless.txt", lossless)]
    Ffmpeg().run([*inputs, "-filter_complex", graph, "-f", "null", "-"], cwd=folder)
    said = json.loads((folder / "vmaf.json").read_text())
    return [frame["metrics"]["vmaf"] for frame in said["frames"]]


def _joined(listing: Path, pieces: list[Path]) -> list[str]:
    listing.write_text("ffconcat version 1.0\n" + "".join(f"file {piece.name}\n" for piece in pieces))
    return ["-f", "concat", "-i", str(listing.absolute())]
