"""For everybody: by keyboard, by screen reader, on a phone, in light and dark; and when a scene fails."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.intake import read_request
from core.models import GenerationResult
from tests.browser.refusing import REFUSED
from tests.browser.server import WITH_A_REFUSING_MODEL, Server
from tests.browser.steps import BAKERY, PLUMBER, rested, wait_until
from tests.browser.tabs import PHONE_PX, Tabs
from tests.media_samples import make_counter
from tests.studios import studio_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

SERVED = WITH_A_REFUSING_MODEL
NAMED = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "radio",
    "combobox",
    "slider",
    "spinbutton",
    "tab",
    "image",
}
FOCUSED = """() => {
    const it = document.activeElement;
    return it.matches('button, a, input, textarea') ? it.ariaLabel || it.innerText : '';
}"""
GROUND = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
SIDEWAYS = """() => [document.scrollingElement, document.querySelector('.stMain')]
    .map(box => box.scrollWidth - box.clientWidth)"""


@pytest.fixture(scope="module")
def pages(server: Server) -> list[str]:
    """The addresses of all pages: without a video, with a script, and with a finished one."""
    with ThreadPoolExecutor() as aside:  # the browser has an event loop in this thread, the studio wants none
        written, done = aside.submit(_furnish, server.folder).result()
    plain = ["", "script_review", "clips", "history", "status"]
    of_a_video = [f"{name}?video={video}" for name in plain[1:4] for video in (written, done)]
    return [f"{server.url}/{name}" for name in (*plain, *of_a_video, f"?video={done}", "?video=nobody")]


def _furnish(folder: Path) -> tuple[str, str]:
    """A video with a script and one with what a render leaves behind."""
    with studio_in(folder) as studio:
        written, done = (studio.create(read_request({"prompt": brief})) for brief in (BAKERY, PLUMBER))
        studio.write_script(written)
        studio.write_script(done)
        home = studio._parts.settings.outputs_dir / done
        home.mkdir()
        make_counter(home / "final_video.mp4", frames=30)
        history = studio._parts.history
        history.finish_render(
            history.start_render(done, 1, {}),
            GenerationResult(video_id=done, success=True),
            final_path=f"outputs/{done}/final_video.mp4",
            poster_path=None,
        )
    return written, done


def test_no_page_moves_sideways_on_a_phone_and_everything_has_a_name(pages: list[str], tabs: Tabs) -> None:
    page = tabs.open(pages[0], width_px=PHONE_PX)
    for address in pages:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        rested(page)
        assert _nameless(page) == [], address
        light = page.evaluate(GROUND), page.evaluate(SIDEWAYS)
        page.emulate_media(color_scheme="dark")
        wait_until(page, f"light => ({GROUND})() != light", light[0])
        assert light[1] == page.evaluate(SIDEWAYS) == [0, 0], address


def test_a_video_is_started_by_keyboard_alone(server: Server, tabs: Tabs) -> None:
    page = tabs.open(server.url)
    page.get_by_label("What is your video about?").wait_for()
    _tab_to(page, "What is your video about?")
    page.keyboard.type(PLUMBER)
    _tab_to(page, "Just make it")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?video=\w+"))
    page.get_by_role("button", name="Cancel").wait_for()
    _tab_to(page, "Cancel")
    page.keyboard.press("Enter")
    page.get_by_text("You stopped this video.").wait_for()


def test_typing_and_clicking_in_one_go_is_enough(server: Server, tabs: Tabs) -> None:
    page = tabs.open(server.url)
    page.get_by_label("What is your video about?").click()
    page.keyboard.type(PLUMBER)
    page.get_by_role("button", name="Just make it").click(delay=120)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("You stopped this video.").wait_for()
    page.goto(page.url.replace("?", "history?"))
    page.get_by_text("8 s · 9:16", exact=False).wait_for()


def test_a_refused_scene_is_told_and_retried_in_other_words(server: Server, tabs: Tabs) -> None:
    page = tabs.open(server.url)
    page.get_by_label("What is your video about?").fill(BAKERY)
    page.get_by_role("button", name="Write the script").click()
    shows = page.get_by_role("textbox", name="Shows").first
    shows.fill(f"A window {REFUSED}")
    shows.press("Control+Enter")
    page.locator("button:not([disabled])", has_text="Undo").wait_for()
    page.get_by_role("button", name="Render").click()
    page.get_by_text("it shows a brand").wait_for()
    shows.fill("A window full of bread")
    shows.press("Control+Enter")
    page.get_by_role("button", name="Retry").click()
    page.get_by_alt_text("Scene 1", exact=True).wait_for()
    page.get_by_role("button", name="Cancel").click()


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on it; it may not take longer than a person would bear."""
    focused = ""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if name in focused:
            return
    raise AssertionError(f"{name} cannot be reached; the last was {focused!r}")


def _nameless(page: Page) -> list[str]:
    """The roles of what can be used or seen and has no name, as a screen reader would hear it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    seen = [node for node in nodes if not node["ignored"]]
    roles = ((node["role"]["value"], node.get("name", {}).get("value", "")) for node in seen)
    return [role for role, name in roles if role in NAMED and not name.strip()]
