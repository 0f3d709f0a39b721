"""A server of its own in its own process, over a data folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.room import ANY_ROOM

ROOT = Path(__file__).parents[2]
PRODUCT = ("streamlit", "run", "app.py")
IN_SMALL_FRAMES = ("tests.browser.quick",)
WITH_A_REFUSING_MODEL = ("tests.browser.refusing",)
_STARTS_WITHIN_S = 60.0


class Server:
    """`python -m MODULE` with the app in it; it can be killed and started again.

    `environment` adds variables to those of this process.
    """

    def __init__(self, folder: Path, module: tuple[str, ...] = PRODUCT) -> None:
        self.folder, self._log, self._module = folder, folder / "server.log", module
        self.environment: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", *self._module, f"--server.port={self.port}"]
        here = {"VVG_DATA_DIR": str(self.folder / "data"), "VVG_LOG_LEVEL": "info"}
        environment = os.environ | ANY_ROOM | here | self.environment
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
