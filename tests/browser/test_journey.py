"""From a brief to a video, one scene changed, the video taken home: the whole way in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import av

from tests.browser.server import Server
from tests.browser.steps import PLUMBER, play, wait_until, write_brief
from tests.browser.tabs import Tabs

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_from_a_brief_to_a_changed_video_on_ones_own_disk(server: Server, tabs: Tabs, tmp_path: Path) -> None:
    page = tabs.open(server.url)
    _write_the_script(page)
    _change_words_and_picture(page)
    page.get_by_role("button", name="Free preview").click()
    play(page)

    page.get_by_role("button", name="Render").click()
    page.get_by_role("link", name="Watch the finished video").click()
    page.get_by_role("tab", name="Downloads").wait_for()
    play(page)
    first = _downloaded(page, tmp_path / "first.mp4")

    page.get_by_role("button", name="History").click()
    page.get_by_text("1 video", exact=True).wait_for()
    page.get_by_alt_text("Poster of", exact=False).wait_for()
    page.get_by_role("button", name="A plumber who answers at 3 am", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Clips").click()
    page.get_by_text("The finished video shows exactly these takes.").wait_for()
    _film_scene_one_anew(page)
    page.get_by_role("button", name="Render again").click()
    page.get_by_text("The finished video shows exactly these takes.").wait_for()
    page.get_by_role("link", name="The video").click()
    page.get_by_role("tab", name="Downloads").wait_for()
    play(page)
    second = _downloaded(page, tmp_path / "second.mp4")

    assert first.name == second.name == "A-plumber-who-answers-at-3-am.mp4"
    assert _pictures(first.path) != _pictures(second.path)


def _write_the_script(page: Page) -> None:
    write_brief(page, PLUMBER)
    page.get_by_role("button", name="Write the script").click()
    page.wait_for_url(re.compile(r"/script_review\?video=\w+"))
    page.get_by_role("textbox", name="Says").first.wait_for()


def _change_words_and_picture(page: Page) -> None:
    """What is edited is kept, and its storyboard frame is drawn anew."""
    says, shows = (
        page.get_by_role("textbox", name="Says").first,
        page.get_by_role("textbox", name="Shows").first,
    )
    still = page.get_by_alt_text("Storyboard of scene 1")
    before = still.get_attribute("src")
    says.fill("It is three. Water runs.")
    says.press("Control+Enter")
    page.locator("button:not([disabled])", has_text="Undo").wait_for()
    shows.fill("Close-up: a phone rings on a night table")
    shows.press("Control+Enter")
    wait_until(
        page,
        "src => document.querySelector('img[alt=\"Storyboard of scene 1\"]').getAttribute('src') != src",
        before,
    )
    page.reload()
    page.get_by_role("textbox", name="Says").first.wait_for()
    assert says.input_value() == "It is three. Water runs."
    assert shows.input_value() == "Close-up: a phone rings on a night table"
    wait_until(page, "[...document.images].every(i => i.complete && i.naturalWidth > 0)")


def _film_scene_one_anew(page: Page) -> None:
    page.get_by_role("textbox", name="Shows").first.fill("Wide shot: a van drives through the night")
    page.get_by_role("button", name="Film another take").first.click()
    page.get_by_text("Changed since the last render").wait_for()
    page.get_by_text("Scene 1: another picture", exact=False).wait_for()


class _Kept(NamedTuple):
    """A file that came through the browser's own download, and the name it came with."""

    name: str
    path: Path


def _downloaded(page: Page, path: Path) -> _Kept:
    with page.expect_download() as started:
        page.get_by_role("link", name="Video (MP4)").click()
    started.value.save_as(path)
    return _Kept(started.value.suggested_filename, path)


def _pictures(path: Path) -> list[int]:
    """Every 30th picture's sum of its lightness; fails for what is no video of eight seconds."""
    with av.open(str(path)) as container:
        assert container.duration is not None
        assert abs(container.duration / 1e6 - 8) < 0.5
        assert len(container.streams.audio) == 1
        frames = list(container.decode(video=0))
    assert (frames[0].width, frames[0].height) == (1080, 1080)
    return [int(frame.to_ndarray(format="gray").sum()) for frame in frames[::30]]
