"""The sound of the video: voice, music under it, one even loudness.

Four short passes over uncompressed sound and one encode, two at most:
measure every voice and the music; mix them at known levels with the music ducked by the
voice (side chain) and measure the mix; bring it to -14 LUFS with a true-peak limiter and
encode; measure what was encoded, and correct once if the encoder overshot.

This is the two-pass method of `loudnorm` in its linear mode, but it never falls back to
riding the gain when peaks are in the way. Silence stays silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from core.media import encoder, loudness
from core.media.ffmpeg import Ffmpeg, OnFraction, media_input
from core.media.loudness import Loudness
from core.media.probe import probe
from core.media.workbench import workbench
from core.models import Value

VOICE_LUFS = -16.0
MUSIC_LUFS = -22.0
"""Music where nobody speaks; under the voice it goes down by about 10 dB."""
MAX_GAIN_DB = 30.0

_CEILING_DBTP = -1.5
"""Half a decibel of room for what AAC adds to peaks."""
_CLOSE_ENOUGH_LU = 0.3
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


class SoundReport(Value):
    """The encoded sound as measured. `encodes` says how often AAC was made."""

    integrated_lufs: float
    true_peak_dbtp: float
    is_silent: bool
    encodes: int


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
        desk = _Desk(ffmpeg, bench.folder, duration_s, on_fraction)
        mixed = desk.mix(voices, music)
        return desk.master(mixed, making.name)


class _Desk:
    """The passes of one mix, sharing a folder and a length."""

    def __init__(
        self, ffmpeg: Ffmpeg, folder: Path, duration_s: float, on_fraction: OnFraction | None
    ) -> None:
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._duration_s = duration_s
        self._exact = f"apad,atrim=end_sample={round(duration_s * _RATE)},asetpts=N/SR/TB"
        self._on_fraction = on_fraction or (lambda _: None)

    def mix(self, voices: list[PlacedVoice], music: Path | None) -> Loudness:
        """Write `mix.wav`; how loud it is."""
        files = [voice.path for voice in voices] + ([] if music is None else [music])
        levels = self._measure(files)
        graph = [_placed(i, voice, levels[i]) for i, voice in enumerate(voices)]
        inputs = [argument for voice in voices for argument in media_input(voice.path)]
        if music is not None:
            inputs += media_input(music, options=["-stream_loop", "-1"])
            graph.append(self._bed(len(voices), music, levels[-1]))
        graph.append(
            f"{_programme(len(voices), music is not None)},{self._exact},{loudness.meter('mix')}[out]"
        )
        args = [*inputs, "-filter_complex", ";".join(graph), "-map", "[out]", "-c:a", "pcm_f32le", "mix.wav"]
        return loudness.read_meters(self._run(args, 0.15, 0.5))["mix"]

    def master(self, mixed: Loudness, name: str) -> SoundReport:
        """Encode at the right loudness, measure, and once more if it came out wrong."""
        gain_db = 0.0 if mixed.is_silent else loudness.TARGET_LUFS - mixed.integrated_lufs
        ceiling_db, encodes = _CEILING_DBTP, 0
        while True:
            self._encode(gain_db, ceiling_db, name, done=0.5 + encodes * 0.25)
            encodes += 1
            made = self._heard(name)
            off_db = loudness.TARGET_LUFS - made.integrated_lufs
            is_good = abs(off_db) <= _CLOSE_ENOUGH_LU and made.true_peak_dbtp <= loudness.MAX_TRUE_PEAK_DBTP
            if made.is_silent or is_good or encodes == 2:
                self._on_fraction(1.0)
                return SoundReport(**made.model_dump(), is_silent=made.is_silent, encodes=encodes)
            gain_db += off_db
            ceiling_db -= max(0.0, made.true_peak_dbtp - loudness.MAX_TRUE_PEAK_DBTP + 0.3)

    def _measure(self, files: list[Path]) -> list[Loudness]:
        if not files:
            return []
        inputs = [argument for file in files for argument in media_input(file)]
        graph = [
            f"[{i}:a:0]{_FORMAT},atrim=end={self._duration_s},{loudness.meter(f's{i}')}[o{i}]"
            for i in range(len(files))
        ]
        maps = [argument for i in range(len(files)) for argument in ("-map", f"[o{i}]")]
        log = self._run([*inputs, "-filter_complex", ";".join(graph), *maps, "-f", "null", "-"], 0.0, 0.15)
        meters = loudness.read_meters(log)
        return [meters[f"s{i}"] for i in range(len(files))]

    def _bed(self, index: int, music: Path, level: Loudness) -> str:
        ends_by_itself = abs(probe(music).duration_s - self._duration_s) < 0.25
        fade_s = 0.05 if ends_by_itself else min(_FADE_S, self._duration_s / 4)
        return (
            f"[{index}:a:0]{_FORMAT},volume={_gain_db(level, MUSIC_LUFS):.2f}dB,{self._exact},"
            f"afade=t=in:d=0.05,afade=t=out:st={self._duration_s - fade_s:.4f}:d={fade_s:.4f}[music]"
        )

    def _encode(self, gain_db: float, ceiling_db: float, name: str, done: float) -> None:
        limiter = f"alimiter=limit={10 ** (ceiling_db / 20):.5f}:level=0:attack=5:release=80:latency=1"
        gain = f"volume={min(gain_db, MAX_GAIN_DB):.2f}dB"
        filters = f"{gain},aresample={4 * _RATE},{limiter},aresample={_RATE},{self._exact}"
        args = ["-i", "mix.wav", "-af", filters, *encoder.audio_args(), name]
        self._run(args, done, done + 0.2)

    def _heard(self, name: str) -> Loudness:
        log = self._ffmpeg.run(
            ["-i", name, "-af", loudness.meter("made"), "-f", "null", "-"], cwd=self._folder
        )
        return loudness.read_meters(log)["made"]

    def _run(self, args: list[str], start: float, end: float) -> str:
        return self._ffmpeg.run(
            args,
            cwd=self._folder,
            duration_s=self._duration_s,
            on_fraction=_part(self._on_fraction, start, end),
        )


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


def _part(on_fraction: OnFraction, start: float, end: float) -> Callable[[float], None]:
    return lambda fraction: on_fraction(start + (end - start) * fraction)
