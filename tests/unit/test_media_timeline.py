"""The timeline's arithmetic: spans tile, pieces cover each frame once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.media import transitions
from core.media.timeline import Body, Join, ScenePlan, SceneTiming, Timeline, plan_timeline
from core.models import FPS, FrameSize, SceneRole, Transition

timings = st.builds(
    SceneTiming,
    scene_id=st.just("x"),
    duration_s=st.floats(min_value=0.01, max_value=60),
    narration_s=st.one_of(st.just(0.0), st.floats(min_value=0.01, max_value=60)),
    transition=st.sampled_from(Transition),
    role=st.sampled_from(SceneRole),
)
scripts = st.lists(timings, min_size=1, max_size=20).map(
    lambda scenes: [s.model_copy(update={"scene_id": f"s{i}"}) for i, s in enumerate(scenes)]
)


def scene(scene_id: str = "a", **changes: object) -> SceneTiming:
    return SceneTiming.model_validate({"scene_id": scene_id, "duration_s": 4, **changes})


def shown(piece: Body | Join, plans: dict[str, ScenePlan]) -> list[int]:
    """The frames of the video that a piece covers."""
    if isinstance(piece, Body):
        first = plans[piece.scene_id].start_frame + piece.first_frame
    else:
        first = plans[piece.after].start_frame - piece.frames // 2
    return list(range(first, first + piece.frames))


@given(scripts)
def test_spans_tile_the_video_and_pieces_cover_every_frame_once(scenes: list[SceneTiming]) -> None:
    timeline = plan_timeline(scenes)
    starts = [plan.start_frame for plan in timeline.scenes]
    assert starts == [sum(p.frames for p in timeline.scenes[:i]) for i in range(len(starts))]
    plans = {plan.scene_id: plan for plan in timeline.scenes}
    covered = [frame for piece in timeline.pieces for frame in shown(piece, plans)]
    assert covered == list(range(timeline.frames))
    assert timeline.duration_s == pytest.approx(timeline.frames / FPS)


@given(scripts)
def test_handles_belong_to_joins_and_leave_half_of_every_scene_to_itself(scenes: list[SceneTiming]) -> None:
    timeline = plan_timeline(scenes)
    assert timeline.scenes[0].head == 0
    assert timeline.scenes[-1].tail == 0
    for piece in timeline.pieces:
        if isinstance(piece, Join):
            assert timeline.scene(piece.before).tail == piece.frames // 2 == timeline.scene(piece.after).head
        else:
            plan = timeline.scene(piece.scene_id)
            assert piece.frames * 2 >= plan.frames
            assert plan.footage_frames == plan.head + plan.frames + plan.tail


@given(scripts)
def test_voices_stay_apart_and_cross_a_border_only_where_a_transition_is(scenes: list[SceneTiming]) -> None:
    plans = plan_timeline(scenes).scenes
    silence_from = 0.0
    for timing, plan in zip(scenes, plans, strict=True):
        if not timing.narration_s:
            continue
        ends_s = plan.narration_start_s + timing.narration_s
        assert plan.narration_start_s >= silence_from - 1e-5
        assert plan.narration_start_s >= plan.start_s - (0.1 if plan.head else 0) - 1e-5
        assert ends_s <= plan.end_s + (0.1 if plan.tail else -0.35) + 1e-5
        silence_from = ends_s + 0.25


def test_the_next_voice_begins_in_a_transition_before_its_picture_is_there() -> None:
    timeline = plan_timeline([scene("a", narration_s=3), scene("b", narration_s=3, transition="crossfade")])
    assert timeline.scene("b").narration_start_s == pytest.approx(4 - 0.1)
    hard = plan_timeline([scene("a", narration_s=3), scene("b", narration_s=3, transition="cut")])
    assert hard.scene("b").narration_start_s == pytest.approx(4 + 0.25)


def test_words_too_many_for_their_scene_run_on_into_the_next_picture_before_it_gets_longer() -> None:
    following = scene("b", narration_s=3, transition="crossfade")
    fits = plan_timeline([scene("a", narration_s=3.8), following])
    assert fits.scene("a").frames == 120
    assert fits.scene("b").narration_start_s == pytest.approx(4 + 0.35)
    long = plan_timeline([scene("a", narration_s=5), following])
    assert long.scene("a").end_s == pytest.approx(0.25 + 5 - 0.1, abs=1 / FPS)
    assert long.scene("b").narration_start_s == pytest.approx(long.scene("a").end_s + 0.35)


@given(scripts)
def test_a_timeline_survives_json(scenes: list[SceneTiming]) -> None:
    timeline = plan_timeline(scenes)
    assert Timeline.model_validate_json(timeline.model_dump_json()) == timeline


def test_a_hook_speaks_sooner_than_other_scenes() -> None:
    assert scene(role="hook").lead_s == 0.1
    assert scene().lead_s == 0.25


@pytest.mark.parametrize(
    ("changes", "frames"),
    [
        ({"duration_s": 4}, 120),
        ({"duration_s": 1.017}, 31),
        ({"duration_s": 0.001}, 1),
        ({"narration_s": 3.4}, 120),
        ({"narration_s": 3.41}, 121),
        ({"narration_s": 3.55, "role": "hook"}, 120),
        ({"narration_s": 10}, 318),
    ],
)
def test_a_scene_lasts_as_asked_or_as_long_as_its_voice_needs(
    changes: dict[str, object], frames: int
) -> None:
    assert scene(**changes).frames == frames


@pytest.mark.parametrize(("kind", "frames"), [("cut", 0), ("crossfade", 12), ("slide", 10), ("dip", 16)])
def test_transitions_have_their_length_where_scenes_are_long(kind: str, frames: int) -> None:
    timeline = plan_timeline([scene("a"), scene("b", transition=kind)])
    assert sum(p.frames for p in timeline.pieces if isinstance(p, Join)) == frames
    assert timeline.duration_s == 8


def test_short_scenes_shorten_or_lose_their_transition() -> None:
    brief = plan_timeline([scene("a", duration_s=0.5), scene("b", transition="dip")])
    assert [p.frames for p in brief.pieces] == [12, 6, 117]
    blink = plan_timeline([scene("a", duration_s=0.1), scene("b", transition="dip")])
    assert [type(p) for p in blink.pieces] == [Body, Body]


def test_the_first_scene_has_no_transition_whatever_it_says() -> None:
    assert len(plan_timeline([scene(transition="slide")]).pieces) == 1


def test_no_scenes_are_no_timeline_and_unknown_scenes_have_no_plan() -> None:
    with pytest.raises(ValidationError):
        plan_timeline([])
    with pytest.raises(KeyError):
        plan_timeline([scene()]).scene("z")


@pytest.mark.parametrize("kind", [k for k in Transition if k is not Transition.CUT])
def test_each_transition_goes_from_before_and_after_to_mixed(kind: Transition) -> None:
    fragment = transitions.mix(kind, 8, FrameSize(64, 112))
    assert all(label in fragment for label in ("[before]", "[after]", "[mixed]"))


def test_a_cut_has_nothing_to_mix() -> None:
    assert transitions.frames_of(Transition.CUT) == 0
    with pytest.raises(KeyError):
        transitions.mix(Transition.CUT, 8, FrameSize(64, 112))
