"""The baseline: one ffmpeg that decodes, scales and encodes the same seconds; no captions, no sound."""

from __future__ import annotations

from pathlib import Path

from bench.rendering.production import SCENE_S
from core.media import encoder
from core.media.ffmpeg import Ffmpeg
from core.models import AspectRatio, FrameSize

SIZE = AspectRatio.PORTRAIT.size


def bare(clips: list[Path], target: Path, size: FrameSize = SIZE, args: list[str] | None = None) -> None:
    """Encode the clips one after another; `args` are the product's own encoder settings unless given."""
    inputs = [word for clip in clips for word in ("-t", f"{SCENE_S}", "-i", str(clip.absolute()))]
    scaled = ";".join(
        f"[{n}:v]scale={size.width}:{size.height}:flags=bicubic[v{n}]" for n in range(len(clips))
    )
    joined = "".join(f"[v{n}]" for n in range(len(clips))) + f"concat=n={len(clips)}[out]"
    graph = ["-filter_complex", f"{scaled};{joined}", "-map", "[out]"]
    Ffmpeg().run([*inputs, *graph, *(args or encoder.video_args()), target.name], cwd=target.parent)
