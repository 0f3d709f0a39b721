"""From a mix to the encoded programme at the right loudness.

Gain alone would let peaks through, and a limiter takes loudness away; how much depends on
the sound. So one pass tries several gains through the limiter at once, and the gain that
gives -14 LUFS is read off that curve. What was encoded is measured; if AAC made it louder,
quieter or higher in its peaks, the same curve gives the gain and ceiling of a second and
last encode. Silence stays silence.

This is the two-pass method of `loudnorm` in its linear mode, but it does not fall back to
riding the gain when peaks are in the way.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydantic import Field

from core.media import encoder, loudness
from core.media.ffmpeg import Ffmpeg, part_of
from core.media.loudness import TARGET_LUFS, Loudness
from core.models import Value
from core.operations.children import OnFraction

MAX_GAIN_DB = 30.0

_CEILING_DBTP = -1.5
"""Half a decibel of room for what AAC adds to peaks."""
_SPARE_DB = 0.3
_CLOSE_ENOUGH_LU = 0.3
_EXTRA_GAINS_DB = (0.0, 1.0, 2.0, 4.0, 8.0, 14.0)
_RATE = encoder.SAMPLE_RATE_HZ


class SoundReport(Value):
    """The encoded sound as measured. `encodes` says how often AAC was made."""

    integrated_lufs: float
    true_peak_dbtp: float
    is_silent: bool
    encodes: int = Field(ge=1, le=2)

    @property
    def heard(self) -> Loudness:
        return Loudness(integrated_lufs=self.integrated_lufs, true_peak_dbtp=self.true_peak_dbtp)


class Response(Value):
    """Loudness over gain, through a limiter at the usual ceiling."""

    gains_db: tuple[float, ...]
    levels_lufs: tuple[float, ...]

    def level_at(self, gain_db: float) -> float:
        return float(np.interp(gain_db, self.gains_db, self.levels_lufs))

    def gain_for(self, level_lufs: float, *, lower_ceiling_db: float = 0.0) -> float:
        """The gain that gives this level, under a ceiling lower by so much.

        Lowering the ceiling by c is the same as c more gain before it and c less after.
        """
        wanted = level_lufs + lower_ceiling_db
        return float(np.interp(wanted, self.levels_lufs, self.gains_db)) - lower_ceiling_db


def master(
    ffmpeg: Ffmpeg,
    folder: Path,
    mixed: Loudness,
    duration_s: float,
    source: str,
    name: str,
    on_fraction: OnFraction,
) -> SoundReport:
    """Encode `source` as `name`, both in `folder`; what came out. Raises MediaError, StorageError."""
    desk = _Desk(ffmpeg, folder, duration_s, source, name)
    if mixed.is_silent:
        desk.encode(0.0, _CEILING_DBTP, on_fraction)
        return _report(desk.heard(), encodes=1)
    response = desk.respond(TARGET_LUFS - mixed.integrated_lufs, part_of(on_fraction, 0.0, 0.3))
    gain_db = response.gain_for(TARGET_LUFS)
    desk.encode(gain_db, _CEILING_DBTP, part_of(on_fraction, 0.3, 0.6))
    made = desk.heard()
    peak_over_db = made.true_peak_dbtp - loudness.MAX_TRUE_PEAK_DBTP
    if abs(made.integrated_lufs - TARGET_LUFS) <= _CLOSE_ENOUGH_LU and peak_over_db <= 0:
        return _report(made, encodes=1)
    lower_db = max(0.0, peak_over_db + _SPARE_DB)
    added_by_encoder = made.integrated_lufs - response.level_at(gain_db)
    gain_db = response.gain_for(TARGET_LUFS - added_by_encoder, lower_ceiling_db=lower_db)
    desk.encode(gain_db, _CEILING_DBTP - lower_db, part_of(on_fraction, 0.6, 1.0))
    return _report(desk.heard(), encodes=2)


class _Desk:
    """The runs of one master, on one file."""

    def __init__(self, ffmpeg: Ffmpeg, folder: Path, duration_s: float, source: str, name: str) -> None:
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._duration_s = duration_s
        self._source = source
        self._name = name

    def respond(self, gain_db: float, on_fraction: OnFraction) -> Response:
        """How loud the sound is at this gain and at higher ones."""
        gains = sorted({min(gain_db + extra, MAX_GAIN_DB + extra) for extra in _EXTRA_GAINS_DB})
        links = "".join(f"[t{i}]" for i in range(len(gains)))
        tries = [
            f"[t{i}]volume={gain:.2f}dB,{_limiter(_CEILING_DBTP)},{loudness.level_meter(f'g{i}')}[o{i}]"
            for i, gain in enumerate(gains)
        ]
        graph = ";".join([f"[0:a]asplit={len(gains)}{links}", *tries])
        maps = [argument for i in range(len(gains)) for argument in ("-map", f"[o{i}]")]
        args = ["-i", self._source, "-filter_complex", graph, *maps, "-f", "null", "-"]
        meters = loudness.read_meters(self._run(args, on_fraction))
        levels = [meters[f"g{i}"].integrated_lufs for i in range(len(gains))]
        return Response(gains_db=tuple(gains), levels_lufs=tuple(np.maximum.accumulate(levels).tolist()))

    def encode(self, gain_db: float, ceiling_dbtp: float, on_fraction: OnFraction) -> None:
        """Limit at four times the rate, where the peaks between samples show."""
        exact = f"apad,atrim=end_sample={round(self._duration_s * _RATE)},asetpts=N/SR/TB"
        filters = (
            f"volume={gain_db:.2f}dB,aresample={4 * _RATE},{_limiter(ceiling_dbtp)},aresample={_RATE},{exact}"
        )
        self._run(["-i", self._source, "-af", filters, *encoder.audio_args(), self._name], on_fraction)

    def heard(self) -> Loudness:
        """What was encoded, decoded and measured."""
        log = self._run(["-i", self._name, "-af", loudness.meter("made"), "-f", "null", "-"], None)
        return loudness.read_meters(log)["made"]

    def _run(self, args: list[str], on_fraction: OnFraction | None) -> str:
        return self._ffmpeg.run(args, cwd=self._folder, duration_s=self._duration_s, on_fraction=on_fraction)


def _limiter(ceiling_dbtp: float) -> str:
    return f"alimiter=limit={10 ** (ceiling_dbtp / 20):.5f}:level=0:attack=5:release=80:latency=1"


def _report(made: Loudness, encodes: int) -> SoundReport:
    return SoundReport(**made.model_dump(), is_silent=made.is_silent, encodes=encodes)
