"""Jobs that wait for ever: asked for and shown, but never begun.

A studio that takes no queued jobs runs the ones it starts itself, at once. A test that only
looks at a waiting job would close the studio under it, and the process could not end.
"""

from __future__ import annotations

from typing import Any

import pytest

from core.studio import Studio


def keep_jobs_waiting(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on the studio's jobs wait; the ids of those that were asked for."""
    asked: list[str] = []

    def ask(job_id: str, *_: Any, **__: Any) -> None:
        asked.append(job_id)

    monkeypatch.setattr(studio._engine, "start_job", ask)
    return asked
