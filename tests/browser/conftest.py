"""A server and a browser for each module; tabs for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.server import PRODUCT, Server
from tests.browser.tabs import ARGUMENTS, CHROMIUM, Tabs

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser. Skips where no Chromium is installed."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A running server over an empty data folder; a module may name another `SERVED` than the product."""
    assert browser.is_connected()
    made = Server(tmp_path_factory.mktemp("server"), getattr(request.module, "SERVED", PRODUCT))
    made.start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def tabs(browser: Browser) -> Iterator[Tabs]:
    """Tabs; at the end no console complained and no request left the machine."""
    opened = Tabs(browser)
    yield opened
    opened.close()
