"""What a job tells the bus, from its start to each of its ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import BudgetExceeded, ContentRefused
from core.models import GenerationRequest
from core.operations.events import Completed, Event, Refused, SceneReady
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.studios import studio_in
from tests.waiting import wait_until

BRIEF = GenerationRequest(prompt="A calm spot for a plumber", duration_s=8, aspect_ratio="1:1", music="none")


@contextmanager
def listened(folder: Path, video: QuickVideo) -> Iterator[tuple[Studio, list[Event]]]:
    heard: list[Event] = []
    with studio_in(folder, video=video) as studio:
        studio._parts.events.listen(Event, heard.append)
        yield studio, heard


def kinds(events: list[Event]) -> list[str]:
    return [event.kind for event in events if event.kind != "video.part_made"]


def until_the_end(events: list[Event], last: str) -> None:
    """Wait for the last word: it is said after the result is there."""
    wait_until(lambda: last in kinds(events))


def test_a_job_tells_its_start_each_scene_and_its_end(tmp_path: Path) -> None:
    with listened(tmp_path, QuickVideo()) as (studio, heard):
        video_id = studio.create(BRIEF)
        result = studio.render(video_id)
        assert result.success, result.error_details
        scenes = len(studio.write_script(video_id).scenes)
        until_the_end(heard, "video.completed")
        assert kinds(heard) == ["video.started", *["video.scene_ready"] * scenes, "video.completed"]
        assert {event.video_id for event in heard} == {video_id}
        assert {event.person for event in heard} == {"local"}
        assert len({event.event_id for event in heard}) == len(heard)
        last = heard[-1]
        assert isinstance(last, Completed)
        assert last.duration_s == result.generation_stats.total_duration_s


def test_what_a_job_finds_made_is_told_as_reused(tmp_path: Path) -> None:
    with listened(tmp_path, QuickVideo()) as (studio, heard):
        video_id = studio.create(BRIEF)
        assert studio.render(video_id).success
        until_the_end(heard, "video.completed")
        first = [event.scene_id for event in heard if isinstance(event, SceneReady) and not event.reused]
        heard.clear()
        assert studio.render(video_id).success
        until_the_end(heard, "video.completed")
        again = [event for event in heard if isinstance(event, SceneReady)]
        assert [event.scene_id for event in again] == sorted(first) and all(event.reused for event in again)


def test_a_refusal_is_told_with_its_scene_and_no_word_of_it(tmp_path: Path) -> None:
    video = QuickVideo()
    video.errors = [ContentRefused("The filter refused SECRETWORD.", "Say it differently.")]
    with listened(tmp_path, video) as (studio, heard):
        video_id = studio.create(BRIEF)
        studio.render(video_id)
        [refused] = [event for event in heard if isinstance(event, Refused)]
        assert refused.stage == "clips"
        assert refused.part in {scene.scene_id for scene in studio.write_script(video_id).scenes}
        until_the_end(heard, "video.failed")
        assert kinds(heard)[-1] == "video.failed"
        assert "SECRETWORD" not in repr(heard)


def test_a_job_at_its_budget_asks_a_person(tmp_path: Path) -> None:
    video = QuickVideo()
    video.errors = [BudgetExceeded("The day's budget is used up.")]
    with listened(tmp_path, video) as (studio, heard):
        studio.render(studio.create(BRIEF))
        until_the_end(heard, "video.approval_asked")
        assert kinds(heard)[-2:] == ["video.failed", "video.approval_asked"]
