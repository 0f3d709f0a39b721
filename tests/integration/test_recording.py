"""Whatever people do in the studio stands in the audit log: who, what, to which video, with what result."""

from __future__ import annotations

import csv
import inspect
import io
from pathlib import Path

import pytest
from pydantic import SecretStr

from core import bootstrap
from core.errors import InvalidInput, NotFound
from core.models import GenerationRequest
from core.operations.events import Failed, Paid
from core.security.people import Person, Role, acting_as
from core.settings import AtLimit
from core.studio import Studio
from core.studio.recording import CHANGES, LOOKS
from tests.queued_jobs import keep_jobs_waiting
from tests.studios import settings_in, studio_in

ANN = Person(person_id="ann@example.com", role=Role.ADMIN, address="192.0.2.7")
BOB = Person(person_id="bob@example.com", role=Role.ADMIN)
BRIEF = GenerationRequest(prompt="A calm PLANTEDWORD spot for a plumber", duration_s=8)


def done(studio: Studio, **filters: str) -> list[tuple[str, str, str, str]]:
    """Who did what to which video with what result, the first one first."""
    entries = studio.audit_entries(**filters)[::-1]  # type: ignore[arg-type]  # only texts here
    return [(entry.person, entry.action, entry.video_id, entry.result) for entry in entries]


def test_every_public_method_is_either_a_change_or_a_look() -> None:
    methods = {name for name, _ in inspect.getmembers(Studio, inspect.isfunction) if not name.startswith("_")}
    assert CHANGES.isdisjoint(LOOKS)
    assert methods - CHANGES - LOOKS == set(), "name them in core.studio.recording"


def test_an_action_is_written_down_with_person_address_and_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with studio_in(tmp_path) as studio:
        keep_jobs_waiting(studio, monkeypatch)
        with acting_as(ANN):
            video_id = studio.create(BRIEF, "bottle")
            studio.write_script(video_id)
            studio.edit_scene(video_id, 1, {"narration": "PLANTEDWORD again"})
            studio.rename(video_id, "PLANTEDWORD title")
            with pytest.raises(InvalidInput):
                studio.rename(video_id, "")
            with pytest.raises(NotFound):
                studio.delete("nothing")
            studio.start(video_id)
            studio.cancel(video_id)
        assert done(studio) == [
            (ANN.person_id, "create", "bottle", "done"),
            (ANN.person_id, "write_script", "bottle", "done"),
            (ANN.person_id, "edit_scene", "bottle", "done"),
            (ANN.person_id, "rename", "bottle", "done"),
            (ANN.person_id, "rename", "bottle", "InvalidInput"),
            (ANN.person_id, "delete", "nothing", "NotFound"),
            (ANN.person_id, "start", "bottle", "done"),
            (ANN.person_id, "cancel", "bottle", "done"),
        ]
        [edited] = studio.audit_entries(action="edit_scene")
        assert (edited.subject, edited.address, edited.role) == ("1", "192.0.2.7", "admin")
        assert studio.verify_audit().is_whole


def test_what_only_looks_is_written_down_for_anothers_video_and_once(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        with acting_as(ANN):
            video_id = studio.create(BRIEF)
            owner = studio._parts.history.video(video_id).owner
        with acting_as(Person(person_id=owner, role=Role.ADMIN)):
            studio.describe(video_id)
        with acting_as(BOB):
            for _ in range(3):
                studio.describe(video_id)
                studio.videos()
        assert done(studio, action="view") == [(BOB.person_id, "view", video_id, "done")]


def test_a_download_is_written_down_with_the_files_name(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        video_id = studio.create(BRIEF)
        assert studio.download(video_id, "final_video.mp4").endswith(".mp4")
        [entry] = studio.audit_entries(action="download")
        assert (entry.video_id, entry.subject) == (video_id, "final_video.mp4")


def test_what_jobs_do_and_pay_is_written_down_for_the_videos_owner(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        tell = studio._parts.events.tell
        tell(Paid(event_id="1", video_id="v", person="ann", model="veo-3.1", most_usd=1.25))
        tell(Failed(event_id="2", video_id="v", person="ann", error_kind="MediaError"))
        assert done(studio) == [("ann", "pay", "v", "done"), ("ann", "job_ended", "v", "MediaError")]
        assert studio.audit_entries(action="pay")[0].subject == "veo-3.1 at most $1.2500"


HOSTILE = ["=HYPERLINK(1)", "../../etc/passwd", "x" * 500, "a\x00b", "PLANTEDWORD in a video's id"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_was_tried_is_written_down_but_not_its_words(tmp_path: Path, hostile: str) -> None:
    with studio_in(tmp_path) as studio:
        with pytest.raises((InvalidInput, NotFound)):
            studio.rename(hostile, "title")
        with pytest.raises((InvalidInput, NotFound)):
            studio.regenerate(hostile, hostile)
        assert [(e.action, e.video_id, e.subject) for e in studio.audit_entries()] == [
            ("regenerate", "", "" if hostile != "../../etc/passwd" else hostile),
            ("rename", "", ""),
        ]


def test_the_log_is_taken_away_as_a_table_without_formulas(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        with acting_as(Person(person_id="=1+1@example.com", role=Role.ADMIN)):
            studio.create(BRIEF, "bottle")
        [row] = csv.DictReader(io.StringIO(studio.audit_csv()))
        assert row["person"] == "'=1+1@example.com"
        assert (row["number"], row["action"], row["video_id"]) == ("1", "create", "bottle")


def test_no_word_of_a_brief_or_a_script_is_in_the_log(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        video_id = studio.create(BRIEF)
        studio.write_script(video_id)
        studio.edit_scene(video_id, 1, {"narration": "PLANTEDWORD"})
        studio.rename(video_id, "PLANTEDWORD")
        assert "PLANTEDWORD" not in studio.audit_csv()


def test_a_server_with_other_settings_leaves_an_entry_with_their_names_and_no_value(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    secret = settings.model_copy(
        update={"google_api_key": SecretStr("PLANTEDWORD"), "at_budget": AtLimit.WAIT}
    )
    for in_force in (settings, settings, secret):
        opened = bootstrap.open_studio(in_force, takes_jobs=True)
        entries = opened.audit_entries(action="settings")
        assert "PLANTEDWORD" not in opened.audit_csv()
        opened.close()
    assert len(entries) == 2
    assert "data_dir" in entries[0].subject and entries[0].subject != entries[1].subject
