"""Renders: one run after the other, repeatable, and stopped when a person asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import NotFound
from core.models import (
    ErrorDetails,
    GenerationRequest,
    GenerationResult,
    GenerationStats,
    ProgressUpdate,
    Stage,
)
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from core.storage.records import VideoStatus

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ERROR = ErrorDetails(kind="MediaError", message='ffmpeg said "{\\an8}"', hint="Try again.")


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    engine = open_engine(f"sqlite:///{tmp_path}/app.sqlite")
    migrate(engine)
    history = History(engine, clock=lambda: NOON)
    history.create_video("v", GenerationRequest(prompt="A calm spot"))
    yield history
    history.close()


def result(*, success: bool = True) -> GenerationResult:
    stats = GenerationStats(total_duration_s=19.5, cost_usd=1.25)
    error = None if success else ERROR
    return GenerationResult(video_id="v", success=success, generation_stats=stats, error_details=error)


def pay(history: History, key: str, usd: float) -> None:
    """A clip that was ordered, came and was paid."""
    history.begin_operation(key, video_id="v", scene_id="s1", model="veo", estimated_usd=usd)
    history.operation_collected(key, usd)


def test_a_render_is_queued_runs_and_is_done(history: History) -> None:
    assert history.last_render("v") is None
    render_id = history.start_render("v", 3, {"aspect_ratio": "9:16"})
    queued = history.render(render_id)
    assert (queued.status, queued.number, queued.script_version) == (VideoStatus.QUEUED, 1, 3)
    assert (queued.options, queued.started_at) == ({"aspect_ratio": "9:16"}, None)
    assert history.video("v").status is VideoStatus.QUEUED

    history.render_running(render_id)
    assert history.render(render_id).started_at == NOON
    assert history.video("v").status is VideoStatus.RUNNING

    pay(history, "k", 1.25)
    history.finish_render(
        render_id, result(), final_path="outputs/v/final_video.mp4", poster_path="outputs/v/p.jpg"
    )
    done = history.last_render("v")
    assert done is not None and done.status is VideoStatus.DONE
    assert (done.result, done.error, done.finished_at) == (result(), None, NOON)
    video = history.video("v")
    assert (video.status, video.duration_s, video.cost_usd) == (VideoStatus.DONE, 19.5, 1.25)
    assert (video.final_path, video.poster_path) == ("outputs/v/final_video.mp4", "outputs/v/p.jpg")


def test_many_videos_latest_renders_and_words_are_read_at_once(history: History) -> None:
    history.create_video("w", GenerationRequest(prompt="A loud spot"))
    history.create_video("idle", GenerationRequest(prompt="Nothing yet"))
    history.start_render("v", 1, {"number": "old"})
    newest = history.start_render("v", 1, {})
    other = history.start_render("w", 1, {})
    said = ProgressUpdate(video_id="v", stage=Stage.CLIPS, fraction=0.5, message="Filming")
    history.set_progress(said)
    ids = ["v", "w", "idle", "nobody's"]
    assert {v: r.render_id for v, r in history.last_renders(ids).items()} == {"v": newest, "w": other}
    assert history.progress_of(ids) == {"v": said}
    assert history.last_renders([]) == history.progress_of([]) == {}
    assert [video.video_id for video in history.videos(active=True)] == ["v", "w"]


def test_videos_are_counted_by_status_and_clips_by_the_day_they_were_ordered(history: History) -> None:
    history.create_video("gone", GenerationRequest(prompt="A loud spot"))
    history.delete("gone")
    history.render_running(history.start_render("v", 1, {}))
    assert history.videos_by_status() == {VideoStatus.RUNNING: 1}
    pay(history, "k", 1.25)
    history.begin_operation("open", video_id="v", scene_id="s1", model="veo", estimated_usd=1.0)
    assert history.clips_since(NOON) == 1
    assert history.clips_since(NOON + timedelta(seconds=1)) == 0


def test_a_render_cost_what_was_paid_since_it_began_and_a_video_what_was_paid_in_all(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/app.sqlite")
    migrate(engine)
    moments = (NOON + timedelta(seconds=n) for n in range(1_000))
    history = History(engine, clock=lambda: next(moments))
    history.create_video("v", GenerationRequest(prompt="A calm spot"))
    pay(history, "before", 0.25)
    for key, usd in (("a", 1.25), ("b", 0.5)):
        render_id = history.start_render("v", 1, {})
        pay(history, key, usd)
        for _ in range(2):
            history.fail_render(render_id, ERROR)
        assert history.render(render_id).cost_usd == pytest.approx(usd)
    assert history.video("v").cost_usd == pytest.approx(2.0)
    history.close()


def test_a_render_that_waits_says_why_and_until_when_and_goes_on_as_another_attempt(history: History) -> None:
    render_id = history.start_render("v", 1, {})
    history.render_running(render_id)
    history.render_waits(render_id, NOON + timedelta(seconds=1), ERROR)
    record = history.render(render_id)
    assert (record.status, record.waits_until, record.error) == (
        VideoStatus.WAITING, NOON + timedelta(seconds=1), ERROR,
    )  # fmt: skip
    assert history.video("v").status.is_active
    assert history.due_renders() == (), "not yet"
    history.render_waits(render_id, NOON, ERROR)
    assert [due.render_id for due in history.due_renders()] == [render_id]
    assert history.render_queued_again(render_id, 2) is True
    assert history.render_queued_again(render_id, 2) is False, "another process was first"
    record = history.render(render_id)
    assert (record.status, record.attempt, record.waits_until) == (VideoStatus.QUEUED, 2, None)


def test_a_render_that_waits_is_cancelled_at_once(history: History) -> None:
    render_id = history.start_render("v", 1, {})
    history.render_waits(render_id, NOON, ERROR)
    assert history.request_cancel("v") is True
    assert history.render(render_id).status is VideoStatus.CANCELLED
    assert history.due_renders() == ()


def test_starting_again_with_the_same_id_is_the_same_render(history: History) -> None:
    for _ in range(2):
        assert history.start_render("v", 1, {}, render_id="v.1") == "v.1"
    assert len(history.renders("v")) == 1


def test_a_failed_render_says_why_and_keeps_the_finished_video_before_it(history: History) -> None:
    history.finish_render(history.start_render("v", 1, {}), result(), final_path="outputs/v/final_video.mp4")
    failed = history.start_render("v", 2, {})
    history.fail_render(failed, ERROR)
    record = history.last_render("v")
    assert record is not None and (record.status, record.error) == (VideoStatus.FAILED, ERROR)
    assert history.video("v").status is VideoStatus.FAILED
    assert history.video("v").final_path == "outputs/v/final_video.mp4"


def test_a_bad_result_is_a_failed_render(history: History) -> None:
    render_id = history.start_render("v", 1, {})
    history.finish_render(render_id, result(success=False))
    assert history.render(render_id).status is VideoStatus.FAILED
    assert history.render(render_id).error == ERROR


def test_a_render_that_goes_on_after_a_failure_has_no_error_any_more(history: History) -> None:
    render_id = history.start_render("v", 1, {})
    history.fail_render(render_id, ERROR)
    history.render_running(render_id)
    record = history.render(render_id)
    assert (record.status, record.error, record.finished_at) == (VideoStatus.RUNNING, None, None)
    assert history.video("v").status is VideoStatus.RUNNING


def test_a_person_can_ask_the_latest_render_to_stop(history: History) -> None:
    assert history.request_cancel("v") is False, "there is none yet"
    assert history.cancel_requested("v") is False
    render_id = history.start_render("v", 1, {})
    assert history.cancel_requested("v") is False
    assert history.request_cancel("v") is True
    assert history.cancel_requested("v") is True
    history.cancel_render(render_id)
    assert history.video("v").status is VideoStatus.CANCELLED
    assert history.cancel_requested("v") is True, "stragglers must still see it"
    assert history.request_cancel("v") is False, "it is over"


def test_a_new_render_or_the_same_again_is_not_cancelled_from_before(history: History) -> None:
    history.start_render("v", 1, {}, render_id="one")
    history.request_cancel("v")
    history.cancel_render("one")
    history.start_render("v", 1, {}, render_id="one")
    assert history.cancel_requested("v") is False
    history.request_cancel("v")
    history.start_render("v", 1, {}, render_id="two")
    assert history.cancel_requested("v") is False
    assert [record.number for record in history.renders("v")] == [2, 1]


def test_what_does_not_exist_is_not_found(history: History) -> None:
    for use in (history.render, history.render_running, history.cancel_render):
        with pytest.raises(NotFound, match="no such render"):
            use("nothing")
    with pytest.raises(NotFound):
        history.start_render("nobody", 1, {})
    with pytest.raises(NotFound):
        history.request_cancel("nobody")


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret", "outputs/../../x"])
def test_a_path_out_of_the_data_folder_is_a_mistake(history: History, path: str) -> None:
    render_id = history.start_render("v", 1, {})
    with pytest.raises(ValueError, match="relative"):
        history.finish_render(render_id, result(), final_path=path)
    assert history.render(render_id).status is VideoStatus.QUEUED
