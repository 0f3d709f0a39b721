"""The whole web app in production mode over the fake Google: `make demo-google`.

Nothing is paid, and nothing leaves this machine: what the app asks of other hosts by https is
turned away (google-auth wants to know in which regions the pretended account may work, and goes
on without an answer). Every call that the app makes is listed on the terminal, and as JSON lines
in `data/demo-google/calls.jsonl`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.fakes.google.production import production_settings
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import FakeCamera

FOLDER = Path("data/demo-google")
POLLS = 2
"""Times the app asks before a clip is ready."""


def main() -> None:
    port = os.environ.get("PORT", "8501")
    with FakeGoogle() as google:
        FakeCamera.of(google).polls_needed = POLLS
        app = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            env=os.environ | production_settings(google, FOLDER),
        )
        try:
            _list_calls(google, app)
        except KeyboardInterrupt:
            app.wait(timeout=30)
        finally:
            app.terminate()


def _list_calls(google: FakeGoogle, app: subprocess.Popen[bytes]) -> None:
    told = 0
    with (FOLDER / "calls.jsonl").open("a", encoding="utf-8") as file:
        while app.poll() is None:
            for call in google.calls[told:]:
                file.write(json.dumps({"method": call.method, "path": call.path, "body": call.body}) + "\n")
                sys.stderr.write(f"{call.method} {call.path}\n")
                told += 1
            file.flush()
            time.sleep(0.3)


if __name__ == "__main__":
    main()
