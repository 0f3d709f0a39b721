"""Which captions a part of a scene shows."""

from __future__ import annotations

from core.media.timeline import Body, SceneTiming, frames_shown, plan_timeline
from core.models import CaptionStyle, Transition
from tests.unit.captions_support import ENGLISH, track


def test_a_part_of_a_scene_holds_the_captions_that_are_seen_in_it_whole() -> None:
    whole = track(ENGLISH, CaptionStyle.BOLD)
    middle = whole.phrases[1]
    seen = whole.seen_within(middle.start_s, middle.end_s)
    assert seen.phrases == (middle,)
    before = whole.seen_within(-1.0, whole.phrases[0].start_s)
    assert before.phrases == ()
    last_moment = whole.seen_within(middle.end_s - 0.01, middle.end_s + 0.01)
    assert last_moment.phrases == whole.phrases[1:3]


def test_pieces_show_every_frame_of_a_scene_and_those_of_its_transitions() -> None:
    timing = [
        SceneTiming(scene_id=name, duration_s=4, transition=Transition.CROSSFADE) for name in ("a", "b", "c")
    ]
    timeline = plan_timeline(timing)
    plan = timeline.scene("b")
    shown = [
        frames_shown(piece, plan)
        for piece in timeline.pieces
        if "b" in ([piece.scene_id] if isinstance(piece, Body) else [piece.before, piece.after])
    ]
    ends = [end for _, end in shown[:-1]]
    assert [first for first, _ in shown[1:]] == ends
    assert (shown[0][0], shown[-1][1]) == (-plan.head, plan.frames + plan.tail)
