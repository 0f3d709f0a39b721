"""What is checked on a finished file before anybody may see it.

Facts come from the packets (probe). Nothing is decoded: black and standing pictures were looked
for while the pieces were encoded, and the sound was measured after its encode; the file holds
both as they were. A failing check names the scene where it happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field

from core.media import encoder, loudness
from core.media.looks import Looks, Stretch, longer_than
from core.media.loudness import Loudness
from core.media.probe import AudioStream, MediaInfo, VideoStream, probe
from core.media.timeline import ScenePlan, Timeline
from core.models import FPS, FrameSize, QualityCheck, QualityReport, Value

DURATION_TOLERANCE_S = 0.2
MAX_BLACK_S = 0.5
"""Longer than a dip through black, shorter than a gap."""
MAX_STILL_S = 1.0


class Expectations(Value):
    """What the file should be. `is_silent`: a video with neither voice nor music."""

    duration_s: float = Field(gt=0)
    size: FrameSize
    scenes: tuple[ScenePlan, ...] = ()
    is_silent: bool = False

    @classmethod
    def of(cls, timeline: Timeline, size: FrameSize, *, is_silent: bool = False) -> Expectations:
        return cls(duration_s=timeline.duration_s, size=size, scenes=timeline.scenes, is_silent=is_silent)

    def scene_at(self, time_s: float) -> str | None:
        """The scene whose span holds this time."""
        return next((scene.scene_id for scene in self.scenes if scene.start_s <= time_s < scene.end_s), None)


def check(video: Path, expectations: Expectations, looks: Looks, heard: Loudness) -> QualityReport:
    """Check a file of which this was seen and heard. Raises MediaError when it cannot be read at all."""
    info = probe(video)
    checks = [_duration(info, expectations), *_picture(info.video, expectations), *_sound(info.audio)]
    checks.append(
        _line("faststart", info.faststart, "index first" if info.faststart else "index last", "index first")
    )
    if info.video is not None and info.audio is not None:
        checks += _stretches("black picture", looks.black, MAX_BLACK_S, expectations)
        checks += _stretches("standing picture", looks.still, MAX_STILL_S, expectations)
        checks += _loudness(heard, expectations.is_silent)
    return QualityReport(checks=tuple(checks))


def _duration(info: MediaInfo, wanted: Expectations) -> QualityCheck:
    lengths = [stream.duration_s for stream in (info.video, info.audio) if stream is not None]
    passed = all(abs(length - wanted.duration_s) <= DURATION_TOLERANCE_S for length in lengths)
    measured = " and ".join(f"{length:.2f} s" for length in lengths)
    return _line("duration", passed, measured, f"{wanted.duration_s:.2f} ± {DURATION_TOLERANCE_S} s")


def _picture(video: VideoStream | None, wanted: Expectations) -> Iterator[QualityCheck]:
    if video is None:
        yield _line("picture", False, "none", "one")
        return
    codec = f"{video.codec} {video.profile.lower()} {video.pix_fmt}"
    yield _same("video codec", codec, "h264 high yuv420p")
    yield _same("frame size", f"{video.width}×{video.height}", f"{wanted.size.width}×{wanted.size.height}")
    steady = "constant" if video.is_constant_rate else "variable"
    yield _same("frame rate", f"{video.fps:.2f} fps {steady}", f"{FPS:.2f} fps constant")
    colour = f"{video.matrix} {video.primaries} {video.transfer} {video.colour_range}"
    yield _same("colour tags", colour, "bt709 bt709 bt709 tv")


def _sound(audio: AudioStream | None) -> Iterator[QualityCheck]:
    measured = (
        "none" if audio is None else f"{audio.codec} {audio.sample_rate_hz} Hz {audio.channels} channels"
    )
    yield _same("audio format", measured, f"aac {encoder.SAMPLE_RATE_HZ} Hz 2 channels")


def _stretches(
    name: str, stretches: Sequence[Stretch], limit_s: float, wanted: Expectations
) -> Iterator[QualityCheck]:
    found = list(longer_than(stretches, limit_s))
    if not found:
        yield _line(name, True, "none", "none")
    for stretch in found:
        yield _line(name, False, f"from {stretch.start_s:.1f} s", "none", wanted.scene_at(stretch.start_s))


def _loudness(heard: Loudness, should_be_silent: bool) -> Iterator[QualityCheck]:
    if should_be_silent:
        yield _line("loudness", heard.is_silent, f"{heard.integrated_lufs:.1f} LUFS", "silence")
        return
    off = abs(heard.integrated_lufs - loudness.TARGET_LUFS)
    wanted = f"{loudness.TARGET_LUFS:.1f} ± {loudness.TOLERANCE_LU} LUFS"
    yield _line("loudness", off <= loudness.TOLERANCE_LU, f"{heard.integrated_lufs:.1f} LUFS", wanted)
    limit = loudness.MAX_TRUE_PEAK_DBTP
    peak = heard.true_peak_dbtp
    yield _line("true peak", peak <= limit, f"{peak:.1f} dBTP", f"at most {limit:.1f} dBTP")


def _same(name: str, measured: str, wanted: str) -> QualityCheck:
    return _line(name, measured == wanted, measured, wanted)


def _line(name: str, passed: bool, measured: str, wanted: str, scene_id: str | None = None) -> QualityCheck:
    return QualityCheck(name=name, passed=passed, measured=measured, wanted=wanted, scene_id=scene_id)
