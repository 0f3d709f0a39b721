"""Deleting for good: nothing of a person's content is left in files, databases, cache, log or bucket."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from PIL import Image

from core import bootstrap
from core.errors import NotAllowed, NotFound
from core.models import GenerationRequest
from core.operations.events import Failed
from core.security.people import Person, Role, acting_as
from core.settings import Settings
from core.studio import Studio
from core.studio.forgetting import Loss
from tests.fakes.models import QuickVideo
from tests.studios import small_frames, studio_in

MARKER = "Xylophonquark"
BRIEF = GenerationRequest(
    prompt=f"A calm spot for {MARKER} the plumber", duration_s=8, aspect_ratio="1:1", music="none"
)
OTHER = GenerationRequest(prompt="A calm spot for a bakery", duration_s=8, aspect_ratio="1:1", music="none")
ANN = Person(person_id="ann@example.com", role=Role.CREATOR)


@contextmanager
def shared_studio(folder: Path, machine: str) -> Iterator[Studio]:
    """A machine's studio on the database and the storage that all machines share."""
    settings = Settings(
        data_dir=folder / machine,
        storage_url=f"file://{folder / 'bucket'}",
        database_url=f"sqlite:///{folder / 'app.sqlite'}",
        _env_file=None,
    )  # type: ignore[call-arg]  # pydantic-settings' own
    with small_frames():
        studio = bootstrap.open_studio(settings, takes_jobs=False, video=QuickVideo())
        try:
            yield studio
        finally:
            studio.close()


def picture(colour: str) -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (320, 320), colour).save(data, "PNG")
    data.seek(0)
    return data


def traces(folder: Path, *markers: str) -> list[str]:
    """The files that hold one of the markers, in their names or in themselves."""
    wanted = [marker.encode() for marker in markers]
    found = []
    for path in sorted(folder.rglob("*")):
        text = path.read_bytes() if path.is_file() else b""
        if any(m in text for m in wanted) or any(m in os.fsencode(path.name) for m in wanted):
            found.append(path.relative_to(folder).as_posix())
    return found


def films(studio: Studio, request: GenerationRequest, video_id: str) -> None:
    """A video with an own picture, an edit, a preview's still and a finished film."""
    studio.create(request, video_id)
    studio.write_script(video_id)
    studio.edit_scene(video_id, 1, {"narration": f"{request.prompt}, again"})
    studio.bring(video_id, 1, f"{video_id}.png", picture("red" if video_id == "gone" else "blue"))
    result = studio.render(video_id)
    assert result.success, result.error_details
    studio.published_file(video_id, "storyboard/1.jpg")
    studio._parts.events.tell(Failed(event_id="x", video_id=video_id, person="local", error_kind="AppError"))


def test_a_forgotten_video_leaves_no_trace_and_others_stay_whole(tmp_path: Path) -> None:
    with studio_in(tmp_path, video=QuickVideo(price_usd=0.1)) as studio:
        data_dir = studio._parts.settings.data_dir
        bootstrap.start_logging(studio._parts.settings, quiet=True)
        films(studio, OTHER, "stays")
        before = {p: p.read_bytes() for p in (data_dir / "outputs" / "stays").rglob("*") if p.is_file()}
        films(studio, BRIEF, "gone")
        structlog.get_logger("test").warning("said", job="gone", message=f"about {MARKER}")
        [upload] = studio._parts.history.uploads_only_of(["gone"])
        planted = " ".join(traces(data_dir, MARKER, upload))
        assert all(place in planted for place in ("app.sqlite", "logs/app.jsonl", "outputs/gone", "cache/"))

        told = studio.would_forget("gone")
        assert not told.is_done and told.rows["videos"] == 1 and told.artefacts > 5 and told.log_lines >= 1
        assert f"uploads/{upload}" in told.files and "outputs/gone/final_video.mp4" in told.files
        assert studio.video("gone"), "so far it was only told"

        done = studio.forget("gone")
        assert done == told.model_copy(update={"is_done": True, "log_lines": done.log_lines})
        with pytest.raises(NotFound):
            studio._parts.history.video("gone", deleted=True)
        assert traces(data_dir, MARKER, upload) == []
        assert not [p for p in data_dir.rglob("*") if p.name == "gone"]
        kept = {p: p.read_bytes() for p in (data_dir / "outputs" / "stays").rglob("*") if p.is_file()}
        assert kept == before
        again = studio.render("stays")
        assert again.success and again.generation_stats.artefacts_made == ()
        assert studio._parts.history.spent_usd("gone") > 0, "charges stay"
        assert {entry.action for entry in studio.audit_entries(video_id="gone")} >= {"create", "forget"}
        assert studio.verify_audit().is_whole


