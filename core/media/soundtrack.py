"""The sound of the video: voice, and music and the clips' own sound that give way to it.

All are measured in one pass, mixed at known levels in another, with music and clips ducked by
the voice (side chain); `mastering` makes the programme of the mix.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from core.media import encoder, loudness
from core.media.ffmpeg import Ffmpeg, media_input, part_of
from core.media.loudness import Loudness
from core.media.mastering import MAX_GAIN_DB, SoundReport, master
from core.media.probe import probe
from core.media.workbench import workbench
from core.models import ClipSound
from core.operations.children import OnFraction

VOICE_LUFS = -16.0
MUSIC_LUFS = -22.0
"""Music where nobody speaks; under the voice it goes down by about 10 dB."""

CLIP_LUFS = {ClipSound.QUIET: -34.0, ClipSound.MEDIUM: -28.0, ClipSound.LOUD: -22.0}
"""The clips' own sound where nobody speaks."""
MAX_CLIP_GAIN_DB = 10.0
"""The hush of a quiet clip is not made a hiss."""

_MIX = "mix.wav"
_RATE = encoder.SAMPLE_RATE_HZ
_FORMAT = f"aformat=sample_fmts=flt:sample_rates={_RATE}:channel_layouts=stereo"
_FADE_S = 1.5
_KEY = "atrim=start=0.3,asetpts=PTS-STARTPTS,alimiter=level_in=16:limit=0.25:level=0:release=300,apad"
"""The voice as the ducker hears it: 0.3 s ahead, so music gives way before the first word, and
flattened, so that it does not come up between words."""
_DUCK = "sidechaincompress=threshold=0.03:ratio=4:attack=300:release=1200:knee=6"


class PlacedVoice(NamedTuple):
    """A narration and the second of the video where it starts."""

    path: Path
    start_s: float


class PlacedClip(NamedTuple):
    """The sound of a clip from `from_s` to `to_s`, slowed down, from a second of the video on.

    It rises within `rise_s` and falls within `fall_s`, both in seconds of the video.
    """

    path: Path
    from_s: float
    to_s: float
    slowdown: float
    start_s: float
    rise_s: float
    fall_s: float

    @property
    def length_s(self) -> float:
        """How long it sounds."""
        return (self.to_s - self.from_s) * self.slowdown


def mix(
    ffmpeg: Ffmpeg,
    narrations: Sequence[tuple[Path, float]],
    music: Path | None,
    duration_s: float,
    target: Path,
    *,
    clips: Sequence[PlacedClip] = (),
    clip_sound: ClipSound = ClipSound.OFF,
    on_fraction: OnFraction | None = None,
) -> SoundReport:
    """Make the sound as `target` (.m4a), exactly `duration_s` long.

    Voices beyond the end are cut. Music that is too short is looped, and fades out when it
    does not end by itself. Clips must have sound. Raises MediaError, StorageError.
    """
    voices = [PlacedVoice(*narration) for narration in narrations]
    with workbench(target) as (bench, making):
        told = on_fraction or (lambda _: None)
        desk = _Desk(ffmpeg, bench.folder, duration_s, CLIP_LUFS.get(clip_sound))
        mixed = desk.mix(voices, music, clips, part_of(told, 0.0, 0.4))
        report = master(ffmpeg, bench.folder, mixed, duration_s, _MIX, making.name, part_of(told, 0.4, 1.0))
        told(1.0)
        return report


