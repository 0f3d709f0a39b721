"""The finished file: pieces and sound put together without encoding anything again.

Packets are moved, not decoded, and every frame gets its exact time: pieces have whole frames, so
each begins where those before it end.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from core.errors import MediaError
from core.media.encoder import VIDEO_TIMESCALE
from core.media.probe import open_media
from core.media.workbench import workbench
from core.models import FPS
from core.operations.children import OnFraction

Moved: TypeAlias = "Packet[VideoStream] | Packet[AudioStream]"

_TIME_BASE = Fraction(1, VIDEO_TIMESCALE)
_TICKS_A_FRAME = VIDEO_TIMESCALE // FPS
_MADE_ALIKE = {"fflags": "+bitexact", "movflags": "+faststart", "video_track_timescale": str(VIDEO_TIMESCALE)}


def assemble(
    pieces: Sequence[Path],
    sound: Path,
    target: Path,
    *,
    title: str = "",
    on_fraction: OnFraction = lambda _: None,
) -> None:
    """Join pieces (in order) and sound as `target` (.mp4), index first.

    The pieces must come from this engine with one set of encoder settings. Raises MediaError,
    StorageError, and what the progress callback raises.
    """
    if not pieces:
        raise MediaError("There are no pieces to assemble.", "Render the video again.")
    with workbench(target) as (_, making), _as_ours(), ExitStack() as opened:
        heard = opened.enter_context(open_media(sound))
        seen = [opened.enter_context(open_media(piece)) for piece in pieces]
        with av.open(str(making), "w", container_options=_MADE_ALIKE) as film:
            film.metadata.update({"title": title} if title else {})
            _move(seen, heard, film, on_fraction)


@contextmanager
def _as_ours() -> Iterator[None]:
    """What PyAV says of damage becomes a MediaError; of a full disk, the workbench speaks."""
    try:
        yield
    except av.error.FFmpegError as error:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            raise
        raise MediaError(f"The pieces cannot be put together: {error.strerror}.") from error


def _move(
    pieces: Sequence[InputContainer], heard: InputContainer, film: OutputContainer, on_fraction: OnFraction
) -> None:
    picture = film.add_stream_from_template(pieces[0].streams.video[0])
    picture.time_base = _TIME_BASE
    sound = film.add_stream_from_template(heard.streams.audio[0])
    # in order of time, or the one stream would wait in memory for the other
    packets: Iterator[Moved] = heapq.merge(
        _pictures(pieces, picture, on_fraction), _sounds(heard, sound), key=_when
    )
    for packet in packets:
        film.mux(packet)


def _pictures(
    pieces: Sequence[InputContainer], into: VideoStream, on_fraction: OnFraction
) -> Iterator[Packet[VideoStream]]:
    start, last = 0, -(1 << 40)
    for number, piece in enumerate(pieces):
        on_fraction(number / len(pieces))
        frames = 0
        for packet in piece.demux(piece.streams.video[0]):
            if packet.pts is None or packet.dts is None:  # the mark of the end
                continue
            last = max(last + 1, start + packet.dts)
            packet.pts, packet.dts, packet.duration = start + packet.pts, last, _TICKS_A_FRAME
            packet.stream = into
            frames += 1
            yield packet
        start += frames * _TICKS_A_FRAME


def _sounds(heard: InputContainer, into: AudioStream) -> Iterator[Packet[AudioStream]]:
    for packet in heard.demux(heard.streams.audio[0]):
        if packet.dts is not None:
            packet.stream = into
            yield packet


def _when(packet: Moved) -> Fraction:
    return (packet.dts or 0) * (packet.time_base or _TIME_BASE)
