"""What a piece must not show for long, a black or a standing picture, found while it is encoded.

Ten frames a second are looked at, small, on their way to the encoder. What was seen is kept
with the piece, so a finished file is checked without decoding it again, and a piece that is
used once more is not looked at once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from core.media.timeline import Body, Piece
from core.models import FPS, Value

LOOKS_PER_S = 10
_WIDTH = 180
_TOUCHING_S = 1.5 / LOOKS_PER_S
"""A stretch that ends this close to a border reaches it: the next look would be beyond."""
_BLACK = re.compile(r"black_start:\s*([\d.]+) black_end:\s*([\d.]+)")
_STILL = re.compile(r"freeze_(start|end):\s*([\d.]+)")


class Stretch(Value):
    """Seconds from the start of what was looked at."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


class Looks(Value):
    """Stretches in order of time, however short; the captions' least contrast (1 to 21), if there are any."""

    black: tuple[Stretch, ...] = ()
    still: tuple[Stretch, ...] = ()
    contrast: float | None = None


def watched(source: str, through: str) -> str:
    """A filter fragment: `[source]` goes through unchanged to `[through]`, and what is seen into the log."""
    small = f"fps={LOOKS_PER_S},scale={_WIDTH}:-2:flags=neighbor"
    detectors = f"blackdetect=d=0:pic_th=0.98:pix_th=0.06,freezedetect=n=-60dB:d={1 / LOOKS_PER_S}"
    return f"[{source}]split[{through}][{source}_looks];[{source}_looks]{small},{detectors},nullsink"


def read_looks(log: str, duration_s: float) -> Looks:
    """What the detectors of a run over that many seconds said."""
    black = [Stretch(start_s=float(m[1]), end_s=float(m[2])) for m in _BLACK.finditer(log)]
    times = [float(match[2]) for match in _STILL.finditer(log)]
    times += [duration_s] * (len(times) % 2)  # it stood until the end
    still = [Stretch(start_s=a, end_s=b) for a, b in zip(times[::2], times[1::2], strict=True)]
    return Looks(black=_to_the_end(black, duration_s), still=_to_the_end(still, duration_s))


def looks_of(pieces: Iterable[tuple[Piece, Looks]]) -> Looks:
    """The whole video's, from its pieces in order.

    Black goes on over any border. A standing picture does over those of a transition, but at a
    cut another picture comes.
    """
    black: list[Stretch] = []
    still: list[Stretch] = []
    start_s, before = 0.0, None
    for piece, looks in pieces:
        is_cut = isinstance(before, Body) and isinstance(piece, Body)
        _append(black, looks.black, start_s, goes_on=True)
        _append(still, looks.still, start_s, goes_on=not is_cut)
        start_s, before = start_s + piece.frames / FPS, piece
    return Looks(black=tuple(black), still=tuple(still))


def longer_than(stretches: Sequence[Stretch], limit_s: float) -> Iterator[Stretch]:
    """Those that last longer."""
    return (stretch for stretch in stretches if stretch.duration_s > limit_s)


def _append(whole: list[Stretch], more: Sequence[Stretch], start_s: float, *, goes_on: bool) -> None:
    for stretch in more:
        first_s, last_s = stretch.start_s + start_s, stretch.end_s + start_s
        touches = stretch.start_s < _TOUCHING_S and bool(whole) and whole[-1].end_s >= start_s - 1e-6
        if touches and goes_on:
            first_s = whole.pop().start_s
        whole.append(Stretch(start_s=first_s, end_s=last_s))


def _to_the_end(stretches: list[Stretch], duration_s: float) -> tuple[Stretch, ...]:
    """The detectors end a stretch at the last look; one that reaches it reaches the end."""
    return tuple(
        s.model_copy(update={"end_s": duration_s}) if s.end_s > duration_s - _TOUCHING_S else s
        for s in stretches
    )
