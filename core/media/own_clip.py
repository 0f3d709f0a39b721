"""A clip that a person brought, made into one that every browser plays and every stage can cut.

What already is such a clip is only re-wrapped, so nothing of it is lost; anything else is
encoded once: upright, square pixels, SDR, at most 1920 on its longer side. Its sound comes along as AAC.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import MediaError
from core.media import encoder, picture
from core.media.ffmpeg import Ffmpeg, media_input
from core.media.probe import VideoStream, probe
from core.media.workbench import workbench
from core.models import FrameSize
from core.operations.children import OnFraction

LONGEST_SIDE_PX = 1920


def bring_in(ffmpeg: Ffmpeg, source: Path, target: Path, on_fraction: OnFraction | None = None) -> None:
    """Write picture and sound of `source` to `target` (.mp4). Raises MediaError, StorageError, Cancelled."""
    video = video_of(source)
    with workbench(target) as (bench, making):
        sound = ["-map", "0:a:0?", *encoder.audio_args()]
        args = [*media_input(source), "-map", "0:v:0", *sound, *_how(video), making.name]
        ffmpeg.run(args, cwd=bench.folder, duration_s=video.duration_s, on_fraction=on_fraction)


def video_of(path: Path) -> VideoStream:
    """The picture of a file. Raises MediaError where there is none."""
    video = probe(path).video
    if video is None:
        raise MediaError(f"{path.name} has no picture.", "Use another file.")
    return video


def _how(video: VideoStream) -> list[str]:
    size = _size(video)
    plays_as_it_is = (
        (video.codec, video.pix_fmt) == ("h264", "yuv420p")
        and (video.width, video.height) == size
        and video.rotation == 0
        and video.has_square_pixels
        and video.transfer not in picture.HDR_TRANSFERS
    )
    if plays_as_it_is:
        return ["-c:v", "copy", "-map_metadata", "-1", "-movflags", "+faststart"]
    chain = f"{picture.normalise(video, size, 'own')},format=yuv420p"
    return ["-vf", chain, *encoder.video_args(), "-movflags", "+faststart"]


def _size(video: VideoStream) -> FrameSize:
    """Its own shape, even, no longer than the longest side."""
    factor = min(1.0, LONGEST_SIDE_PX / max(video.width, video.height))
    return FrameSize(*(max(2, 2 * round(side * factor / 2)) for side in (video.width, video.height)))
