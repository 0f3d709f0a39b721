"""From a brief to a video that plays, in a real browser, through a refresh and a killed server."""

from __future__ import annotations

import re

from tests.browser.conftest import Server, Tab

SLOWEST_MS = 120_000
BRIEF = "A calm 8 second spot for a plumber who answers at 3 am"
_SERVER_WAS_GONE = re.compile(
    r"ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|WebSocket|Failed to fetch|Network Error|disconnected"
)
"""What a browser says of a server that is not there, which this test arranges."""


def test_a_video_is_made_through_a_refresh_and_a_killed_server(server: Server, tab: Tab) -> None:
    page = tab.page
    page.goto(server.url)
    page.get_by_label("What is your video about?").fill(BRIEF)
    page.get_by_label("What is your video about?").press("Control+Enter")
    page.get_by_text("About 8 s", exact=False).wait_for()
    page.get_by_text("1\N{RATIO}1").click()
    page.get_by_role("button", name="Just make it").click()
    page.wait_for_url(re.compile(r"\?video=\w+"))
    page.get_by_role("button", name="Cancel").wait_for()
    address = page.url

    page.reload()
    page.get_by_role("button", name="Cancel").wait_for()
    page.get_by_alt_text("Scene 1", exact=False).wait_for(timeout=SLOWEST_MS)
    assert page.url == address
    assert not tab.complaints

    server.kill()
    server.start()
    page.get_by_role("heading", name="Your video is ready").wait_for(timeout=SLOWEST_MS)
    assert page.url == address
    assert page.get_by_role("link", name="Clips").count() >= 1

    video = page.locator("video")
    video.wait_for()
    video.evaluate("v => { v.muted = true; return v.play() }")
    page.wait_for_function("document.querySelector('video').currentTime > 0.5")
    assert video.evaluate("v => [v.videoWidth, v.videoHeight, Math.round(v.duration)]") == [1080, 1080, 8]

    assert [said for said in tab.complaints if not _SERVER_WAS_GONE.search(said)] == []
    assert tab.left_the_machine == []
