"""Energetic: minor, fast, four to the floor."""

from core.providers.music.composer.sketch import ONLY_AT_THE_END, Layer, Sketch
from core.providers.music.composer.theory import Scale

SKETCH = Sketch(
    description="Driving bass, four-to-the-floor kick and crisp stabs.",
    tempo_bpm=126,
    scale=Scale.MINOR,
    tonics=(9, 11, 2, 4),
    progressions=((1, 6, 3, 7), (1, 7, 6, 7), (6, 7, 1, 3)),
    cadence=7,
    chord_size=3,
    room_s=0.9,
    layers=(
        Layer("chords", ("brass",), ("X..x..x...X..x..", "X..X..x.X..X..x.", "..X...X...X...X."), -11),
        Layer(
            "roots", ("drive",), ("X.x.X.x.X.x.X.x.", "..x.X.xx..x.X.xx", "X.xxX.xxX.xxX.xx"), -13, room=0.0
        ),
        Layer(
            "arpeggio",
            ("pluck",),
            ("x.xox.xox.xox.xo", "x.ox.ox.x.ox.oxo"),
            level_db=-12,
            pan=0.5,
            room=0.35,
            enters=0.3,
        ),
        Layer("drum", ("kick",), ("X...X...X...X...",), -5, room=0.03, enters=0.1),
        Layer("drum", ("clap",), ("....X.......X...", "....X.......X..o"), -11, room=0.2, enters=0.2),
        Layer(
            "drum", ("hat",), ("..x...x...x...x.", "o.xoo.xoo.xoo.xo"), -17, pan=0.3, room=0.05, enters=0.1
        ),
        Layer("drum", ("shaker",), ("xoxoxoxoxoxoxoxo",), -22, pan=-0.45, room=0.1, enters=0.45),
        Layer("drum", ("cymbal",), ONLY_AT_THE_END, -19, pan=0.1, room=0.3),
    ),
)
