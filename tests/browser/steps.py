"""What people do again and again."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from tests.browser.tabs import SLOWEST_MS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PLUMBER = "A calm 8 second spot for a plumber who answers at 3 am"
BAKERY = "A warm 8 second spot for a bakery in Leeds"


def write_brief(page: Page, brief: str) -> None:
    """A short, square video: the cheapest there is."""
    page.get_by_label("What is your video about?").fill(brief)
    page.get_by_label("What is your video about?").press("Control+Enter")
    page.get_by_text("About 8 s", exact=False).wait_for()
    page.get_by_text("1\N{RATIO}1").click()
    page.get_by_role("radio", name="1\N{RATIO}1", checked=True).wait_for()


def just_make_it(page: Page, brief: str) -> str:
    """Start the whole video; its address."""
    write_brief(page, brief)
    page.get_by_role("button", name="Just make it").click()
    page.wait_for_url(re.compile(r"\?video=\w+"))
    page.get_by_role("button", name="Cancel").wait_for()
    return page.url


def wait_until_ready(page: Page) -> None:
    """The page turns from the job's progress to the finished video by itself."""
    page.get_by_role("heading", name="Your video is ready").wait_for()


def wait_until(page: Page, holds: str, arg: object = None) -> None:
    """Until that expression holds; playwright's own waiting evaluates text, which our pages forbid."""
    started_s = time.monotonic()
    while not page.evaluate(holds, arg):
        assert time.monotonic() - started_s < SLOWEST_MS / 1000, holds
        page.wait_for_timeout(50)


def play(page: Page) -> Locator:
    """Play the page's video for half a second."""
    video = page.locator("video").first
    video.wait_for()
    video.evaluate("v => { v.muted = true; return v.play() }")
    wait_until(page, "document.querySelector('video').currentTime > 0.5")
    return video


def rested(page: Page) -> None:
    """Until the server has drawn the page and nothing is running."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
