"""A job through a refresh and a killed server, in a tab that stays open."""

from __future__ import annotations

import re

from tests.browser.server import Server
from tests.browser.steps import PLUMBER, just_make_it, play, wait_until_ready
from tests.browser.tabs import Tabs

_SERVER_WAS_GONE = re.compile(
    r"ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_CONTENT_LENGTH_MISMATCH|ERR_INCOMPLETE"
    r"|Image source error|WebSocket|Failed to fetch|Network Error|disconnected"
)
"""What a browser says of a server that is not there."""


def test_a_video_is_made_through_a_refresh_and_a_killed_server(server: Server, tabs: Tabs) -> None:
    page = tabs.open(server.url)
    address = just_make_it(page, PLUMBER)

    page.reload()
    page.get_by_role("button", name="Cancel").wait_for()
    page.get_by_alt_text("Scene 1", exact=True).wait_for()
    assert page.url == address

    tabs.excused = _SERVER_WAS_GONE
    server.kill()
    server.start()
    wait_until_ready(page)
    assert page.url == address
    assert page.get_by_role("link", name="Clips").count() >= 1
    video = play(page)
    assert video.evaluate("v => [v.videoWidth, v.videoHeight, Math.round(v.duration)]") == [1080, 1080, 8]
