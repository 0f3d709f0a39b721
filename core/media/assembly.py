"""The finished file: pieces and sound put together without encoding anything again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.errors import MediaError
from core.media.encoder import VIDEO_TIMESCALE
from core.media.ffmpeg import Ffmpeg, list_input, media_input
from core.media.workbench import workbench
from core.models import FPS
from core.operations.children import OnFraction

_ON_THE_GRID = f"setts=pts=round(PTS*TB*{FPS})/({FPS}*TB):dts=round(DTS*TB*{FPS})/({FPS}*TB)"
"""Joining adds up lengths in microseconds; this puts every frame back on its exact time."""


def assemble(
    ffmpeg: Ffmpeg,
    pieces: Sequence[Path],
    sound: Path,
    target: Path,
    *,
    title: str = "",
    duration_s: float | None = None,
    on_fraction: OnFraction | None = None,
) -> None:
    """Join pieces (in order) and sound as `target` (.mp4), index first.

    The pieces must come from this engine with one set of encoder settings. `duration_s`
    only serves the progress. Raises MediaError, StorageError.
    """
    if not pieces:
        raise MediaError("There are no pieces to assemble.", "Render the video again.")
    with workbench(target) as (bench, making):
        names = [bench.bring(piece, f"piece{i:03}.mp4") for i, piece in enumerate(pieces)]
        listing = bench.folder / "pieces.txt"
        listing.write_text("ffconcat version 1.0\n" + "".join(f"file {name}\n" for name in names))
        args = [*list_input(listing), *media_input(sound), "-map", "0:v:0", "-map", "1:a:0", "-c", "copy"]
        args += ["-bsf:v", _ON_THE_GRID]
        args += ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]
        args += ["-video_track_timescale", str(VIDEO_TIMESCALE), "-movflags", "+faststart"]
        args += ["-metadata", f"title={title}"] if title else []
        ffmpeg.run([*args, making.name], cwd=bench.folder, duration_s=duration_s, on_fraction=on_fraction)
