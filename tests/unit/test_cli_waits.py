"""A command whose job waits says why, once, where no progress bar could."""

from __future__ import annotations

import pytest

from core.cli_output import _tell_of_waits
from core.models import ProgressUpdate, Stage


def test_why_a_job_waits_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    tell = _tell_of_waits()
    for stage, message in (
        (Stage.CLIPS, "Filming the scenes"),
        (Stage.QUEUED, "Memory is short."),
        (Stage.QUEUED, "Memory is short."),
        (Stage.QUEUED, ""),
    ):
        tell(ProgressUpdate(video_id="v1", stage=stage, fraction=0.1, message=message))
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "Memory is short. It goes on by itself; Ctrl-C stops it.\n"