class _Desk:
    """The runs of one mix, sharing a folder and a length."""

    def __init__(self, ffmpeg: Ffmpeg, folder: Path, duration_s: float, clip_lufs: float | None) -> None:
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._duration_s = duration_s
        self._clip_lufs = clip_lufs
        self._exact = f"apad,atrim=end_sample={round(duration_s * _RATE)},asetpts=N/SR/TB"

    def mix(
        self,
        voices: list[PlacedVoice],
        music: Path | None,
        clips: Sequence[PlacedClip],
        on_fraction: OnFraction,
    ) -> Loudness:
        """Write the uncompressed mix; how loud it is."""
        clips = clips if self._clip_lufs is not None else ()
        sounds = [(voice.path, f"atrim=end={self._duration_s}") for voice in voices]
        sounds += [(clip.path, f"atrim=start={clip.from_s:.4f}:end={clip.to_s:.4f}") for clip in clips]
        sounds += [] if music is None else [(music, f"atrim=end={self._duration_s}")]
        levels = self._measure(sounds, part_of(on_fraction, 0.0, 0.4))
        graph = [_placed(i, voice, levels[i]) for i, voice in enumerate(voices)]
        inputs = [
            argument for path, _ in sounds[: len(voices) + len(clips)] for argument in media_input(path)
        ]
        for i, clip in enumerate(clips, start=len(voices)):
            graph.append(_placed_clip(i, clip, levels[i], self._clip_lufs or 0.0))
        if music is not None:
            inputs += media_input(music, options=["-stream_loop", "-1"])
            graph.append(self._bed(len(sounds) - 1, music, levels[-1]))
        beds = [f"[clip{i}]" for i in range(len(voices), len(voices) + len(clips))]
        beds += [] if music is None else ["[music]"]
        graph.append(
            f"{_programme(len(voices), beds, self._exact)},{self._exact},{loudness.level_meter('mix')}[out]"
        )
        args = [*inputs, "-filter_complex", ";".join(graph), "-map", "[out]", "-c:a", "pcm_f32le", _MIX]
        return loudness.read_meters(self._run(args, part_of(on_fraction, 0.4, 1.0)))["mix"]

    def _measure(self, sounds: list[tuple[Path, str]], on_fraction: OnFraction) -> list[Loudness]:
        """How loud each part of a file is."""
        if not sounds:
            return []
        inputs = [argument for path, _ in sounds for argument in media_input(path)]
        graph = [
            f"[{i}:a:0]{_FORMAT},{part},{loudness.level_meter(f's{i}')}[o{i}]"
            for i, (_, part) in enumerate(sounds)
        ]
        maps = [argument for i in range(len(sounds)) for argument in ("-map", f"[o{i}]")]
        args = [*inputs, "-filter_complex", ";".join(graph), *maps, "-f", "null", "-"]
        meters = loudness.read_meters(self._run(args, on_fraction))
        return [meters[f"s{i}"] for i in range(len(sounds))]

    def _bed(self, index: int, music: Path, level: Loudness) -> str:
        ends_by_itself = abs(probe(music).duration_s - self._duration_s) < 0.25
        fade_s = 0.05 if ends_by_itself else min(_FADE_S, self._duration_s / 4)
        return (
            f"[{index}:a:0]{_FORMAT},volume={_gain_db(level, MUSIC_LUFS):.2f}dB,{self._exact},"
            f"afade=t=in:d=0.05,afade=t=out:st={self._duration_s - fade_s:.4f}:d={fade_s:.4f}[music]"
        )

    def _run(self, args: list[str], on_fraction: OnFraction) -> str:
        return self._ffmpeg.run(args, cwd=self._folder, duration_s=self._duration_s, on_fraction=on_fraction)


def _placed(index: int, voice: PlacedVoice, level: Loudness) -> str:
    start = round(voice.start_s * _RATE)
    gain = f"volume={_gain_db(level, VOICE_LUFS):.2f}dB"
    return f"[{index}:a:0]{_FORMAT},{gain},afade=t=in:d=0.005,adelay=delays={start}S:all=1[voice{index}]"


def _placed_clip(index: int, clip: PlacedClip, level: Loudness, wanted_lufs: float) -> str:
    gain_db = min(MAX_CLIP_GAIN_DB, _gain_db(level, wanted_lufs))
    rise_s, fall_s = (min(fade_s, clip.length_s / 2) for fade_s in (clip.rise_s, clip.fall_s))
    return (
        f"[{index}:a:0]{_FORMAT},atrim=start={clip.from_s:.4f}:end={clip.to_s:.4f},asetpts=PTS-STARTPTS,"
        f"atempo={1 / clip.slowdown:.6f},volume={gain_db:.2f}dB,afade=t=in:d={rise_s:.4f},"
        f"afade=t=out:st={clip.length_s - fall_s:.4f}:d={fall_s:.4f},"
        f"adelay=delays={round(clip.start_s * _RATE)}S:all=1[clip{index}]"
    )


def _programme(voices: int, beds: Sequence[str], exact: str) -> str:
    """From `[voice0]`, `[voice1]` ... and what lies under them, as far as there is any, to one sound."""
    under = (
        "".join(beds) + f"amix=inputs={len(beds)}:normalize=0" if len(beds) > 1 else f"{''.join(beds)}anull"
    )
    if voices == 0:
        return under if beds else f"anullsrc=sample_rate={_RATE}:channel_layout=stereo"
    together = "".join(f"[voice{i}]" for i in range(voices)) + f"amix=inputs={voices}:normalize=0"
    if not beds:
        return together
    return (
        f"{under},{exact}[under];{together},asplit[voice][heard];[heard]{_KEY}[key];[under][key]{_DUCK}[bed];"
        "[voice]apad[spoken];[spoken][bed]amix=inputs=2:duration=shortest:normalize=0"
    )


def _gain_db(level: Loudness, wanted_lufs: float) -> float:
    """What brings a sound to its level; a voice too short to measure is taken as it is."""
    if level.is_silent:
        return 0.0
    return max(-MAX_GAIN_DB, min(MAX_GAIN_DB, wanted_lufs - level.integrated_lufs))
