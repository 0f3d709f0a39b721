"""Warm: felt piano and guitar at a walking pace, a little swung."""

from core.providers.music.composer.sketch import WHOLE, Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Felt piano and plucked strings at an easy walking pace.",
    tempo_bpm=86,
    scale=Scale.MAJOR,
    tonics=(2, 5, 7, 10),
    progressions=((1, 6, 4, 5), (4, 1, 2, 5), (1, 4, 6, 4)),
    cadence=4,
    chord_size=4,
    room_s=1.6,
    swing=0.12,
    layers=(
        Layer(
            "chords", ("felt",), ("X.......x...o...", "X.....x...o.....", "X...o...x.....o."), -11, pan=-0.25
        ),
        Layer(
            "arpeggio",
            ("guitar",),
            ("x.o.x.o.x.o.x.o.", "x..o.x..x..o.x..", "x.ox..o.x.ox..o."),
            level_db=-8,
            pan=0.4,
            enters=0.15,
        ),
        Layer("chords", ("pad",), WHOLE, -22, room=0.6, enters=0.3),
        Layer(
            "roots",
            ("bass",),
            ("X.......x.......", "X.....x.x.......", "X.......x...o..."),
            level_db=-14,
            room=0.0,
            enters=0.2,
        ),
        Layer("drum", ("softkick",), ("X.......x.......", "X.....o.x......."), -13, room=0.1, enters=0.4),
        Layer("drum", ("shaker",), ("o.x.o.x.o.x.o.x.",), -21, pan=-0.4, room=0.2, enters=0.3),
        Layer("drum", ("snap",), ("....x.......x...",), -21, pan=0.2, room=0.4, enters=0.5),
    ),
)
