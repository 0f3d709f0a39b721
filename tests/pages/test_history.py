"""History: the gallery with its filters, and a video's own page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components.media import download_url
from core.errors import AppError
from core.intake import read_request
from core.media.still import jpeg
from core.models import ErrorDetails, GenerationResult, GenerationStats, Platform
from core.studio import Studio
from tests.media_samples import make_clip
from tests.pages.conftest import OpenPage


def make(studio: Studio, prompt: str = "A bakery in Leeds", **fields: object) -> str:
    return studio.create(read_request({"prompt": prompt, **fields}))


def finish(studio: Studio, video_id: str, tmp_path: Path) -> None:
    """Give the video what a render leaves behind."""
    studio.write_script(video_id)
    folder = tmp_path / "data" / "outputs" / video_id
    (folder / "captions").mkdir(parents=True)
    for name in ("final_video.mp4", "poster.jpg"):
        (folder / name).write_bytes(b"x")
    (folder / "captions" / "captions.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")
    line = {"name": "loudness", "passed": True, "measured": "-14.1 LUFS", "wanted": "-14"}
    (folder / "quality_report.json").write_text(json.dumps({"checks": [line, line | {"passed": False}]}))
    history = studio._parts.history
    render_id = history.start_render(video_id, 1, {})
    key = f"clip of {video_id}"
    history.begin_operation(key, video_id=video_id, scene_id="s1", model="veo", estimated_usd=1.25)
    history.operation_collected(key, 1.25)
    result = GenerationResult(
        video_id=video_id, success=True, generation_stats=GenerationStats(total_duration_s=12, cost_usd=1.25)
    )
    here = f"outputs/{video_id}"
    history.finish_render(
        render_id, result, final_path=f"{here}/final_video.mp4", poster_path=f"{here}/poster.jpg"
    )


def words(page: AppTest) -> str:
    """All that can be read on the page."""
    parts = [*page.title, *page.subheader, *page.markdown, *page.caption, *page.error, *page.info]
    links = [element.proto.label for element in page.get("page_link")]
    links += [button.label for button in page.button]
    return "\n".join([*(str(part.value) for part in parts), *links])


def test_an_empty_history_invites_to_make_the_first_video(studio: Studio, open_page: OpenPage) -> None:
    assert studio.videos() == []
    page = open_page("history.py")
    assert not page.exception
    assert "first video" in words(page)
    assert not page.text_input
    page.button(key="first_thing").click().run()
    assert page.text_area(key="brief_prompt")


def test_the_gallery_shows_every_video_with_its_facts(
    studio: Studio, open_page: OpenPage, tmp_path: Path
) -> None:
    finish(studio, make(studio, "A calm spot for a plumber", duration_s=12), tmp_path)
    make(studio, "A bakery in Leeds", platform=Platform.YOUTUBE)
    page = open_page("history.py")
    assert not page.exception
    assert "2 videos" in words(page)
    assert "12 s · 9:16 · $1.25" in words(page)
    assert "20 s · 16:9 · free" in words(page)


@pytest.mark.parametrize(
    "prompt", ["<script>alert(1)</script> *x* [a](http://b)", "$x$ :red[y] `z` # h", "שלום 漢字 😀"]
)
def test_titles_are_words_and_never_markup(studio: Studio, open_page: OpenPage, prompt: str) -> None:
    video_id = make(studio, prompt)
    for page in (open_page("history.py"), open_page("history.py", video=video_id)):
        assert not page.exception
        assert "](http" not in words(page).replace("\\]\\(http", "")
        assert ":red[" not in words(page).replace("\\:red\\[", "")


def test_filters_narrow_the_gallery(studio: Studio, open_page: OpenPage) -> None:
    make(studio, "A bakery in Leeds", platform=Platform.YOUTUBE)
    make(studio, "A plumber")
    page = open_page("history.py")
    page.text_input(key="search").input("baker").run()
    assert "1 video\n" in words(page) + "\n"
    page.selectbox(key="platform").select("tiktok").run()
    assert "No video matches" in words(page)
    page.button(key="clear").click().run()
    assert "2 videos" in words(page)


def test_filters_are_read_from_the_address(studio: Studio, open_page: OpenPage) -> None:
    make(studio, "A bakery in Leeds", platform=Platform.YOUTUBE)
    make(studio, "A plumber")
    page = open_page("history.py", search="plumb", sort="Oldest", made="Last 7 days")
    assert page.text_input(key="search").value == "plumb"
    assert page.selectbox(key="sort").value == "oldest"
    assert "1 video\n" in words(page) + "\n"


@pytest.mark.parametrize(
    "address",
    [
        {"platform": "myspace"},
        {"status": "'; drop table videos"},
        {"sort": "../x"},
        {"made": "%00"},
        {"page": "-1"},
        {"page": "999999999999"},
        {"page": "x"},
        {"search": "x" * 5_000},
        {"deleted": "../../etc"},
    ],
)
def test_a_strange_address_never_breaks_the_page(
    studio: Studio, open_page: OpenPage, address: dict[str, str]
) -> None:
    make(studio)
    page = open_page("history.py", **address)
    assert not page.exception
    assert "History" in words(page)


def test_many_videos_come_in_pages(studio: Studio, open_page: OpenPage) -> None:
    for number in range(13):
        make(studio, f"Video number {number}")
    page = open_page("history.py", sort="Oldest")
    assert "Video number 0" in words(page)
    page.session_state["page"] = 2
    page.run()
    assert "Video number 12" in words(page)
    assert "Video number 0" not in words(page)
    page.text_input(key="search").input("number 3").run()
    assert "Video number 3" in words(page)


def test_a_card_opens_its_video_and_the_way_back_keeps_the_filters(
    studio: Studio, open_page: OpenPage
) -> None:
    video_id = make(studio)
    page = open_page("history.py", search="bakery")
    page.button(key=f"open_{video_id}").click().run()
    assert page.query_params["video"] == video_id
    assert page.button(key="delete")
    page.button(key="back").click().run()
    assert "video" not in page.query_params
    assert page.button(key=f"open_{video_id}")


def test_a_deleted_video_can_be_brought_back_at_once_or_later(studio: Studio, open_page: OpenPage) -> None:
    video_id = make(studio)
    page = open_page("history.py", video=video_id)
    page.button(key="delete").click().run()
    assert studio.count_videos() == 0
    assert page.query_params["deleted"] == video_id
    page.button(key="undo_delete").click().run()
    assert studio.count_videos() == 1
    studio.delete(video_id)
    bin_ = open_page("history.py", status="Deleted")
    bin_.button(key=f"restore_{video_id}").click().run()
    assert studio.count_videos() == 1
    assert "Nothing was deleted" in words(bin_)


@pytest.mark.parametrize("video_id", ["gone", "../../x", "a b", "<b>", "x" * 200])
def test_a_video_that_is_not_there_is_told_in_a_sentence(
    studio: Studio, open_page: OpenPage, video_id: str
) -> None:
    page = open_page("history.py", video=video_id)
    assert not page.exception
    assert len(page.error) == 1
    with pytest.raises(AppError):
        studio.video(video_id)


def test_a_draft_leads_to_its_script(studio: Studio, open_page: OpenPage) -> None:
    page = open_page("history.py", video=make(studio))
    assert not page.exception
    assert "not rendered yet" in words(page)
    assert "Go on with the script" in words(page)
    assert not page.get("video")


def test_a_finished_video_plays_and_can_be_taken_away(
    studio: Studio, open_page: OpenPage, tmp_path: Path
) -> None:
    video_id = make(studio, "A calm spot for a plumber", duration_s=12)
    finish(studio, video_id, tmp_path)
    page = open_page("history.py", video=video_id)
    assert not page.exception
    [player] = page.get("video")
    assert player.proto.url.startswith(f"/app/static/media/{video_id}/final_video.mp4")
    assert [track.label for track in player.proto.subtitles] == ["Off", "English"]
    assert [tab.label for tab in page.tabs] == ["Downloads", "Script", "Quality", "Brief"]
    links = {link.proto.label: link.proto.url for link in page.get("link_button")}
    assert list(links) == ["Video (MP4)", "Poster (JPEG)", "Captions (VTT)", "Everything (ZIP)"]
    assert links["Video (MP4)"] == download_url(video_id, "final_video.mp4")
    assert "14\\.1 LUFS" in words(page)
    assert "Wanted: \\-14" in words(page)


def test_a_job_is_followed_on_the_videos_own_page(studio: Studio, open_page: OpenPage) -> None:
    video_id = make(studio)
    studio.start(video_id)
    page = open_page("history.py", video=video_id)
    assert not page.exception
    page.button(key="cancel").click().run()
    assert studio.describe(video_id)["render"]["cancel_requested"]


def test_a_failed_video_tells_why_and_offers_another_try(studio: Studio, open_page: OpenPage) -> None:
    video_id = make(studio)
    history = studio._parts.history
    details = ErrorDetails(kind="StorageError", message="The disk is full.", hint="Free some space.")
    history.fail_render(history.start_render(video_id, 1, {}), details)
    page = open_page("history.py", video=video_id)
    assert not page.exception
    assert "The disk is full" in words(page)
    page.button(key="retry").click().run()
    assert studio.is_active(video_id)


@pytest.mark.parametrize(("title", "kept"), [("Bread & <b>", "Bread & <b>"), ("   ", "A bakery in Leeds")])
def test_renaming_keeps_any_title_but_none(
    studio: Studio, open_page: OpenPage, title: str, kept: str
) -> None:
    video_id = make(studio)
    page = open_page("history.py", video=video_id)
    page.text_input(key=f"title_{video_id}").input(title).run()
    assert not page.exception
    assert studio.video(video_id).title == kept
    assert page.toast


def test_a_duplicate_begins_a_new_brief_with_the_same_fields(studio: Studio, open_page: OpenPage) -> None:
    video_id = make(studio, platform=Platform.YOUTUBE, duration_s=31, tone="warm", language="de")
    page = open_page("history.py", video=video_id)
    page.button(key="duplicate").click().run()
    assert not page.exception
    assert page.session_state["brief_prompt"] == "A bakery in Leeds"
    assert page.session_state["brief_seconds"] == 31
    assert studio.count_videos() == 1


def test_another_poster_is_chosen_on_the_videos_page(
    studio: Studio, open_page: OpenPage, tmp_path: Path
) -> None:
    video_id = make(studio, "A calm spot for a plumber")
    studio.write_script(video_id)
    finish(studio, video_id, tmp_path)
    folder = studio._parts.settings.outputs_dir / video_id
    (folder / "posters").mkdir()
    for name in ("1-0.500.jpg", "2-2.000.jpg"):
        (folder / "posters" / name).write_bytes(jpeg(np.zeros((4, 4, 3), np.uint8)))
    make_clip(folder / "final_video.mp4", seconds=3)
    page = open_page("history.py", video=video_id)
    offers = [button for button in page.button if button.label in ("Use", "In use")]
    assert [(offer.label, offer.disabled) for offer in offers] == [("In use", True), ("Use", False)]
    offers[1].click().run()
    assert not page.exception
    assert studio.video(video_id).looks.poster_s == 2.0
