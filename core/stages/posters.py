"""The poster of a render, and the frames that a person may choose in its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from core.artifacts.store import Artefact
from core.media.glance import Glance, read_glance, write_glance
from core.media.poster import candidates, glimpses, write_poster
from core.media.still import jpeg
from core.media.timeline import Body, Timeline
from core.models import FPS, JsonDict
from core.stages.build import Build
from core.stages.names import poster_name, ratio_suffix
from core.stages.pieces import encode_piece
from core.stages.placing import placed

POSTERS = "posters"
_WORDS_ON_IT = 0.85
"""Half a sentence on a poster is worse than none, but no reason to take a dull frame."""


def glimpses_of(build: Build, piece: Artefact) -> Glance:
    """The key frames of a piece, small; looked at once. Raises MediaError, StorageError."""

    def look(target: Path) -> JsonDict:
        write_glance(glimpses(Path(piece.path)), target)
        return {}

    return read_glance(Path(build.make("glimpse", {"piece": piece.key}, ".npz", look).path))


def publish_poster(build: Build, video: Path, folder: Path, best_s: float) -> tuple[str, Path]:
    """The frame that a person chose as the poster, else the one at `best_s`. Raises MediaError."""
    looks = build.parts.history.video(build.video_id).looks
    at_s = best_s if looks.poster_s is None else looks.poster_s
    title = build.script.title if looks.poster_title else ""
    name = poster_name(build)

    def write(target: Path) -> None:
        write_poster(video, target, at_s, title=title, fonts=build.parts.fonts)

    return name, placed(folder / name, write)


def publish_posters(
    build: Build, video: Path, folder: Path, timeline: Timeline
) -> Iterator[tuple[str, Path]]:
    """The poster, and small copies of those it could be, the best first, by their names in the folder."""
    offered = candidates(_seen(build, timeline), partial(_worth, timeline))
    yield publish_poster(build, video, folder, offered[0].time_s)
    for rank, candidate in enumerate(offered, start=1):
        small = f"{POSTERS}{ratio_suffix(build)}/{rank}-{candidate.time_s:.3f}.jpg"
        yield small, placed(folder / small, partial(_keep, jpeg(candidate.thumb)))


def _seen(build: Build, timeline: Timeline) -> Glance:
    """Key frames of all bodies in the video's time; nobody wants one out of a transition."""
    times_s, images, frame = [], [], 0
    for number, piece in enumerate(timeline.pieces):
        if isinstance(piece, Body):
            seen = glimpses_of(build, encode_piece(build, number, timeline))
            times_s.append(seen.times_s + frame / FPS)
            images.append(seen.images)
        frame += piece.frames
    return Glance(np.concatenate(times_s), np.concatenate(images))


def _worth(timeline: Timeline, time_s: float) -> float:
    """The most before a scene's first word."""
    scene = next((s for s in reversed(timeline.scenes) if s.start_s <= time_s), timeline.scenes[0])
    return 1.0 if time_s < scene.narration_start_s else _WORDS_ON_IT


def _keep(data: bytes, target: Path) -> None:
    target.write_bytes(data)