def test_what_two_videos_share_stays_for_the_other(tmp_path: Path) -> None:
    with studio_in(tmp_path, video=QuickVideo()) as studio:
        for video_id in ("one", "two"):
            studio.create(OTHER, video_id)
            assert studio.render(video_id).success
        theirs = studio._parts.history.used_by("two")
        assert not theirs & studio._parts.history.used_only_by(["one"])
        studio.forget("one")
        again = studio.render("two")
        assert again.success and again.generation_stats.artefacts_made == ()


def test_the_bucket_and_other_machines_forget_too(tmp_path: Path) -> None:
    with shared_studio(tmp_path, "here") as studio:
        films(studio, BRIEF, "gone")
        studio.create(OTHER, "stays")
        assert studio.render("stays").success
    with shared_studio(tmp_path, "there") as other:
        for name in ("final_video.mp4", "scripts/script.json"):
            other.published_file("gone", name)
        other.render("gone")
        assert (tmp_path / "there" / "outputs" / "gone").is_dir()
    with shared_studio(tmp_path, "here") as studio:
        done = studio.forget("gone")
        assert any(name.startswith("blobs/") for name in done.objects)
        assert "notes/outputs/gone.json" in done.objects
    assert traces(tmp_path / "bucket", MARKER, "gone") == []
    with shared_studio(tmp_path, "there") as other:
        other.purge_due()
        assert traces(tmp_path / "there" / "outputs", MARKER, "gone") == []
        assert traces(tmp_path / "there" / "cache" / "blobs", MARKER) == []
        assert other.render("stays").success
    assert (tmp_path / "bucket" / "notes" / "outputs" / "stays.json").is_file()


def drafts(studio: Studio, person: Person, *video_ids: str) -> None:
    for video_id in video_ids:
        studio._parts.history.create_video(video_id, OTHER, owner=person.person_id)


def test_a_person_may_delete_their_own_content_and_only_an_admin_anothers(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        drafts(studio, ANN, "a1", "a2")
        drafts(studio, Person(person_id="bob", role=Role.CREATOR), "b1")
        with acting_as(Person(person_id="bob", role=Role.CREATOR)), pytest.raises(NotAllowed):
            studio.forget_person(ANN.person_id)
        with acting_as(ANN):
            assert studio.would_forget_person(ANN.person_id).videos == ("a1", "a2")
            assert studio.forget_person(ANN.person_id).is_done
        assert [video.video_id for video in studio.videos()] == ["b1"]
        assert studio.forget_person("bob").videos == ("b1",)
        assert studio.forget_person("nobody").videos == ()


def test_a_job_at_work_is_stopped_first_and_waited_for(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        history = studio._parts.history
        drafts(studio, ANN, "busy")
        render_id = history.start_render("busy", 1, {})
        history.render_running(render_id)
        slept: list[float] = []

        def stop_at_last(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 3:
                assert history.cancel_requested("busy")
                history.cancel_render(render_id)

        loss = studio._forget(("busy",), really=True, sleep=stop_at_last)
        assert (loss.videos, loss.at_work, len(slept)) == (("busy",), (), 3)
        drafts(studio, ANN, "stuck")
        history.render_running(history.start_render("stuck", 1, {}))
        stuck: Loss = studio._forget(("stuck",), really=True, sleep=lambda _: None)
        assert (stuck.videos, stuck.at_work) == ((), ("stuck",))
        assert history.video("stuck", deleted=True)


def test_hidden_and_old_videos_go_when_their_days_are_over(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with studio_in(tmp_path) as studio:
        history = studio._parts.history
        drafts(studio, ANN, "new", "old", "hidden", "long-hidden")
        history._clock = lambda: now - timedelta(days=40)
        history.rename("old", "Old")
        history.delete("long-hidden")
        history._clock = lambda: now - timedelta(days=10)
        history.delete("hidden")
        history._clock = lambda: now
        history.render_running(history.start_render("new", 1, {}))
        assert studio.purge_due() == 1
        assert studio.count_videos(deleted=True) == 1
        settings = studio._parts.settings.model_copy(update={"retention_days": 30})
        object.__setattr__(studio._parts, "settings", settings)
        assert studio.purge_due() == 1
        assert [video.video_id for video in studio.videos()] == ["new"]
