"""Pages by role: what somebody sees of them, and that nobody sees anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.house import SETTINGS, STUDIO
from components.visitors import _recent
from core import bootstrap
from core.intake import read_request
from core.operations.once import forget, keep
from core.security.people import Person, Role, acting_as
from core.storage.records import VideoRecord
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.logins import claims_of, with_login
from tests.pages.conftest import ROUTER
from tests.queued_jobs import keep_jobs_waiting

ADMIN, APPROVER, CREATOR, VIEWER = (f"{name}@acme.com" for name in ("ada", "abe", "cat", "vic"))


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """A studio that wants to know who is there; jobs are queued and stay so."""
    settings = with_login(tmp_path / "data", admins=ADMIN, approvers=APPROVER, viewers=VIEWER)
    opened = bootstrap.open_studio(settings, takes_jobs=False, video=QuickVideo())
    keep_jobs_waiting(opened, monkeypatch)
    keep(STUDIO, opened)
    keep(SETTINGS, settings)
    _recent._kept.clear()
    yield opened
    forget(STUDIO)
    forget(SETTINGS)
    opened.close()


@pytest.fixture
def theirs(studio: Studio) -> VideoRecord:
    """A written video of another creator."""
    with acting_as(Person(person_id="somebody@acme.com", role=Role.CREATOR)):
        video_id = studio.create(read_request({"prompt": "A secret campaign"}))
        studio.write_script(video_id)
        return studio.video(video_id)


def opened_by(claims: dict[str, Any], name: str = "", **address: str) -> AppTest:
    page = AppTest.from_file(ROUTER, default_timeout=60)
    page.user = claims
    page.run()
    if name:
        page.switch_page(f"../pages/{name}")
        for key, value in address.items():
            page.query_params[key] = value
        page.run()
    return page


def words(page: AppTest) -> str:
    parts = [*page.title, *page.markdown, *page.caption, *page.info, *page.warning, *page.error]
    return "\n".join([*(str(part.value) for part in parts), *(button.label for button in page.button)])


@pytest.mark.usefixtures("theirs")
@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({}, "Sign in"),
        ({"is_logged_in": False, "email": ADMIN, "email_verified": True}, "Sign in"),
        ({"email": ADMIN, "email_verified": True}, "Sign in"),
        ({"is_logged_in": "yes", "email": ADMIN}, "Sign in"),
        (claims_of("eve@evil.example"), "is not let in here"),
        (claims_of(ADMIN, email_verified=False), "does not say that your e"),
        (claims_of(ADMIN, iat=0), "too long ago"),
    ],
)
def test_who_is_not_let_in_sees_the_sign_in_page_alone(claims: dict[str, Any], said: str) -> None:
    page = opened_by(claims)
    assert not page.exception
    assert said in words(page)
    assert "secret campaign" not in words(page)
    assert len(page.button) == 1


def test_a_creator_makes_a_video_and_owns_it(studio: Studio) -> None:
    page = opened_by(claims_of(CREATOR))
    page.text_area(key="brief_prompt").input("A spot for a bakery").run()
    page.button(key="make").click().run()
    assert not page.exception
    assert [video.owner for video in studio.videos()] == [CREATOR]


def test_a_viewer_finds_no_way_to_what_is_not_finished(studio: Studio, theirs: VideoRecord) -> None:
    page = opened_by(claims_of(VIEWER), "history.py", video=theirs.video_id)
    assert not page.exception
    assert "belongs to somebody else" in words(page)
    assert "secret campaign" not in words(page)
    assert not page.get("page_link")
    assert studio.count_videos() == 1


@pytest.mark.parametrize("name", ["script_review.py", "clips.py"])
def test_another_creators_video_is_to_watch_and_not_to_change(theirs: VideoRecord, name: str) -> None:
    page = opened_by(claims_of(CREATOR), name, video=theirs.video_id)
    assert not page.exception
    assert "Not yours to change" in words(page)
    assert not page.text_area
    page = opened_by(claims_of(CREATOR), "history.py", video=theirs.video_id)
    assert "A secret campaign" in words(page)
    assert not {"Rename", "Delete", "Edit script"} & set(words(page).split("\n"))


def test_an_approver_changes_everybodys_videos(studio: Studio, theirs: VideoRecord) -> None:
    page = opened_by(claims_of(APPROVER), "history.py", video=theirs.video_id)
    page.button(key="delete").click().run()
    assert not page.exception
    assert studio.count_videos() == 0


def test_a_role_taken_away_ends_what_a_page_still_shows(studio: Studio, theirs: VideoRecord) -> None:
    page = opened_by(claims_of("guest@acme.com"))
    assert page.button(key="make")
    studio.give_role("guest@acme.com", Role.NONE)
    _recent._kept.clear()
    page.button(key="make").click().run()
    assert "has no role here" in words(page)
    assert [video.video_id for video in studio.videos()] == [theirs.video_id]


def test_an_admin_lets_people_in_and_shuts_them_out(studio: Studio) -> None:
    page = opened_by(claims_of(ADMIN), "people.py")
    assert not page.exception
    page.text_input(key="new_person").input("Guest@partner.example")
    page.selectbox(key="new_role").select(Role.VIEWER)
    page.button(key="let_in").click().run()
    assert not page.exception
    page.selectbox(key="role_guest@partner.example").select(Role.NONE).run()
    assert not page.exception
    roles = {member.record.person_id: member.role for member in studio.members()}
    assert roles["guest@partner.example"] is Role.NONE
    assert page.selectbox(key=f"role_{ADMIN}").disabled, "a role of the settings, and one's own"


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "x" * 300 + "@acme.com", f"{APPROVER}"])
def test_a_strange_address_is_told_and_changes_nothing(studio: Studio, email: str) -> None:
    page = opened_by(claims_of(ADMIN), "people.py")
    page.text_input(key="new_person").input(email)
    page.button(key="let_in").click().run()
    assert not page.exception
    assert page.toast
    assert {member.record.person_id for member in studio.members()} == {ADMIN}
