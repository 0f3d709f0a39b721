"""The sound of the video: voice, and music that gives way to it.

Voices and music are measured in one pass, mixed at known levels in another, with the music
ducked by the voice (side chain); `mastering` makes the programme of the mix.
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
from core.operations.children import OnFraction

VOICE_LUFS = -16.0
MUSIC_LUFS = -22.0
"""Music where nobody speaks; under the voice it goes down by about 10 dB."""

_MIX = "mix.wav"
_RATE = encoder.SAMPLE_RATE_HZ
_FORMAT = f"aformat=sample_fmts=flt:sample_rates={_RATE}:channel_layouts=stereo"
_FADE_S = 1.5
_KEY = "atrim=start=0.2,asetpts=PTS-STARTPTS,alimiter=level_in=16:limit=0.25:level=0:release=300,apad"
"""The voice as the ducker hears it: 0.2 s ahead, so music gives way before the first word, and
flattened, so that it does not come up between words."""
_DUCK = "sidechaincompress=threshold=0.03:ratio=4:attack=150:release=1200:knee=6"


class PlacedVoice(NamedTuple):
    """A narration and the second of the video where it starts."""

    path: Path
    start_s: float


def mix(
    ffmpeg: Ffmpeg,
    narrations: Sequence[tuple[Path, float]],
    music: Path | None,
    duration_s: float,
    target: Path,
    *,
    on_fraction: OnFraction | None = None,
) -> SoundReport:
    """Make the sound as `target` (.m4a), exactly `duration_s` long.

    Voices beyond the end are cut. Music that is too short is looped, and fades out when it
    does not end by itself. Raises MediaError, StorageError.
    """
    voices = [PlacedVoice(*narration) for narration in narrations]
    with workbench(target) as (bench, making):
        told = on_fraction or (lambda _: None)
        mixed = _Desk(ffmpeg, bench.folder, duration_s).mix(voices, music, part_of(told, 0.0, 0.4))
        report = master(ffmpeg, bench.folder, mixed, duration_s, _MIX, making.name, part_of(told, 0.4, 1.0))
        told(1.0)
        return report


class _Desk:
    """The runs of one mix, sharing a folder and a length."""

    def __init__(self, ffmpeg: Ffmpeg, folder: Path, duration_s: float) -> None:
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._duration_s = duration_s
        self._exact = f"apad,atrim=end_sample={round(duration_s * _RATE)},asetpts=N/SR/TB"

    def mix(self, voices: list[PlacedVoice], music: Path | None, on_fraction: OnFraction) -> Loudness:
        """Write the uncompressed mix; how loud it is."""
        files = [voice.path for voice in voices] + ([] if music is None else [music])
        levels = self._measure(files, part_of(on_fraction, 0.0, 0.4))
        graph = [_placed(i, voice, levels[i]) for i, voice in enumerate(voices)]
        inputs = [argument for voice in voices for argument in media_input(voice.path)]
        if music is not None:
            inputs += media_input(music, options=["-stream_loop", "-1"])
            graph.append(self._bed(len(voices), music, levels[-1]))
        graph.append(
            f"{_programme(len(voices), music is not None)},{self._exact},{loudness.meter('mix')}[out]"
        )
        args = [*inputs, "-filter_complex", ";".join(graph), "-map", "[out]", "-c:a", "pcm_f32le", _MIX]
        return loudness.read_meters(self._run(args, part_of(on_fraction, 0.4, 1.0)))["mix"]

    def _measure(self, files: list[Path], on_fraction: OnFraction) -> list[Loudness]:
        if not files:
            return []
        inputs = [argument for file in files for argument in media_input(file)]
        graph = [
            f"[{i}:a:0]{_FORMAT},atrim=end={self._duration_s},{loudness.meter(f's{i}')}[o{i}]"
            for i in range(len(files))
        ]
        maps = [argument for i in range(len(files)) for argument in ("-map", f"[o{i}]")]
        args = [*inputs, "-filter_complex", ";".join(graph), *maps, "-f", "null", "-"]
        meters = loudness.read_meters(self._run(args, on_fraction))
        return [meters[f"s{i}"] for i in range(len(files))]

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


def _programme(voices: int, has_music: bool) -> str:
    """From `[voice0]`, `[voice1]` ... and `[music]`, as far as there are any, to one sound."""
    if voices == 0:
        return "[music]anull" if has_music else f"anullsrc=sample_rate={_RATE}:channel_layout=stereo"
    together = "".join(f"[voice{i}]" for i in range(voices)) + f"amix=inputs={voices}:normalize=0"
    if not has_music:
        return together
    return (
        f"{together},asplit[voice][heard];[heard]{_KEY}[key];[music][key]{_DUCK}[bed];"
        "[voice]apad[spoken];[spoken][bed]amix=inputs=2:duration=shortest:normalize=0"
    )


def _gain_db(level: Loudness, wanted_lufs: float) -> float:
    """What brings a sound to its level; a voice too short to measure is taken as it is."""
    if level.is_silent:
        return 0.0
    return max(-MAX_GAIN_DB, min(MAX_GAIN_DB, wanted_lufs - level.integrated_lufs))
