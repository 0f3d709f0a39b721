"""Script versions and takes: nothing is ever overwritten, repeating does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.errors import NotFound
from core.models import (
    GenerationRequest,
    Language,
    Mood,
    SceneScript,
    ScriptMetadata,
    VideoClip,
    VideoScript,
)
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from core.storage.records import VideoStatus

PROMPT = "A calm 20 second spot for a plumber who answers at 3 am"


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    engine = open_engine(f"sqlite:///{tmp_path}/app.sqlite")
    migrate(engine)
    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(10_000))
    history = History(engine, clock=lambda: next(moments))
    history.create_video("v", GenerationRequest(prompt=PROMPT))
    yield history
    history.close()


def script(title: str = "Night plumber", narration: str = "Your pipe burst.") -> VideoScript:
    scene = SceneScript(scene_id="s1", narration=narration, visual_prompt="A dark kitchen", duration_s=4)
    metadata = ScriptMetadata(
        language=Language.ENGLISH, mood=Mood.CALM, structure="story", subject="plumber", written_by="test"
    )
    return VideoScript(title=title, scenes=(scene,), metadata=metadata)


def clip(take_id: str = "a" * 64, scene_id: str = "s1", cost_usd: float = 0.0) -> VideoClip:
    return VideoClip(
        take_id=take_id, scene_id=scene_id, path=f"/cache/{take_id}.mp4", duration_s=4,
        width=720, height=1280, fps=30, provider="animatic", model="animatic-1",
        cost_usd=cost_usd, is_fallback=True,
    )  # fmt: skip


def test_each_edit_is_a_version_of_its_own(history: History) -> None:
    hostile = script(narration='She said "{\\an8}" \\ %{} שלום 静 👩‍👧')
    assert history.add_script("v", script(), author="director") == 1
    assert history.add_script("v", hostile, note="funnier\x07 hook", author="ann") == 2
    assert history.script("v").script == hostile
    assert history.script("v", 1).script == script()
    assert [(r.version, r.note, r.author) for r in history.script_versions("v")] == [
        (2, "funnier hook", "ann"),
        (1, "", "director"),
    ]


def test_the_latest_script_again_is_no_new_version(history: History) -> None:
    history.add_script("v", script())
    history.add_script("v", script(narration="Other"))
    assert history.add_script("v", script(narration="Other")) == 2
    assert history.add_script("v", script()) == 3, "going back to an older one is a change"


def test_a_video_with_a_script_is_scripted_and_called_after_it(history: History) -> None:
    history.add_script("v", script())
    video = history.video("v")
    assert (video.status, video.title) == (VideoStatus.SCRIPTED, "Night plumber")
    assert [found.video_id for found in history.videos(search="night PLUMBER 3")] == ["v"]
    history.add_script("v", script(title="Day plumber"))
    assert history.video("v").title == "Day plumber"


def test_a_persons_title_is_kept_when_the_script_changes(history: History) -> None:
    history.rename("v", "Mine")
    history.add_script("v", script())
    history.add_script("v", script(title="Day plumber"))
    assert history.video("v").title == "Mine"


def test_an_edit_after_a_render_does_not_undo_its_status(history: History) -> None:
    history.add_script("v", script())
    history.start_render("v", 1, {})
    history.add_script("v", script(narration="Other"))
    assert history.video("v").status is VideoStatus.QUEUED


def test_a_script_that_is_not_there_is_not_found(history: History) -> None:
    with pytest.raises(NotFound, match="no script yet"):
        history.script("v")
    history.add_script("v", script())
    with pytest.raises(NotFound, match="no version 7"):
        history.script("v", 7)
    with pytest.raises(NotFound):
        history.add_script("nobody", script())
    assert history.script_versions("nobody") == ()


def test_a_take_is_kept_once_with_what_was_asked_for(history: History) -> None:
    history.add_take("v", clip(cost_usd=1.5), {"prompt": '"{\\an8}"', "seed": 1})
    history.add_take("v", clip(cost_usd=9), {"prompt": "again"})
    (take,) = history.takes("v")
    assert take.clip == clip(cost_usd=1.5)
    assert take.request == {"prompt": '"{\\an8}"', "seed": 1}
    assert (take.video_id, take.scene_id, take.take_id, take.chosen) == ("v", "s1", "a" * 64, False)


def test_one_take_may_serve_two_scenes_and_two_videos(history: History) -> None:
    history.create_video("w", GenerationRequest(prompt="Other"))
    for video_id, scene_id in (("v", "s1"), ("v", "s2"), ("w", "s1")):
        history.add_take(video_id, clip(scene_id=scene_id), {})
    assert len(history.takes("v")) == 2
    assert len(history.takes("v", "s2")) == len(history.takes("w")) == 1


def test_the_newest_take_comes_first(history: History) -> None:
    for name in "abc":
        history.add_take("v", clip(name * 64), {})
    assert [take.take_id[0] for take in history.takes("v", "s1")] == ["c", "b", "a"]


def chosen(history: History, scene_id: str = "s1") -> str | None:
    return next((take.take_id for take in history.takes("v", scene_id) if take.chosen), None)


def test_a_lock_belongs_to_the_chosen_take_alone(history: History) -> None:
    for name in "ab":
        history.add_take("v", clip(name * 64), {})
    history.choose_take("v", "s1", "a" * 64, locked=True)
    assert [take.locked for take in history.takes("v", "s1")] == [False, True]
    history.choose_take("v", "s1", "b" * 64)
    assert [take.locked for take in history.takes("v", "s1")] == [False, False]


def test_a_take_begins_where_a_person_said(history: History) -> None:
    history.add_take("v", clip("a" * 64), {})
    history.trim_take("v", "s1", "a" * 64, 1.5)
    history.add_take("v", clip("a" * 64), {})
    assert [take.starts_s for take in history.takes("v", "s1")] == [1.5]
    with pytest.raises(NotFound, match="no such take"):
        history.trim_take("v", "s1", "b" * 64, 1.5)


def test_no_take_is_chosen_until_a_person_chooses(history: History) -> None:
    for name in "ab":
        history.add_take("v", clip(name * 64), {})
    history.add_take("v", clip("a" * 64, "s2"), {})
    assert chosen(history) is None
    for name in "abb":
        history.choose_take("v", "s1", name * 64)
        assert chosen(history) == name * 64
    assert [take.chosen for take in history.takes("v", "s1")] == [True, False]
    assert chosen(history, "s2") is None
    history.choose_take("v", "s1", None)
    assert chosen(history) is None


def test_a_take_of_another_scene_cannot_be_chosen_and_the_choice_stays(history: History) -> None:
    history.add_take("v", clip("a" * 64), {})
    history.add_take("v", clip("b" * 64, "s2"), {})
    history.choose_take("v", "s1", "a" * 64)
    with pytest.raises(NotFound, match="no such take"):
        history.choose_take("v", "s1", "b" * 64)
    assert chosen(history) == "a" * 64


def test_takes_of_a_video_that_does_not_exist(history: History) -> None:
    with pytest.raises(NotFound):
        history.add_take("nobody", clip(), {})
    with pytest.raises(NotFound):
        history.choose_take("nobody", "s1", "a" * 64)
    assert history.takes("nobody") == ()


def test_forgetting_a_video_takes_its_scripts_and_takes_along(history: History) -> None:
    history.add_script("v", script())
    history.add_take("v", clip(), {})
    history.forget_videos(["v"])
    assert history.script_versions("v") == history.takes("v") == ()


def test_what_is_not_json_is_not_stored(history: History) -> None:
    with pytest.raises(sa.exc.StatementError, match="JSON"):
        history.add_take("v", clip(), {"nan": float("nan")})
    assert history.takes("v") == ()
