"""Playful: marimba, pizzicato and snaps, swung."""

from core.providers.music.composer.sketch import Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Bouncing marimba, finger snaps and little bells.",
    tempo_bpm=108,
    scale=Scale.MAJOR,
    tonics=(0, 5, 7, 10),
    progressions=((1, 4, 1, 5), (1, 6, 2, 5), (1, 2, 4, 5)),
    cadence=5,
    chord_size=3,
    room_s=0.8,
    swing=0.22,
    layers=(
        Layer(
            "arpeggio",
            ("marimba",),
            ("x.x..x.x..x.x...", "x..x..x.x.x.x...", "x.xx.x..x.xx.x.."),
            level_db=-7,
            pan=-0.3,
        ),
        Layer(
            "chords",
            ("pizzicato",),
            ("....x.......x...", "..x...x...x...x.", "....x..x....x..x"),
            level_db=-9,
            pan=0.35,
            enters=0.1,
        ),
        Layer(
            "roots",
            ("upright",),
            ("X.......X.......", "X.....x.X...x...", "X...x...X...x..."),
            -10,
            room=0.05,
        ),
        Layer("drum", ("snap",), ("....X.......X...", "....X.......X.o."), -12, pan=0.15, enters=0.2),
        Layer(
            "drum",
            ("shaker",),
            ("x.ox.ox.x.ox.ox.", "o.x.o.x.o.x.o.x."),
            -19,
            pan=-0.45,
            room=0.1,
            enters=0.3,
        ),
        Layer("drum", ("softkick",), ("X.......X.......",), -13, room=0.05, enters=0.3),
        Layer(
            "motif",
            ("celesta",),
            ("x.x...x.........", "......x.x...x...", "x...x.x........."),
            level_db=-14,
            pan=0.5,
            room=0.5,
            enters=0.4,
        ),
    ),
)
