"""Deleting for good on History: told first, done after a typed word."""

from __future__ import annotations

from core.intake import read_request
from core.studio import Studio
from tests.pages.conftest import OpenPage

SPOT = {"prompt": "A calm spot for a plumber"}


def test_my_content_is_told_and_deleted_only_after_the_word(studio: Studio, open_page: OpenPage) -> None:
    for video_id in ("one", "two"):
        studio.create(read_request(SPOT), video_id)
        studio.write_script(video_id)
    page = open_page("history.py")
    page.button(key="see_loss").click().run()
    assert not page.exception
    assert any("2 videos" in each.value for each in page.markdown)
    assert page.button(key="forget").disabled
    page.text_input(key="forget_word").input("Delete").run()
    page.button(key="forget").click().run()
    assert not page.exception
    assert studio.count_videos() == studio.count_videos(deleted=True) == 0


def test_the_bin_is_emptied_and_the_rest_stays(studio: Studio, open_page: OpenPage) -> None:
    for video_id in ("stays", "gone"):
        studio.create(read_request(SPOT), video_id)
    studio.delete("gone")
    page = open_page("history.py", status="Deleted")
    page.button(key="empty").click().run()
    assert not page.exception
    assert [video.video_id for video in studio.videos()] == ["stays"]
    assert studio.count_videos(deleted=True) == 0
