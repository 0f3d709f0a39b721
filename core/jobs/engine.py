"""The job engine: DBOS started, stopped, and told whose jobs to continue.

A job is a DBOS workflow. What it finished is in the database, so after any crash the next
process continues at the first unfinished step. A process runs only its own jobs and those
of executors that are provably dead (see `executors`); two never run the same one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import structlog
from dbos import DBOS, DBOSConfig, SetWorkflowID

from core.errors import StorageError
from core.jobs.executors import Executors
from core.jobs.serializer import JsonSerializer

APPLICATION_VERSION = "1"
"""Raised only when a workflow's steps change their order or meaning."""

VIDEOS, SCENES, ENCODE = "videos", "scenes", "encode"
POLL_S = 0.1
TAKEOVER_S = 2.0
_ACTIVE = ["PENDING", "ENQUEUED", "DELAYED"]

log = structlog.get_logger(__name__)


class Engine:
    """One a process. `takes_jobs` is false for a command that runs just its own video."""

    def __init__(
        self,
        database_url: str,
        executors: Executors,
        *,
        jobs_at_once: int,
        cores: int,
        takes_jobs: bool,
    ) -> None:
        self._database_url = database_url
        self._executors = executors
        self._limits = {VIDEOS: jobs_at_once, SCENES: max(2, cores), ENCODE: max(1, cores // 2)}
        self._takes_jobs = takes_jobs
        self._stop = threading.Event()
        self._takeover: threading.Thread | None = None

    def start(self) -> None:
        """Open the database, begin to work. Raises StorageError."""
        self._executors.hold()
        _log_with_ours()
        config: DBOSConfig = {
            "name": "viral-video-generator",
            "system_database_url": self._database_url,
            "application_version": APPLICATION_VERSION,
            "executor_id": self._executors.own_id,
            "serializer": JsonSerializer(),
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": POLL_S,
        }
        try:
            DBOS(config=config)
            DBOS.listen_queues(list(self._limits) if self._takes_jobs else [SCENES, ENCODE])
            DBOS.launch()
            for name, limit in self._limits.items():
                DBOS.register_queue(name, worker_concurrency=limit, polling_interval_sec=POLL_S)
        except Exception as error:
            DBOS.destroy()
            self._executors.release()
            raise StorageError(
                f"The job database cannot be opened: {error}",
                "Check that the data folder can be written and the disk has room.",
            ) from error
        if self._takes_jobs:
            self._takeover = threading.Thread(target=self._watch, name="takeover", daemon=True)
            self._takeover.start()

    def stop(self) -> None:
        """Stop taking jobs; running steps end with the process and are continued by the next."""
        self._stop.set()
        if self._takeover is not None:
            self._takeover.join(timeout=TAKEOVER_S * 2)
        DBOS.destroy(workflow_completion_timeout_sec=0)
        self._executors.release()

    def start_job(self, job_id: str, workflow: Callable[..., Any], *args: Any) -> None:
        """Run a workflow under that id; asking twice changes nothing.

        A process that takes jobs queues it behind the others; a single command runs it now.
        """
        with SetWorkflowID(job_id):
            if self._takes_jobs:
                DBOS.enqueue_workflow(VIDEOS, workflow, *args)
            else:
                DBOS.start_workflow(workflow, *args)

    def status(self, job_id: str) -> str | None:
        """DBOS's state of a job, such as PENDING, SUCCESS or ERROR; None if there is no such job."""
        found = DBOS.get_workflow_status(job_id)
        return found.status if found else None

    def is_active(self, job_id: str) -> bool:
        """Whether the job runs, waits, or stopped in the middle and can be continued."""
        return self.status(job_id) in _ACTIVE

    def is_busy(self) -> bool:
        """Whether work of this process is in the middle of something."""
        own = self._executors.own_id
        return bool(
            DBOS.list_workflows(status="PENDING", executor_id=own, load_input=False, load_output=False)
        )

    def continue_dead(self, job_id: str | None = None) -> int:
        """Continue what dead executors left: this job and its children, or (None) all jobs.

        Returns the number of workflows taken over.
        """
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        taken = 0
        for executor in {w.executor_id for w in pending if w.executor_id}:
            theirs = [w.workflow_id for w in pending if w.executor_id == executor]
            mine = [w for w in theirs if job_id is None or w == job_id or w.startswith(f"{job_id}.")]
            if not mine:
                continue
            with self._executors.taken_from_the_dead(executor) as dead:
                if dead:
                    DBOS.resume_workflows(mine)
                    taken += len(mine)
                    log.info("took over a dead process's work", executor=executor, workflows=len(mine))
        return taken

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self.continue_dead()
            except Exception:
                log.exception("takeover failed; trying again")
            self._stop.wait(TAKEOVER_S)


def _log_with_ours() -> None:
    """DBOS writes to a stderr handler of its own; its lines belong with all others."""
    logger = logging.getLogger("dbos")
    logger.handlers = [logging.NullHandler()]
    logger.propagate = True
