"""Lines of the log files that are about something forgotten: blanked where they stand.

Other processes go on writing while this happens, so nothing is moved or cut: a line is overwritten by one
of the same length that says nothing. Anchors of the audit log stay whatever they are about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path

_BLANK = b"{}"
_NAMES = ("job", "video_id", "video")
"""Under which a line names the video it is about."""


def blank_lines(folder: Path, video_ids: Collection[str], *, really: bool) -> int:
    """Blank every line that is about one of the videos; how many there are.

    A line names its video, or holds its id as a part of a path or of a job's id. Raises OSError.
    """
    files = sorted(folder.glob("app.jsonl*")) if folder.is_dir() and video_ids else []
    return sum(_blank_in(file, video_ids, really=really) for file in files)


def _blank_in(file: Path, video_ids: Collection[str], *, really: bool) -> int:
    count, at = 0, 0
    ids = [(video_id.encode(), video_id) for video_id in video_ids]
    with file.open("r+b" if really else "rb") as lines:
        while line := lines.readline():
            if line.endswith(b"\n") and any(raw in line and _is_about(line, each) for raw, each in ids):
                count += 1
                if really:
                    lines.seek(at)
                    lines.write(_BLANK.ljust(len(line) - 1) + b"\n")
            at += len(line)
    return count


def _is_about(line: bytes, video_id: str) -> bool:
    try:
        said = json.loads(line)
    except ValueError:
        return False
    if not isinstance(said, dict) or said.get("event") == "audit":
        return False
    if any(said.get(name) == video_id for name in _NAMES):
        return True
    inside = re.compile(rf"(?:^|[/\s'\"(]){re.escape(video_id)}[/.]")
    return any(isinstance(text, str) and inside.search(text) for text in said.values())
