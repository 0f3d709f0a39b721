"""The product in production mode over the fake Google, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.fakes.google.server import FakeGoogle
from tests.room import ANY_ROOM

ROOT = Path(__file__).resolve().parents[3]


def production_settings(google: FakeGoogle, folder: Path) -> dict[str, str]:
    """Environment variables of a production run whose data lies in the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "VVG_ENVIRONMENT": "production",
        "VVG_WITHOUT_LOGIN": "1",
        "VVG_DATA_DIR": str(folder),
        "GOOGLE_API_KEY": "fake-key",
        "GOOGLE_CLOUD_PROJECT": "fake-project",
        "GOOGLE_APPLICATION_CREDENTIALS": str(google.service_account_file(folder)),
        "GOOGLE_GEMINI_BASE_URL": google.url,
        "GOOGLE_VERTEX_BASE_URL": google.url,
        "VVG_TTS_ENDPOINT": google.url,
        **google.keeps_in,
        **ANY_ROOM,
    }


def command(google: FakeGoogle, folder: Path, *words: str, **settings: str) -> subprocess.Popen[str]:
    """`python -m core WORDS --json`, started; its stdout is a pipe. Empty `settings` are not set."""
    others = {name: text for name, text in os.environ.items() if not name.startswith(("VVG_", "GOOGLE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "core", *words, "--json"],
        cwd=ROOT,
        env=others | production_settings(google, folder) | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
