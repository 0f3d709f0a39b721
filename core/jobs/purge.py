"""Finished jobs leave the job database after some days: History keeps what people see.

A job goes with its parts, and never while it runs or waits, however old it is: parts that are
finished are what a job that goes on is built from.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dbos import DBOS

AT_ONCE = 100
"""Jobs, each with a few dozen parts: short transactions, so that nobody waits for one."""
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


def purge_jobs(now: datetime, keep: timedelta) -> int:
    """Remove the jobs that ended longer ago than that; how many."""
    gone = 0
    while old := _ended_before(now - keep):
        DBOS.delete_workflows(old, delete_children=True)
        gone += len(old)
    return gone


def _ended_before(moment: datetime) -> list[str]:
    found = DBOS.list_workflows(
        status=_OVER,
        completed_before=moment.isoformat(),
        has_parent=False,
        limit=AT_ONCE,
        load_input=False,
        load_output=False,
    )
    return [job.workflow_id for job in found]
