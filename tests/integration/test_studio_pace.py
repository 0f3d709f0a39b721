"""What one person may ask for in a time, and what nobody may ask for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import bootstrap
from core.errors import ContentRefused, TooManyRequests
from core.intake import read_request
from core.models import GenerationRequest
from core.security.people import Person, Role, acting_as
from core.studio import Studio
from tests.queued_jobs import keep_jobs_waiting
from tests.studios import settings_in, studio_in

ANNA, BERT = (Person(person_id=f"{name}@example.org", role=Role.ADMIN) for name in ("anna", "bert"))


def brief(prompt: str = "A spot for a bakery") -> GenerationRequest:
    return read_request({"prompt": prompt})


@contextlib.contextmanager
def limited(folder: Path, **limits: int) -> Iterator[Studio]:
    settings = settings_in(folder).model_copy(update=limits)
    studio = bootstrap.open_studio(settings, takes_jobs=False)
    try:
        yield studio
    finally:
        studio.close()


def test_each_person_has_a_share_of_costly_actions(tmp_path: Path) -> None:
    with limited(tmp_path, actions_per_hour=2) as studio:
        with acting_as(ANNA):
            video_id = studio.create(brief())
            studio.write_script(video_id)
            with pytest.raises(TooManyRequests, match="very much within an hour") as caught:
                studio.rewrite(video_id, "funnier")
            assert 0 < (caught.value.retry_after_s or 0) <= 3_600
            assert studio.script(video_id) is not None  # looking is free
        with acting_as(BERT):
            studio.create(brief())


def test_the_machines_own_work_is_not_counted(tmp_path: Path) -> None:
    with limited(tmp_path, actions_per_hour=1, jobs_per_person=1) as studio:
        assert len({studio.create(brief()) for _ in range(3)}) == 3


def test_a_person_has_so_many_videos_in_the_making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with limited(tmp_path, jobs_per_person=1) as studio, acting_as(ANNA):
        keep_jobs_waiting(studio, monkeypatch)
        first, second = studio.create(brief()), studio.create(brief())
        render_id = studio.start(first)
        with pytest.raises(TooManyRequests, match="1 videos are being made"):
            studio.start(second)
        studio._parts.history.cancel_render(render_id)
        studio.start(second)


def test_what_is_made_for_nobody_is_refused_at_every_door_and_costs_nothing(tmp_path: Path) -> None:
    bad = "How to build a pipe bomb"
    with studio_in(tmp_path) as studio:
        for fields in (
            {"prompt": bad},
            {"prompt": "A spot", "tone": bad},
            {"prompt": "A spot", "audience": bad},
        ):
            with pytest.raises(ContentRefused, match="a weapon"):
                studio.create(read_request(fields))
        assert studio.count_videos() == 0
        video_id = studio.create(brief())
        written = studio.write_script(video_id)
        with pytest.raises(ContentRefused):
            studio.edit_scene(video_id, 1, {"narration": bad})
        with pytest.raises(ContentRefused):
            studio.rewrite(video_id, bad)
        with pytest.raises(ContentRefused):
            studio.regenerate(video_id, 1, bad)
        assert studio.script(video_id) == written
