"""What a media file holds, read with PyAV: facts for fitting clips and for quality checks.

Sizes are as displayed: rotation and non-square pixels already applied. Frames are counted
and their times read from the packets, so a wrong header deceives nobody; only the first
frame is decoded. A file that is no media file raises MediaError with its name, not its place.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from pydantic import Field

from core.errors import MediaError
from core.media.ffmpeg import MEDIA_FORMATS
from core.models import Value

UNKNOWN = "unknown"


class VideoStream(Value):
    """The picture. Tags carry ffmpeg's names, `unknown` when the file says nothing."""

    codec: str
    profile: str = ""
    pix_fmt: str
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    fps: float = Field(gt=0)
    frames: int = Field(gt=0)
    start_s: float = 0.0
    duration_s: float = Field(gt=0)
    time_base: str
    matrix: str = UNKNOWN
    primaries: str = UNKNOWN
    transfer: str = UNKNOWN
    colour_range: str = UNKNOWN
    rotation: int = 0
    has_square_pixels: bool = True
    is_constant_rate: bool = True
    is_interlaced: bool = False


class AudioStream(Value):
    """The sound."""

    codec: str
    sample_rate_hz: int = Field(gt=0)
    channels: int = Field(gt=0)
    duration_s: float = Field(ge=0)


class MediaInfo(Value):
    """A file as measured. `faststart`: an MP4 whose index comes before its data."""

    container: str
    duration_s: float = Field(ge=0)
    video: VideoStream | None = None
    audio: AudioStream | None = None
    faststart: bool = False


def probe(path: Path) -> MediaInfo:
    """Measure a file; reads all packets, decodes one frame. Raises MediaError.

    A file that did not change is measured once: a clip is asked about by every piece that shows it.
    """
    try:
        return _measured(_File.at(path))
    except (av.error.FFmpegError, OSError, ValueError, StopIteration) as error:
        raise MediaError(
            f"{path.name} is not a media file that can be read.",
            "It may be damaged or unfinished; use another.",
        ) from error


@dataclass(frozen=True)
class _File:
    """Equal to itself under another name: a finished file is moved to its place and linked to others."""

    path: Path = field(compare=False)
    device: int
    inode: int
    size: int
    changed_ns: int

    @classmethod
    def at(cls, path: Path) -> _File:
        seen = path.stat()
        return cls(path, seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns)


@lru_cache(maxsize=256)
def _measured(file: _File) -> MediaInfo:
    with open_media(file.path) as container:
        return _measure(container, file.path)


def open_media(path: Path) -> InputContainer:
    """Open for reading as a local media file and nothing else. Raises PyAV's errors and OSError.

    Opening decodes nothing: what only a frame tells is known once one was asked for.
    """
    options = {"protocol_whitelist": "file", "format_whitelist": MEDIA_FORMATS, "skip_frame": "all"}
    return av.open(f"file:{path}", options=options)


def has_faststart(path: Path) -> bool:
    """Whether the `moov` box comes before `mdat` (ISO/IEC 14496-12, 4.2)."""
    with path.open("rb") as file:
        for kind in _boxes(file):
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
    return False


