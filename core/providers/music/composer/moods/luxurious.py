"""Luxurious: electric-piano ninths over a deep, unhurried groove."""

from core.providers.music.composer.sketch import WHOLE, Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Electric piano ninths, deep bass and a soft groove.",
    tempo_bpm=98,
    scale=Scale.DORIAN,
    tonics=(1, 3, 6, 10),
    progressions=((1, 4, 1, 4), (2, 5, 1, 4), (1, 7, 4, 5)),
    cadence=4,
    chord_size=5,
    room_s=1.9,
    swing=0.1,
    layers=(
        Layer(
            "chords",
            ("electric",),
            ("X.....x.....x...", "X..x......x.....", "..X...X...X....."),
            -10,
            room=0.4,
        ),
        Layer(
            "roots",
            ("deep",),
            ("X..x......x.x...", "X.....x...x.....", "X..x..x.....x..."),
            level_db=-12,
            room=0.0,
            enters=0.1,
        ),
        Layer("chords", ("pad",), WHOLE, -25, room=0.6),
        Layer("drum", ("softkick",), ("X.......X.......", "X.....x...x....."), -10, room=0.03, enters=0.2),
        Layer(
            "drum", ("snap",), ("....x.......x...", "....x..o....x..."), -12, pan=0.15, room=0.4, enters=0.25
        ),
        Layer(
            "drum", ("hat",), ("..o...o...o...o.", "o.oxo.oxo.oxo.ox"), -18, pan=0.35, room=0.1, enters=0.3
        ),
        Layer("drum", ("shaker",), ("..o...o...o...o.",), -22, pan=-0.45, room=0.2, enters=0.15),
        Layer(
            "motif",
            ("celesta",),
            ("......x.....o...", "x.........o.....", "....o.x........."),
            level_db=-15,
            pan=0.45,
            room=0.8,
            enters=0.4,
        ),
    ),
)
