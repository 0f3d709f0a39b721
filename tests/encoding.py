"""Pieces encoded for a test, and what their frames show."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from core.media.ffmpeg import Ffmpeg
from core.media.footage import Footage
from core.media.probe import probe
from core.media.segments import encode_body, encode_join
from core.media.timeline import Body, Join, ScenePlan
from core.models import FrameSize, Transition
from tests.media_samples import frames_of

SIZE = FrameSize(180, 320)
SMALL = FrameSize(64, 112)


def footage(
    path: Path,
    frames: int,
    *,
    head: int = 0,
    tail: int = 0,
    captions: Path | None = None,
    starts_s: float = 0.0,
) -> Footage:
    video = probe(path).video
    assert video is not None
    scene_id = "b" if head else "a"  # as in `join`: the second scene is the one with a head
    plan = ScenePlan(
        scene_id=scene_id, start_frame=0, frames=frames, head=head, tail=tail, narration_start_s=0
    )
    return Footage(path=path, video=video, scene=plan, captions=captions, starts_s=starts_s)


def body(
    clip: Footage, target: Path, first: int, frames: int, size: FrameSize = SIZE, **options: object
) -> Path:
    piece = Body(scene_id="a", first_frame=first, frames=frames)
    encode_body(Ffmpeg(), clip, piece, target, size=size, **options)  # type: ignore[arg-type]
    return target


def join(
    kind: Transition,
    before: Footage,
    after: Footage,
    frames: int,
    target: Path,
    size: FrameSize = SIZE,
    **options: object,
) -> Path:
    piece = Join(kind=kind, before="a", after="b", frames=frames)
    encode_join(Ffmpeg(), before, after, piece, target, size=size, **options)  # type: ignore[arg-type]
    return target


def numbers(path: Path) -> list[int]:
    """Which frame of a counter clip each frame shows."""
    return [round((float(np.median(frame)) - 16) / 2) for _, frame in frames_of(path)]


def movement(path: Path) -> list[float]:
    """Mean change from each frame to the next."""
    pictures = [frame.astype(float) for _, frame in frames_of(path)]
    return [float(np.abs(b - a).mean()) for a, b in pairwise(pictures)]


def levels(path: Path) -> list[float]:
    return [float(frame.mean()) for _, frame in frames_of(path)]
