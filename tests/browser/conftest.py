"""A server of its own in its own process, and a browser that tells what went wrong in it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_STARTS_WITHIN_S = 40.0


class Server:
    """`streamlit run app.py` over a data folder; it can be killed and started again."""

    def __init__(self, data_dir: Path, log: Path) -> None:
        self._data_dir, self._log = data_dir, log
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}"]
        environment = {**os.environ, "VVG_DATA_DIR": str(self._data_dir), "VVG_LOG_LEVEL": "info"}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        until = time.monotonic() + _STARTS_WITHIN_S
        while not self._answers():
            assert time.monotonic() < until, f"the server did not start:\n{self._log.read_text()[-2000:]}"
            time.sleep(0.1)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator would."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=30)
            self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Tab(NamedTuple):
    """A page with what its console complained about and which requests left this machine."""

    page: Page
    complaints: list[str]
    left_the_machine: list[str]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running server over an empty data folder."""
    made = Server(tmp_path / "data", tmp_path / "server.log")
    made.start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def tab() -> Iterator[Tab]:
    """A browser tab. Skips where no Chromium is installed."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        made = Tab(page, [], [])
        page.on("console", lambda said: said.type == "error" and made.complaints.append(said.text))
        page.on("pageerror", lambda error: made.complaints.append(str(error)))
        page.on(
            "request",
            lambda request: _is_elsewhere(request.url) and made.left_the_machine.append(request.url),
        )
        yield made
        browser.close()


def _is_elsewhere(url: str) -> bool:
    return not url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:"))
