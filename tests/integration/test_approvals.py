"""Approvals: a dear render waits for an approver, a cheap one does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import bootstrap
from core.errors import InvalidInput, NotAllowed
from core.intake import read_request
from core.operations.events import ApprovalAsked
from core.security.people import Person, Role, acting_as
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.studios import settings_in

CAT = Person(person_id="cat@acme.com", role=Role.CREATOR)
ABE = Person(person_id="abe@acme.com", role=Role.APPROVER)


@pytest.fixture
def asked() -> list[str]:
    """The jobs that were asked for."""
    return []


@pytest.fixture
def studio(tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """A second of film costs a dollar; above five dollars an approver decides."""
    settings = settings_in(tmp_path).model_copy(update={"approval_above_usd": 5.0})
    video = QuickVideo(price_usd=1.0)
    opened = bootstrap.open_studio(settings, takes_jobs=False, video=video, film_with=lambda _: video)
    monkeypatch.setattr(opened._engine, "start_job", lambda job, *_, **__: asked.append(job))
    yield opened
    opened.close()


@pytest.fixture
def video_id(studio: Studio) -> str:
    with acting_as(CAT):
        made = studio.create(read_request({"prompt": "A spot for a bakery", "duration_s": 12}))
        studio.write_script(made)
        return made


def test_a_dear_render_waits_until_an_approver_starts_it(
    studio: Studio, video_id: str, asked: list[str]
) -> None:
    told: list[str] = []
    studio._parts.events.listen(ApprovalAsked, lambda event: told.append(f"{event.kind} {event.person}"))
    with acting_as(CAT):
        with pytest.raises(NotAllowed, match="an approver decides"):
            studio.start(video_id, aspect_ratio="1:1")
        wish = studio.approval(video_id)
        assert wish is not None
        assert (wish.asked_by, wish.most_usd > 5, asked) == (CAT.person_id, True, [])
        with pytest.raises(NotAllowed):
            studio.approve(video_id)
    assert told == [f"video.approval_asked {CAT.person_id}"]
    with acting_as(ABE):
        assert [each.video_id for each in studio.approvals()] == [video_id]
        studio.approve(video_id)
        assert studio.approvals() == ()
        with pytest.raises(InvalidInput):
            studio.approve(video_id)
    assert len(asked) == 1
    render = studio._parts.history.last_render(video_id)
    assert render is not None
    assert render.options == {"aspect_ratio": "1:1"}, "as it was asked for"


def test_a_wish_is_declined_taken_back_and_gone_with_its_video(studio: Studio, video_id: str) -> None:
    def wish() -> None:
        with acting_as(CAT), pytest.raises(NotAllowed):
            studio.start(video_id)

    for person in (ABE, CAT):
        wish()
        with acting_as(person):
            studio.decline(video_id)
        assert studio.approvals() == ()
    wish()
    studio.delete(video_id)
    assert studio.approvals() == ()


def test_what_is_free_or_an_approvers_own_waits_for_nobody(
    studio: Studio, video_id: str, asked: list[str]
) -> None:
    with acting_as(CAT):
        studio.preview(video_id)
    assert len(asked) == 1
    with acting_as(ABE):
        studio.start(video_id)
    assert studio.approvals() == ()


def test_a_brief_that_is_just_made_is_asked_for_by_what_it_probably_costs(studio: Studio) -> None:
    with acting_as(CAT):
        video_id = studio.create(read_request({"prompt": "A spot for a bakery", "duration_s": 30}))
        with pytest.raises(NotAllowed):
            studio.start(video_id)
    assert studio.approvals()[0].video_id == video_id


def test_a_dear_take_is_filmed_by_an_approver_alone(studio: Studio, video_id: str) -> None:
    with acting_as(CAT):
        studio.edit_scene(video_id, 1, {"duration_s": 8.0})
        with pytest.raises(NotAllowed, match="This take costs"):
            studio.regenerate(video_id, 1)
