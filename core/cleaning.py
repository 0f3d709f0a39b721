"""Cleaning: what a process that takes jobs removes on a schedule, so that no disk fills up by itself.

Every hour the temp folders of jobs that are over, what dead makers left in the cache, jobs that ended
`VVG_KEEP_JOBS_DAYS` ago, and uploads that nobody took over; every day, where machines share a storage, what
nothing names any more there and is older than `VVG_GARBAGE_DAYS`.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from datetime import UTC, datetime, timedelta

from core.errors import NotFound
from core.jobs.purge import purge_jobs
from core.operations.chores import Chore
from core.parts import Parts

HOUR_S, DAY_S = 3600.0, 86_400.0
CHILDREN = "children"
"""In the temp folder, where living children are written down."""


def cleaning(parts: Parts) -> tuple[Chore, ...]:
    """The chores of these parts."""
    chores = [Chore("clean temp and cache", HOUR_S, lambda: _clean(parts))]
    chores.append(Chore("forget finished jobs", HOUR_S, lambda: _forget_jobs(parts)))
    if parts.shared is not None:
        chores.append(Chore("sweep uploads", HOUR_S, lambda: _sweep_uploads(parts)))
    if parts.shared is not None and parts.settings.garbage_days:
        chores.append(Chore("clean the shared storage", DAY_S, lambda: _remove_garbage(parts)))
    return tuple(chores)


def sweep_temp(parts: Parts) -> int:
    """Remove the temp folders of jobs that are over, and files that nobody changed for an hour; how many."""
    removed = 0
    for entry in parts.settings.temp_dir.iterdir():
        with contextlib.suppress(FileNotFoundError):  # its owner may remove it at the same moment
            if entry.is_file():
                if time.time() - entry.stat().st_mtime > HOUR_S:
                    entry.unlink()
                    removed += 1
            elif entry.name != CHILDREN and not _is_active(parts, entry.name):
                shutil.rmtree(entry, ignore_errors=True)
                removed += 1
    return removed


def _is_active(parts: Parts, render_id: str) -> bool:
    with contextlib.suppress(NotFound):
        return parts.history.render(render_id).status.is_active
    return False


def _clean(parts: Parts) -> dict[str, object]:
    removed = sweep_temp(parts)
    parts.store.sweep()
    return {"temp_folders": removed, "cache_bytes_freed": parts.store.evict()}


def _forget_jobs(parts: Parts) -> dict[str, object]:
    return {"jobs": purge_jobs(datetime.now(UTC), timedelta(days=parts.settings.keep_jobs_days))}


def _sweep_uploads(parts: Parts) -> dict[str, object]:
    assert parts.shared is not None
    return {"files": parts.shared.incoming.sweep(datetime.now(UTC))}


def _remove_garbage(parts: Parts) -> dict[str, object]:
    assert parts.shared is not None
    keep = timedelta(days=parts.settings.garbage_days)
    found = parts.shared.garbage(parts.history.take_ids(), keep, remove=True)
    return {"files": len(found.names), "size_bytes": found.size_bytes}
