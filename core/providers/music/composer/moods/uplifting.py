"""Uplifting: bright piano over a beat that arrives in steps."""

from core.providers.music.composer.sketch import ONLY_AT_THE_END, WHOLE, Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Bright piano and plucks over a steady beat that lifts.",
    tempo_bpm=112,
    scale=Scale.MAJOR,
    tonics=(0, 2, 4, 7, 9),
    progressions=((1, 5, 6, 4), (6, 4, 1, 5), (4, 1, 5, 6)),
    cadence=5,
    chord_size=3,
    room_s=1.5,
    layers=(
        Layer("chords", ("pad",), WHOLE, -20, room=0.5),
        Layer(
            "chords",
            ("piano",),
            ("X...x..x..x.x...", "X..x..x.X..x..x.", "X...X...X...X.x."),
            level_db=-10,
            pan=-0.2,
        ),
        Layer(
            "arpeggio",
            ("pluck",),
            ("x.o.x.o.x.o.x.o.", "x..o..x.x..o..x.", "o.x.o.x.o.x.o.x."),
            level_db=-11,
            pan=0.45,
            room=0.4,
            enters=0.25,
        ),
        Layer(
            "roots",
            ("bass",),
            ("X.....x.X.....x.", "X..x..X...x.X...", "X...x...X...x.x."),
            level_db=-12,
            room=0.0,
            enters=0.12,
        ),
        Layer(
            "drum",
            ("kick",),
            ("X...X...X...X...", "X.....x.X.......", "X...X...X...X.o."),
            level_db=-8,
            room=0.05,
            enters=0.25,
        ),
        Layer("drum", ("clap",), ("....X.......X...",), -14, pan=0.05, enters=0.35),
        Layer(
            "drum", ("shaker",), ("o.x.o.x.o.x.o.x.", "oox.oox.oox.oox."), -18, pan=-0.4, room=0.1, enters=0.2
        ),
        Layer(
            "motif",
            ("celesta",),
            ("x.....x.....x...", "x...x.......x...", "..x.....x...x..."),
            level_db=-16,
            pan=0.4,
            room=0.6,
            enters=0.5,
        ),
        Layer("drum", ("cymbal",), ONLY_AT_THE_END, -21, pan=-0.15, room=0.4),
    ),
)
