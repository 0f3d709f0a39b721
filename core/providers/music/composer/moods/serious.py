"""Serious: a low piano pulse under dark strings."""

from core.providers.music.composer.sketch import WHOLE, Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Low piano pulse and dark strings, sparse and steady.",
    tempo_bpm=78,
    scale=Scale.DORIAN,
    tonics=(0, 2, 4, 9),
    progressions=((1, 7, 4, 1), (1, 3, 7, 4), (1, 4, 1, 7)),
    cadence=4,
    chord_size=3,
    room_s=2.2,
    layers=(
        Layer(
            "pulse",
            ("piano",),
            ("x.o.x.o.x.o.x.o.", "x...o...x...o.o.", "x..o..x...o.x..."),
            level_db=-9,
            pan=-0.25,
            room=0.4,
        ),
        Layer("chords", ("strings",), WHOLE, -19, room=0.6, enters=0.1),
        Layer("roots", ("sub",), (*WHOLE, "X.......x......."), -14, room=0.0, enters=0.1),
        Layer("drum", ("softkick",), ("X.o.............", "X.......o......."), -13, room=0.4, enters=0.3),
        Layer(
            "motif",
            ("felt",),
            ("......x.....o...", "x...........o...", "....x.......x..."),
            level_db=-13,
            pan=0.45,
            room=0.7,
            enters=0.4,
        ),
        Layer(
            "drum", ("tick",), ("....o.......o...", "o...o...o...o..."), -24, pan=0.35, room=0.5, enters=0.2
        ),
    ),
)