def _boxes(file: BinaryIO) -> list[bytes]:
    kinds: list[bytes] = []
    while len(header := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", header)
        kinds.append(kind)
        read = 8
        if size == 1:  # a 64-bit size follows
            size, read = struct.unpack(">Q", file.read(8).rjust(8, b"\0"))[0], 16
        if size < read:  # 0 means: up to the end of the file; less than the header is damage
            break
        file.seek(size - read, 1)
    return kinds


def _measure(container: InputContainer, path: Path) -> MediaInfo:
    picture = next((s for s in container.streams.video if not s.disposition & Disposition.attached_pic), None)
    sound = next(iter(container.streams.audio), None)
    if picture is None and sound is None:
        raise ValueError("no streams")
    first_frame = None
    if picture is not None:
        first_frame = _first_frame(container, picture)
        container.seek(0)
    times = _packet_times(container, picture, sound)
    video = _video(picture, first_frame, times[picture.index]) if picture and first_frame else None
    audio = _audio(sound, times[sound.index]) if sound is not None else None
    lengths = [stream.duration_s for stream in (video, audio) if stream is not None]
    name = container.format.name
    return MediaInfo(
        container=name,
        duration_s=max(lengths),
        video=video,
        audio=audio,
        faststart="mp4" in name and has_faststart(path),
    )


def _first_frame(container: InputContainer, stream: av.VideoStream) -> av.VideoFrame:
    stream.thread_type = "NONE"
    for packet in container.demux(stream):
        if packet.size and (frames := decoded_alone(stream, packet)):
            return frames[0]
    raise ValueError("no frame")


def decoded_alone(stream: av.VideoStream, packet: Packet[av.VideoStream]) -> list[av.VideoFrame]:
    """What is in one packet: asked for frames in order, a decoder, and more so its threads, want the next."""
    decoder = stream.codec_context
    decoder.flush_buffers()
    return [*decoder.decode(packet), *decoder.decode(None)]


Ticks = list[tuple[int, int]]
"""(presentation time, duration) of each packet in units of the stream's time base, in order of time."""


def _packet_times(container: InputContainer, *streams: av.stream.Stream | None) -> dict[int, Ticks]:
    wanted = [stream for stream in streams if stream is not None]
    times: dict[int, Ticks] = {stream.index: [] for stream in wanted}
    for packet in container.demux(wanted):
        if packet.pts is not None and packet.size:
            times[packet.stream.index].append((packet.pts, packet.duration or 0))
    return {index: sorted(ticks) for index, ticks in times.items()}


def _video(stream: av.VideoStream, frame: av.VideoFrame, ticks: Ticks) -> VideoStream:
    context = stream.codec_context
    width, height, square = _displayed_size(stream, frame)
    steps = [after[0] - before[0] for before, after in pairwise(ticks)]
    nominal_s = 1 / float(stream.average_rate or 30)
    tick_s = float(stream.time_base or 0)
    last_s = (ticks[-1][1] or (steps[-1] if steps else 0)) * tick_s or nominal_s
    span_s = (ticks[-1][0] - ticks[0][0]) * tick_s
    return VideoStream(
        codec=context.name,
        profile=stream.profile or "",
        pix_fmt=context.pix_fmt or UNKNOWN,
        width=width,
        height=height,
        fps=len(steps) / span_s if span_s > 0 else 1 / nominal_s,
        frames=len(ticks),
        start_s=ticks[0][0] * tick_s,
        duration_s=span_s + last_s,
        time_base=str(stream.time_base),
        matrix=_named(_MATRICES, frame.colorspace),
        primaries=_named(_PRIMARIES, frame.color_primaries),
        transfer=_named(_TRANSFERS, frame.color_trc),
        colour_range=_named(_RANGES, frame.color_range),
        rotation=frame.rotation % 360,
        has_square_pixels=square,
        is_interlaced=frame.interlaced_frame,
        is_constant_rate=max(steps, default=0) - min(steps, default=0) <= 1,
    )


def _displayed_size(stream: av.VideoStream, frame: av.VideoFrame) -> tuple[int, int, bool]:
    aspect = stream.sample_aspect_ratio
    stretch = float(aspect) if aspect else 1.0
    size = (max(1, round(frame.width * stretch)), frame.height)
    width, height = size[::-1] if frame.rotation % 180 == 90 else size
    return width, height, stretch == 1.0


def _audio(stream: av.AudioStream, ticks: Ticks) -> AudioStream:
    context = stream.codec_context
    tick_s = float(stream.time_base or 0)
    measured_s = (ticks[-1][0] + ticks[-1][1] - max(0, ticks[0][0])) * tick_s if ticks else 0.0
    stated_s = stream.duration * tick_s if stream.duration else measured_s
    return AudioStream(
        codec=context.name,
        sample_rate_hz=context.sample_rate,
        channels=context.channels,
        duration_s=max(0.0, min(measured_s, stated_s)),
    )


def _named(names: dict[int, str], number: int) -> str:
    return names.get(int(number), UNKNOWN)


_RANGES = {1: "tv", 2: "pc"}
_MATRICES = {0: "gbr", 1: "bt709", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
_PRIMARIES = {1: "bt709", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 12: "smpte432"}
_TRANSFERS = {
    1: "bt709",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    13: "iec61966-2-1",
    14: "bt2020-10",
    16: "smpte2084",
    18: "arib-std-b67",
}
"""Code points of ITU-T H.273, by ffmpeg's names."""
