"""The free preview on the pages."""

from __future__ import annotations

from core.intake import read_request
from core.studio import Studio
from tests.pages.conftest import OpenPage
from tests.pages.test_history import words
from tests.waiting import wait_until


def test_a_free_preview_is_made_and_played(working_studio: Studio, open_page: OpenPage) -> None:
    video_id = working_studio.create(read_request({"prompt": "A bakery", "duration_s": 8, "music": "none"}))
    working_studio.write_script(video_id)
    page = open_page("script_review.py", video=video_id)
    page.button(key="preview").click().run()
    assert not page.exception
    wait_until(lambda: not working_studio.is_active(video_id))
    page.run()
    [player] = page.get("video")
    assert player.proto.url.startswith(f"/app/static/media/{video_id}/preview.mp4?")
    assert len(open_page("create.py", video=video_id).get("video")) == 1
    working_studio.edit_scene(video_id, 1, {"narration": "Other words."})
    assert "changed since" in words(open_page("script_review.py", video=video_id))
