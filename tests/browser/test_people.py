"""Several tabs and several people at once."""

from __future__ import annotations

from tests.browser.server import IN_SMALL_FRAMES, Server
from tests.browser.steps import BAKERY, PLUMBER, just_make_it, play, wait_until_ready
from tests.browser.tabs import Tabs

SERVED = IN_SMALL_FRAMES


def test_two_tabs_follow_a_job_through_cancel_and_another_start(server: Server, tabs: Tabs) -> None:
    first = tabs.open(server.url)
    address = just_make_it(first, PLUMBER)
    second = tabs.open(address, beside=first)
    second.get_by_role("button", name="Cancel").click()
    for page in (first, second):
        page.get_by_text("You stopped this video.").wait_for()
    first.get_by_role("button", name="Go on").click()
    first.get_by_role("button", name="Cancel").wait_for()
    second.reload()
    for page in (first, second):
        wait_until_ready(page)
        assert page.url == address
    later = tabs.open(address)
    wait_until_ready(later)
    assert play(later).evaluate("v => Math.round(v.duration)") == 8


def test_two_people_make_their_own_videos_at_once(server: Server, tabs: Tabs) -> None:
    people = {brief: tabs.open(server.url) for brief in (PLUMBER, BAKERY)}
    addresses = {brief: just_make_it(page, brief) for brief, page in people.items()}
    assert len(set(addresses.values())) == 2
    for brief, page in people.items():
        wait_until_ready(page)
        assert page.url == addresses[brief]
        title = page.get_by_role("main").get_by_role("heading", level=3).inner_text().lower()
        assert ("plumber" in title) == (brief == PLUMBER)
        assert ("bakery" in title) == (brief == BAKERY)
    for page in people.values():
        page.get_by_role("button", name="Make another").click()
        page.get_by_label("What is your video about?").wait_for()
        assert page.get_by_label("What is your video about?").input_value() == ""
