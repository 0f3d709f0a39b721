"""The child that composes: a mood, a length and a seed in, a WAV file and its `MusicBed` out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from core.models import Mood
from core.operations.children import OnFraction
from core.operations.helpers import serve
from core.providers.music.base import MusicBed, MusicRequest
from core.providers.music.composer.form import Form, fit
from core.providers.music.composer.mixing import Stroke, mixed
from core.providers.music.composer.moods import SKETCHES
from core.providers.music.composer.parts import PARTS, Tune
from core.providers.music.composer.sketch import Layer, Sketch
from core.providers.music.composer.theory import NOTE_NAMES
from core.providers.music.wav import RATE_HZ, write_stereo


def compose(order: dict[str, Any], _: OnFraction) -> dict[str, Any]:
    """Carry out an order of the adapter. Raises StorageError."""
    bed = played(MusicRequest.model_validate(order["request"]), Path(order["target"]))
    return bed.model_dump(mode="json")


def played(request: MusicRequest, target: Path) -> MusicBed:
    """Write the bed of a request. Raises StorageError."""
    sketch = SKETCHES[request.mood]
    rng = np.random.default_rng([list(Mood).index(request.mood), request.seed])
    form = fit(request.duration_s, sketch.tempo_bpm * rng.uniform(0.98, 1.02))
    tune = _tune(sketch, form, rng)
    strokes = [_stroke(tune, layer, rng) for layer in sketch.layers]
    frames = max(1, round(request.duration_s * RATE_HZ))
    write_stereo(target, mixed(strokes, form, frames, sketch.room_s, request.seed))
    return MusicBed(
        duration_s=frames / RATE_HZ,
        tempo_bpm=form.tempo_bpm,
        bar_s=form.bar_s,
        key_name=f"{NOTE_NAMES[tune.tonic]} {sketch.scale.name.lower()}",
    )


def _tune(sketch: Sketch, form: Form, rng: np.random.Generator) -> Tune:
    """Throw the dice for key and harmony; the bar before the last chord leads home."""
    tonic = int(rng.choice(sketch.tonics))
    progression = sketch.progressions[rng.integers(len(sketch.progressions))]
    roots = [progression[bar % len(progression)] for bar in range(form.body_bars)]
    if len(roots) > 1:
        roots[-1] = sketch.cadence
    return Tune(form, tonic, sketch.scale, (*roots, 1), sketch.chord_size, sketch.swing)


def _stroke(tune: Tune, layer: Layer, rng: np.random.Generator) -> Stroke:
    instrument = layer.instruments[rng.integers(len(layer.instruments))]
    rhythm = layer.rhythms[rng.integers(len(layer.rhythms))]
    return Stroke(layer, instrument, tuple(PARTS[layer.part](tune, layer, rhythm, rng)))


if __name__ == "__main__":  # pragma: no cover - runs in the child
    serve(compose)
