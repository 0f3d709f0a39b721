"""Log lines as Google Cloud's logging reads them: severity, message, time, labels to filter by, and one trace
a job, under which all lines of a job stand together whichever worker wrote them.

Elsewhere these are plain JSON keys like the others.
"""

from __future__ import annotations

import hashlib

from structlog.typing import EventDict, Processor, WrappedLogger

LABELS = "logging.googleapis.com/labels"
TRACE = "logging.googleapis.com/trace"
_LABELLED = ("job", "stage", "part")
_RENAMED = {"event": "message", "timestamp": "time"}


def for_cloud(project: str) -> Processor:
    """A processor that renders events so; without a `project` there is no trace."""

    def rendered(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        line = {_RENAMED.get(name, name): value for name, value in event.items()}
        line["severity"] = str(line.pop("level", "default")).upper()
        if labels := {name: str(line[name]) for name in _LABELLED if line.get(name)}:
            line[LABELS] = labels
        if project and "job" in labels:
            line[TRACE] = f"projects/{project}/traces/{trace_of(labels['job'])}"
        return line

    return rendered


def trace_of(job: str) -> str:
    """The 32 hex digits that stand for a job."""
    return hashlib.sha256(job.encode()).hexdigest()[:32]
