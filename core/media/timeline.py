"""When everything happens, in whole frames at 30 fps: arithmetic without files.

Scenes tile the video: each owns a span, and scene time 0 is the start of its span. A
transition of T frames sits centred on a border, so the scenes on both sides lend it T/2
frames of their spans and need T/2 frames of footage beyond them (`head` and `tail`).
What is not a join is a body. Bodies and joins in order cover each frame exactly once.

Voices respect cuts, but where a transition joins two scenes its frames belong to both, and so do the
voices: the next one begins before its picture is there (a J-cut), or, where words would make their
scene longer than asked, they run on into the next picture (an L-cut) and the next voice waits.
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

J_CUT_S = 0.1
"""How much sooner than its span a voice begins in a transition; 0.25 s after the voice before at least."""
L_CUT_S = 0.1
"""How far into the next span the words of a scene that is too short for them may run."""
PAUSE_S = 0.25
"""Between a voice that ran on and the next."""

_SHORTEST_HALF = 4
"""Frames of half a transition that is long enough for a voice to cross."""
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
    def asked_frames(self) -> int:
        return max(1, round(self.duration_s * FPS))

    @property
    def frames(self) -> int:
        """The span between two cuts: the asked length, or what the narration needs if that is more."""
        return self.frames_with(self.lead_s, TAIL_S)

    def frames_with(self, lead_s: float, tail_s: float) -> int:
        """The span with so much quiet around the narration; a voice that runs on has a negative tail."""
        if self.narration_s == 0:
            return self.asked_frames
        spoken = (lead_s + self.narration_s + tail_s) * FPS
        return max(self.asked_frames, math.ceil(spoken - _ROUNDING))


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


def frames_shown(piece: Piece, plan: ScenePlan) -> tuple[int, int]:
    """The frames of a scene that a piece shows, from the start of its span: the first, and the end."""
    if isinstance(piece, Body):
        return piece.first_frame, piece.first_frame + piece.frames
    half = piece.frames // 2
    return (plan.frames - half, plan.frames + half) if piece.before == plan.scene_id else (-half, half)


def plan_timeline(scenes: Sequence[SceneTiming]) -> Timeline:
    """Lay scenes out one after another. Needs at least one scene; ids must differ."""
    joins = [None, *(_join(before, after) for before, after in pairwise(scenes)), None]
    plans: list[ScenePlan] = []
    pieces: list[Piece] = []
    start, lead_s = 0, scenes[0].lead_s if scenes else 0.0
    for number, (scene, join_in, join_out) in enumerate(zip(scenes, joins[:-1], joins[1:], strict=False)):
        after = scenes[number + 1] if number + 1 < len(scenes) else None
        tail_s, next_lead_s = _quiet_around(scene, after, join_out, lead_s)
        plan = _plan(scene, start, _half(join_in), _half(join_out), lead_s, tail_s)
        plans.append(plan)
        body = Body(
            scene_id=scene.scene_id, first_frame=plan.head, frames=plan.frames - plan.head - plan.tail
        )
        pieces += [body] if join_out is None else [body, join_out]
        start, lead_s = start + plan.frames, next_lead_s
    return Timeline(scenes=tuple(plans), pieces=tuple(pieces))


def _quiet_around(
    scene: SceneTiming, after: SceneTiming | None, join: Join | None, lead_s: float
) -> tuple[float, float]:
    """Seconds from the end of the scene's voice to the border, and from there to the next voice."""
    if after is None or _half(join) < _SHORTEST_HALF:
        return TAIL_S, after.lead_s if after else 0.0
    is_too_short = scene.frames_with(lead_s, TAIL_S) > scene.asked_frames
    return (-L_CUT_S, L_CUT_S + PAUSE_S) if is_too_short else (TAIL_S, -J_CUT_S)


def _plan(scene: SceneTiming, start: int, head: int, tail: int, lead_s: float, tail_s: float) -> ScenePlan:
    return ScenePlan(
        scene_id=scene.scene_id,
        start_frame=start,
        frames=max(scene.frames_with(lead_s, tail_s), 4 * max(head, tail)),
        head=head,
        tail=tail,
        narration_start_s=start / FPS + lead_s,
    )


def _join(before: SceneTiming, after: SceneTiming) -> Join | None:
    """The transition, shortened so that it takes at most a quarter of either span."""
    half = min(transitions.frames_of(after.transition) // 2, before.frames // 4, after.frames // 4)
    if half == 0:
        return None
    return Join(kind=after.transition, before=before.scene_id, after=after.scene_id, frames=2 * half)


def _half(join: Join | None) -> int:
    return 0 if join is None else join.frames // 2
