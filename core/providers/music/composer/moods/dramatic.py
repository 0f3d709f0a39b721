"""Dramatic: an ostinato of short strings, deep drums, a long hall."""

from core.providers.music.composer.sketch import ONLY_AT_THE_END, WHOLE, Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Big low strings, a restless ostinato and deep drums.",
    tempo_bpm=92,
    scale=Scale.MINOR,
    tonics=(0, 2, 7, 9),
    progressions=((1, 6, 4, 5), (1, 6, 3, 7), (4, 6, 1, 5)),
    cadence=5,
    chord_size=3,
    room_s=2.6,
    layers=(
        Layer("chords", ("strings",), WHOLE, -18, room=0.6),
        Layer(
            "pulse",
            ("spiccato",),
            ("X.xoX.xoX.xoX.xo", "X.xxo.xxX.xxo.xx", "X..x..x.X..x..x."),
            level_db=-8,
            pan=-0.4,
            room=0.4,
            enters=0.1,
        ),
        Layer("roots", ("brassbass",), ("X...............", "X.......x......."), -15, room=0.2),
        Layer(
            "drum",
            ("taiko",),
            ("X.......x.x.....", "X.....x.X.......", "X..x..X.....x.x."),
            level_db=-5,
            pan=0.15,
            room=0.5,
            enters=0.3,
        ),
        Layer("drum", ("boom",), WHOLE, -11, room=0.5, enters=0.55),
        Layer("drum", ("tick",), ("x.oox.oox.oox.oo",), -20, pan=0.45, room=0.4, enters=0.45),
        Layer(
            "motif",
            ("piano",),
            ("x.......x.......", "....x.......x..."),
            level_db=-12,
            pan=0.35,
            room=0.8,
            enters=0.4,
        ),
        Layer("drum", ("cymbal",), ONLY_AT_THE_END, -17, pan=-0.1, room=0.5),
    ),
)
