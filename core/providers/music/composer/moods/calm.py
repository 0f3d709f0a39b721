"""Calm: a slow lydian sky, no drums."""

from core.providers.music.composer.sketch import WHOLE, Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Slow soft pads and a few piano notes, no drums.",
    tempo_bpm=70,
    scale=Scale.LYDIAN,
    tonics=(0, 2, 5, 7),
    progressions=((1, 3, 6, 5), (1, 5, 3, 2), (6, 3, 1, 5)),
    cadence=5,
    chord_size=4,
    room_s=2.4,
    layers=(
        Layer("chords", ("pad",), WHOLE, -14, room=0.6),
        Layer(
            "arpeggio",
            ("felt", "harp"),
            ("x...o...x...o...", "x.....o.x...o...", "x...o.....x.o..."),
            level_db=-7,
            pan=-0.35,
            room=0.5,
        ),
        Layer("roots", ("sub",), WHOLE, -15, room=0.0, enters=0.2),
        Layer(
            "motif",
            ("celesta",),
            ("x.......o.......", "....x.......o...", "x...........o..."),
            level_db=-14,
            pan=0.5,
            room=0.8,
            enters=0.3,
        ),
        Layer("drum", ("breeze",), WHOLE, -34, pan=0.2, room=0.4),
    ),
)
