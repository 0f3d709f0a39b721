"""When everything happens, in whole frames at 30 fps: arithmetic without files.

Scenes tile the video: each owns a span, and scene time 0 is the start of its span. A
transition of T frames sits centred on a border, so the scenes on both sides lend it T/2
frames of their spans and need T/2 frames of footage beyond them (`head` and `tail`).
What is not a join is a body. Bodies and joins in order cover each frame exactly once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from pydantic import Field

from core.media import transitions
from core.models import FPS, SceneId, SceneRole, Transition, Value

LEAD_S = 0.25
"""Quiet before a narration, so that the picture lands first."""
HOOK_LEAD_S = 0.1
"""The hook speaks almost at once: the first second decides whether people stay."""
TAIL_S = 0.35
"""Quiet after a narration, so that the last word is not cut by the picture."""

_ROUNDING = 1e-6


class SceneTiming(Value):
    """What the arithmetic needs to know about a scene."""

    scene_id: SceneId
    duration_s: float = Field(gt=0)
    narration_s: float = Field(default=0.0, ge=0)
    transition: Transition = Transition.CUT
    role: SceneRole = SceneRole.STORY

    @property
    def lead_s(self) -> float:
        """Seconds from the start of the span to the first sound of the voice."""
        return HOOK_LEAD_S if self.role is SceneRole.HOOK else LEAD_S

    @property
    def frames(self) -> int:
        """The span: the asked length, or what the narration needs if that is more."""
        asked = max(1, round(self.duration_s * FPS))
        if self.narration_s == 0:
            return asked
        spoken = (self.lead_s + self.narration_s + TAIL_S) * FPS
        return max(asked, math.ceil(spoken - _ROUNDING))


class ScenePlan(Value):
    """A scene's place: its span, the footage beyond it, and when its voice starts."""

    scene_id: SceneId
    start_frame: int = Field(ge=0)
    frames: int = Field(gt=0)
    head: int = Field(default=0, ge=0)
    tail: int = Field(default=0, ge=0)
    narration_start_s: float = Field(ge=0)

    @property
    def footage_frames(self) -> int:
        """How many frames the clip must give."""
        return self.head + self.frames + self.tail

    @property
    def start_s(self) -> float:
        return self.start_frame / FPS

    @property
    def end_s(self) -> float:
        return (self.start_frame + self.frames) / FPS


class Body(Value):
    """Frames of one scene; `first_frame` counts from the start of its span."""

    scene_id: SceneId
    first_frame: int = Field(ge=0)
    frames: int = Field(gt=0)


class Join(Value):
    """A transition: the last `frames / 2` of one span and the first of the next."""

    kind: Transition
    before: SceneId
    after: SceneId
    frames: int = Field(gt=0, multiple_of=2)


Piece = Body | Join


class Timeline(Value):
    """The whole video. `pieces` in order are the video, frame for frame."""

    scenes: tuple[ScenePlan, ...] = Field(min_length=1)
    pieces: tuple[Piece, ...] = Field(min_length=1)

    @property
    def frames(self) -> int:
        return sum(scene.frames for scene in self.scenes)

    @property
    def duration_s(self) -> float:
        return self.frames / FPS

    def scene(self, scene_id: str) -> ScenePlan:
        """The plan of a scene; KeyError when there is none of that id."""
        for scene in self.scenes:
            if scene.scene_id == scene_id:
                return scene
        raise KeyError(scene_id)


def plan_timeline(scenes: Sequence[SceneTiming]) -> Timeline:
    """Lay scenes out one after another. Needs at least one scene; ids must differ."""
    joins = [None, *(_join(before, after) for before, after in pairwise(scenes)), None]
    plans: list[ScenePlan] = []
    pieces: list[Piece] = []
    start = 0
    for scene, join_in, join_out in zip(scenes, joins[:-1], joins[1:], strict=False):
        plan = _plan(scene, start, _half(join_in), _half(join_out))
        plans.append(plan)
        body = Body(
            scene_id=scene.scene_id, first_frame=plan.head, frames=plan.frames - plan.head - plan.tail
        )
        pieces += [body] if join_out is None else [body, join_out]
        start += plan.frames
    return Timeline(scenes=tuple(plans), pieces=tuple(pieces))


def _plan(scene: SceneTiming, start: int, head: int, tail: int) -> ScenePlan:
    return ScenePlan(
        scene_id=scene.scene_id,
        start_frame=start,
        frames=scene.frames,
        head=head,
        tail=tail,
        narration_start_s=start / FPS + scene.lead_s,
    )


def _join(before: SceneTiming, after: SceneTiming) -> Join | None:
    """The transition, shortened so that it takes at most a quarter of either span."""
    half = min(transitions.frames_of(after.transition) // 2, before.frames // 4, after.frames // 4)
    if half == 0:
        return None
    return Join(kind=after.transition, before=before.scene_id, after=after.scene_id, frames=2 * half)


def _half(join: Join | None) -> int:
    return 0 if join is None else join.frames // 2
