"""Values: frozen, validated, unchanged by a trip through JSON."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from core.models import (
    AspectRatio,
    CaptionStyle,
    Category,
    ErrorDetails,
    GenerationRequest,
    GenerationResult,
    GenerationStats,
    Language,
    Mood,
    Platform,
    ProgressUpdate,
    SceneRole,
    SceneScript,
    ScriptMetadata,
    Stage,
    Transition,
    VideoClip,
    VideoScript,
    VoiceStyle,
    clean_text,
)

words = st.text(max_size=80)
seconds = st.floats(0, 1e6, allow_nan=False)
fractions = st.floats(0, 1)
requests = st.builds(
    GenerationRequest,
    prompt=st.text(max_size=200).map(lambda t: "brief " + t),
    duration_s=st.floats(8, 60),
    platform=st.sampled_from(Platform),
    category=st.sampled_from(Category),
    creativity_level=fractions,
    voice_style=st.sampled_from(VoiceStyle),
    aspect_ratio=st.none() | st.sampled_from(AspectRatio),
    language=st.none() | st.sampled_from(Language),
    call_to_action=words,
    audience=words,
    tone=words,
    caption_style=st.sampled_from(CaptionStyle),
    seed=st.integers(0, 2**31 - 1),
)
scripts = st.builds(
    lambda title, scenes, meta: VideoScript(
        title=title,
        scenes=tuple(s.model_copy(update={"scene_id": f"s{i}"}) for i, s in enumerate(scenes)),
        metadata=meta,
    ),
    words,
    st.lists(
        st.builds(
            SceneScript,
            scene_id=st.just("s"),
            role=st.sampled_from(SceneRole),
            narration=words,
            description=words,
            visual_prompt=words,
            duration_s=st.floats(1, 60),
            visual_elements=st.lists(words, max_size=3).map(tuple),
            on_screen_text=words,
            transition=st.sampled_from(Transition),
        ),
        min_size=1,
        max_size=4,
    ),
    st.builds(
        ScriptMetadata,
        language=st.sampled_from(Language),
        mood=st.sampled_from(Mood),
        structure=words,
        subject=words,
        written_by=words,
        hashtags=st.lists(words, max_size=3).map(tuple),
    ),
)
clips = st.builds(
    VideoClip,
    take_id=words,
    scene_id=st.just("s1"),
    path=words,
    duration_s=st.floats(0.1, 60),
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    fps=st.floats(1, 240),
    provider=words,
    model=words,
)
stats = st.builds(
    GenerationStats,
    total_duration_s=seconds,
    cost_usd=seconds,
    file_sizes=st.dictionaries(words, st.integers(0, 2**40), max_size=3),
    stage_times_s=st.dictionaries(words, seconds, max_size=3),
)
errors = st.builds(ErrorDetails, kind=words, message=words, hint=words, retryable=st.booleans())
results = st.builds(
    GenerationResult,
    video_id=words,
    success=st.booleans(),
    generation_stats=stats,
    error_details=st.none() | errors,
)
updates = st.builds(
    ProgressUpdate,
    video_id=st.just("v1"),
    stage=st.sampled_from(Stage),
    fraction=fractions,
    message=words,
    remaining_s=st.none() | seconds,
    scene_fractions=st.dictionaries(st.sampled_from(["s1", "s2"]), fractions),
)


@given(st.one_of(requests, scripts, clips, stats, errors, results, updates))
def test_every_value_survives_a_trip_through_json(value: BaseModel) -> None:
    again = type(value).model_validate_json(value.model_dump_json())
    assert again == value


@given(st.text())
def test_cleaned_text_has_no_control_characters_and_stays_the_same_when_cleaned_again(text: str) -> None:
    cleaned = clean_text(text)
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs", "Co")]
    assert clean_text(cleaned) == cleaned
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize(
    "hostile",
    [
        r"{\an8}top",
        "100 %{} off",
        "C:\\N \\h",
        "'; rm -rf / #",
        "שלום עולם",
        "أهلا",
        "你好",
        "👩‍👩‍👧 family",
        "naïve café",
    ],
)
def test_odd_text_is_data_and_comes_through_whole(hostile: str) -> None:
    assert GenerationRequest(prompt=hostile).prompt == hostile


def test_line_breaks_become_blanks_and_control_characters_vanish() -> None:
    assert GenerationRequest(prompt="a\r\nb\tc\x00\x1b[31m\u202ed").prompt == "a b c[31md"


def test_values_are_frozen() -> None:
    request = GenerationRequest(prompt="a bottle")
    with pytest.raises(ValidationError):
        request.prompt = "another"  # type: ignore[misc]  # the assignment is what must fail


@pytest.mark.parametrize(
    "wrong",
    [
        {"prompt": ""},
        {"prompt": " \n\t "},
        {"prompt": "…!?"},
        {"prompt": "x" * 4001},
        {"prompt": "ok", "duration_s": 7.99},
        {"prompt": "ok", "duration_s": 60.01},
        {"prompt": "ok", "duration_s": math.nan},
        {"prompt": "ok", "duration_s": math.inf},
        {"prompt": "ok", "creativity_level": -0.1},
        {"prompt": "ok", "platform": "myspace"},
        {"prompt": "ok", "aspect_ratio": "3:2"},
        {"prompt": "ok", "language": "klingon"},
        {"prompt": "ok", "seed": -1},
        {"prompt": "ok", "surprise": 1},
        {"prompt": ["ok"]},
    ],
)
def test_a_wrong_request_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        GenerationRequest.model_validate(wrong)


@pytest.mark.parametrize("video_id", ["", "../x", "a/b", "a.b", "-a", "é", "a" * 65, "a b", "a\n"])
def test_an_id_that_could_leave_its_folder_is_refused(video_id: str) -> None:
    with pytest.raises(ValidationError):
        ProgressUpdate(video_id=video_id, stage=Stage.QUEUED, fraction=0)


def test_a_platform_brings_its_own_ratio_unless_another_is_asked_for() -> None:
    assert GenerationRequest(prompt="x").frame_ratio is AspectRatio.PORTRAIT
    assert GenerationRequest(prompt="x", platform=Platform.YOUTUBE).frame_ratio is AspectRatio.LANDSCAPE
    square = GenerationRequest(prompt="x", platform=Platform.YOUTUBE, aspect_ratio=AspectRatio.SQUARE)
    assert square.frame_ratio.size == (1080, 1080)


@given(scripts)
def test_replacing_a_scene_leaves_the_others(script: VideoScript) -> None:
    last = script.scenes[-1]
    changed = script.with_scene(last.model_copy(update={"narration": "new words"}))
    assert changed.scenes[:-1] == script.scenes[:-1]
    assert changed.scene(last.scene_id).narration == "new words"  # type: ignore[union-attr]  # it is there
    assert changed.scene("nobody") is None


@given(scripts)
def test_a_script_with_two_scenes_of_one_id_is_refused(script: VideoScript) -> None:
    doubled = script.model_dump() | {"scenes": [script.scenes[0].model_dump()] * 2}
    with pytest.raises(ValidationError):
        VideoScript.model_validate(doubled)
