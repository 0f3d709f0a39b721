"""Tabs of a real browser that remember what went wrong in them.

    page = tabs.open(server.url)                       # a person with a session of their own
    other = tabs.open(page.url, beside=page)           # the same person's second tab

When the test ends, no console may have complained and no request may have left the machine.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
SLOWEST_MS = 120_000
"""What a machine with other work may take for a step; nothing waits that long without need."""
HEIGHT_PX = 900
PHONE_PX = 390
_LOOKING_FOR_THE_SERVER = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""Streamlit's page asks for its server below the page's own address first, and hears 404."""
_HERE = ("http://localhost:", "ws://localhost:", "data:", "blob:")


class Tabs:
    """All tabs of a test; `excused` matches complaints that the test itself brings about."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: list[Page] = []
        self._complaints: list[str] = []
        self._left_the_machine: list[str] = []
        self.excused: re.Pattern[str] | None = None

    def open(
        self,
        address: str,
        *,
        beside: Page | None = None,
        width_px: int = 1280,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        """A tab at that address, of a new person or `beside` another one of the same person."""
        size = {"width": width_px, "height": HEIGHT_PX}
        person = beside.context if beside else self._browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]  # playwright's own dictionary
        person.set_default_timeout(SLOWEST_MS)
        page = person.new_page()
        page.on("console", self._note_complaint)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url))
        self._pages.append(page)
        page.goto(address)
        return page

    def close(self) -> None:
        """Close all; fails for what went wrong in any of them."""
        for page in self._pages:
            page.context.close()
        said = [c for c in self._complaints if not (self.excused and self.excused.search(c))]
        assert not said, said
        assert not self._left_the_machine, self._left_the_machine

    def _note_complaint(self, said: ConsoleMessage) -> None:
        where = said.location["url"]
        if said.type == "error" and not _LOOKING_FOR_THE_SERVER.search(where):
            self._complaints.append(f"{said.text} {where}")

    def _note(self, url: str) -> None:
        if not url.startswith(_HERE):
            self._left_the_machine.append(url)
