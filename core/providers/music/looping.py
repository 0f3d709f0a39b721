"""A short piece made as long as it is needed, without an audible seam where that is possible.

Music repeats itself. The seam is put where the rhythm late in the piece is most like the rhythm of
an earlier place: there the piece jumps back within a few hundredths of a second, so beats go on and
an introduction is not heard twice. Where nothing repeats, the end is blended into the beginning.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.providers.music.wav import RATE_HZ, Sound

FRAMES_A_S = 100
_ALIKE = 0.45
_SEAM_S, _BLEND_S = 0.05, 2.0
_SHAPE_S, _LATE_STEP_S = 4.0, 0.1
_SLOWEST_BPM, _FASTEST_BPM = 70.0, 160.0


class Seam(NamedTuple):
    """At frame `late` jump to frame `early`, blending over `blend` frames."""

    early: int
    late: int
    blend: int


def looped(piece: Sound, frames: int) -> Sound:
    """`(2, frames)`: the piece, cut or repeated. It must not be empty."""
    if piece.shape[1] >= frames:
        return piece[:, :frames].copy()
    seam = seam_of(piece)
    rise = np.sin(np.linspace(0, np.pi / 2, seam.blend, dtype=np.float32))
    out = np.zeros((2, frames), np.float32)
    start, source = 0, 0
    while start < frames:
        heard = piece[:, source : seam.late + seam.blend].copy()
        heard[:, seam.late - source :] *= rise[::-1]
        if start:
            heard[:, : seam.blend] *= rise
        heard = heard[:, : frames - start]
        out[:, start : start + heard.shape[1]] += heard
        start, source = start + seam.late - source, seam.early
    return out


def seam_of(piece: Sound) -> Seam:
    """The best place to jump from, in the last half, and to, at least a quarter of the piece earlier."""
    rhythm = onsets(piece)
    width = min(round(_SHAPE_S * FRAMES_A_S), len(rhythm) // 4)
    blend = min(round(_BLEND_S * RATE_HZ), piece.shape[1] // 3)
    plain = Seam(0, piece.shape[1] - blend, blend)
    if width < FRAMES_A_S // 2:
        return plain
    shapes = _standardised(np.lib.stride_tricks.sliding_window_view(rhythm, width))
    late = np.arange(len(rhythm) // 2, len(shapes), round(_LATE_STEP_S * FRAMES_A_S))
    likeness = shapes[: len(rhythm) // 4] @ shapes[late].T
    early, index = np.unravel_index(int(np.argmax(likeness)), likeness.shape)
    if likeness[early, index] < _ALIKE:
        return plain
    frame = RATE_HZ // FRAMES_A_S
    return Seam(int(early) * frame, int(late[index]) * frame, round(_SEAM_S * RATE_HZ))


def onsets(piece: Sound) -> Sound:
    """How much louder each hundredth of a second is than the one before, in log steps."""
    mono, size = piece.mean(axis=0), RATE_HZ // FRAMES_A_S
    whole = mono[: len(mono) // size * size].reshape(-1, size)
    level = np.log1p(200 * np.sqrt(np.mean(whole**2, axis=1)))
    return np.asarray(np.maximum(np.diff(level, prepend=level[:1]), 0), np.float32)


def tempo_of(piece: Sound) -> float:
    """Beats a minute, from 70 to 160: the beat at whose multiples the rhythm is most like itself."""
    rhythm = onsets(piece)
    rhythm = rhythm - rhythm.mean()
    size = 1 << (2 * max(len(rhythm), 4 * FRAMES_A_S)).bit_length()
    likeness = np.fft.irfft(np.abs(np.fft.rfft(rhythm, size)) ** 2, size)
    tempi = np.arange(_SLOWEST_BPM, _FASTEST_BPM, 0.5)
    beats = 60 * FRAMES_A_S / tempi
    return float(tempi[np.argmax(sum(likeness[np.round(beats * count).astype(int)] for count in (1, 2, 4)))])


def _standardised(windows: Sound) -> Sound:
    """Each window with mean 0 and length 1, so that a product of two is their correlation."""
    centred = windows - windows.mean(axis=1, keepdims=True)
    lengths = np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
    return np.asarray(centred / lengths, np.float32)
