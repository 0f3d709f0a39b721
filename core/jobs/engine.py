"""The job engine: DBOS started, stopped, and told whose jobs to continue.

A job is a DBOS workflow. What it finished is in the database, so after any crash the next
process continues at the first unfinished step. A process runs only its own jobs and those
of executors that are provably dead (see `executors`); two never run the same one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID, WorkflowStatus
from dbos import DBOSContextSetAuth as AskedBy

from core.errors import StorageError
from core.jobs.executors import Executors
from core.jobs.fairness import ActiveJob, place_for
from core.jobs.gate import STEPS
from core.jobs.queues import COMMANDS, VIDEOS, Limits, Takes
from core.jobs.serializer import JsonSerializer
from core.models import Value
from core.operations.traces import trace_settings

APPLICATION_VERSION = "3"
"""Raised only when a workflow's steps change their order or meaning."""

POLL_S, RESULT_S = 0.5, 0.3
"""How often queues are looked into, and results asked for. Each look takes some milliseconds of the processor
that encodes, and holds up its threads, which wait for each other: at 0.2 s a video took 5 to 10 % longer."""
TAKEOVER_S, TAKEOVER_SHARED_S = 2.0, 1.0
LOOK_AFTER_S = 15.0
CHECKPOINT_S = 0.3
"""From the end of a step until what it made stands in the database."""
LOOKED_AT = 1000
_ACTIVE = ["PENDING", "ENQUEUED", "DELAYED"]

log = structlog.get_logger(__name__)


class QueueOutlook(Value):
    """Videos that wait and that are being made, of the 1,000 that were asked for first."""

    waiting: int
    running: int
    longest_wait_s: float


class Engine:
    """One a process. `on_watch` is called after each takeover, and every 15 s; `on_look` every 2 s.

    `connections`: as many to the database at most, with one that listens.
    """

    def __init__(
        self,
        database_url: str,
        executors: Executors,
        limits: Limits,
        *,
        takes: Takes,
        connections: int = 8,
        on_watch: Callable[[], object] = lambda: None,
        on_look: Callable[[], object] = lambda: None,
        traces_to: str = "",
    ) -> None:
        self._database_url = database_url
        self._executors = executors
        self._limits = limits
        self._takes = takes
        self._connections = connections
        self._on_watch, self._on_look = on_watch, on_look
        self._tracing = trace_settings(traces_to)
        self._stop = threading.Event()
        self._takeover: threading.Thread | None = None

    @property
    def is_shared(self) -> bool:
        """Other machines can go on with what this process leaves."""
        return not self._database_url.startswith("sqlite")

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
            "sys_db_pool_size": self._connections,
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": POLL_S,
            **self._tracing,  # type: ignore[typeddict-item]  # DBOS's own names
        }
        try:
            DBOS(config=config)
            DBOS.listen_queues(self._takes.queues)
            DBOS.launch()
            self._limits.register(POLL_S, is_shared=self.is_shared, anew=self._takes is not Takes.NOTHING)
        except Exception as error:
            DBOS.destroy()
            self._executors.release()
            raise StorageError(
                f"The job database cannot be opened: {error}",
                "Check that the data folder can be written and the disk has room."
                if not self.is_shared
                else "Check VVG_DATABASE_URL and that the database runs.",
            ) from error
        STEPS.open()
        if self._takes is Takes.ALL:
            self._takeover = threading.Thread(target=self._watch, name="takeover", daemon=True)
            self._takeover.start()

    def stop(self) -> None:
        """Stop taking jobs; running steps end with the process and are continued by the next."""
        self._stop.set()
        if self._takeover is not None:
            self._takeover.join(timeout=TAKEOVER_S * 2)
        DBOS.destroy(workflow_completion_timeout_sec=0)
        self._executors.release()

    def hand_over(self, within_s: float) -> None:
        """Begin nothing more, let running steps end, give the rest back to the queues.

        Takes about `within_s` at most and 3 s more. The process must end after it.
        """
        STEPS.close()
        self._stop.set()
        if STEPS.is_empty_within(within_s):
            time.sleep(CHECKPOINT_S)
        stopping = threading.Thread(target=DBOS.destroy, daemon=True)
        stopping.start()
        stopping.join(timeout=2.0)
        try:
            self._give_back()
        except Exception:
            log.exception("unfinished work could not be given back; others will find this process dead")

    def _give_back(self) -> None:
        client = DBOSClient(
            system_database_url=self._database_url,
            serializer=JsonSerializer(),
            retry_connection_errors=False,
        )
        left = client.list_workflows(
            status="PENDING", executor_id=self._executors.own_id, load_input=False, load_output=False
        )
        for queue, ids in self._by_queue(left).items():
            client.resume_workflows(ids, queue_name=queue)
        client.destroy()
        log.info("gave back what was unfinished", workflows=len(left))

    def start_job(
        self,
        job_id: str,
        workflow: Callable[..., Any],
        *args: Any,
        owner: str = "",
        is_batch: bool = False,
    ) -> None:
        """Run a workflow under that id; asking twice changes nothing.

        It is queued, fairly between owners and behind what is not a batch; a single command runs its
        own now.
        """
        with SetWorkflowID(job_id), AskedBy(owner, []):
            if self._takes is Takes.OWN:
                DBOS.start_workflow(workflow, *args)
                return
            place = place_for(owner, self._active(), is_batch=is_batch)
            with SetEnqueueOptions(priority=place):
                DBOS.enqueue_workflow(VIDEOS, workflow, *args)

    def forget_jobs(self, prefix: str) -> None:
        """Remove what is known of all jobs whose ids begin so, and of their parts. Raises StorageError."""
        found = DBOS.list_workflows(workflow_id_prefix=prefix, load_input=False, load_output=False)
        if found:
            DBOS.delete_workflows([job.workflow_id for job in found])

    def status(self, job_id: str) -> str | None:
        """DBOS's state of a job, such as PENDING, SUCCESS or ERROR; None if there is no such job."""
        found = DBOS.get_workflow_status(job_id)
        return found.status if found else None

    def is_active(self, job_id: str) -> bool:
        """Whether the job runs, waits, or stopped in the middle and can be continued."""
        return self.status(job_id) in _ACTIVE

    @property
    def takes_jobs(self) -> bool:
        """Whether this process does what is queued."""
        return self._takes is Takes.ALL

    def outlook(self) -> QueueOutlook:
        """What waits and what is being made, by all processes. Raises StorageError."""
        try:
            jobs = DBOS.list_workflows(
                status=_ACTIVE, queue_name=VIDEOS, load_input=False, load_output=False, limit=LOOKED_AT
            )
        except Exception as error:  # whatever the engine's database says
            raise StorageError("The queue cannot be read.", "Check that the database runs.") from error
        since = [job.created_at or 0 for job in jobs if job.status == "ENQUEUED"]
        running = sum(job.status == "PENDING" for job in jobs)
        longest_s = max(0.0, time.time() - min(since) / 1000) if since else 0.0
        return QueueOutlook(waiting=len(since), running=running, longest_wait_s=longest_s)

    def is_busy(self) -> bool:
        """Whether work of this process is in the middle of something."""
        return bool(_pending(self._executors.own_id))

    def continue_dead(self, job_id: str | None = None) -> int:
        """Continue what dead executors left: this job and its children, or (None) all jobs.

        Returns the number of workflows taken over.
        """

        def wanted(job: WorkflowStatus) -> bool:
            return job_id is None or job.workflow_id == job_id or job.workflow_id.startswith(f"{job_id}.")

        taken = 0
        for executor in {job.executor_id for job in _pending() if job.executor_id and wanted(job)}:
            with self._executors.taken_from_the_dead(executor) as dead:
                # asked again under its lock: somebody else may have taken these over just before
                theirs = [job for job in _pending(executor) if wanted(job)] if dead else []
                for queue, ids in self._by_queue(theirs).items():
                    DBOS.resume_workflows(ids, queue_name=queue)
                taken += len(theirs)
            if theirs:
                log.info("took over a dead process's work", executor=executor, workflows=len(theirs))
        return taken

    def _by_queue(self, jobs: Iterable[WorkflowStatus]) -> dict[str, list[str]]:
        """Each back to its own queue, so that its limits go on to hold."""
        whole = COMMANDS if self._takes is Takes.OWN else VIDEOS
        sorted_out: dict[str, list[str]] = defaultdict(list)
        for job in jobs:
            queue = job.queue_name
            sorted_out[whole if queue in (None, VIDEOS, COMMANDS) else str(queue)].append(job.workflow_id)
        return sorted_out

    def _active(self) -> list[ActiveJob]:
        jobs = DBOS.list_workflows(status=_ACTIVE, queue_name=VIDEOS, load_input=False, load_output=False)
        return [
            ActiveJob(
                owner=job.authenticated_user or "",
                place=job.priority or 0,
                is_running=job.status == "PENDING",
            )
            for job in jobs
        ]

    def _watch(self) -> None:
        looked_after = time.monotonic()
        while not self._stop.is_set():
            try:
                self._on_look()
                if self.continue_dead() or time.monotonic() - looked_after > LOOK_AFTER_S:
                    looked_after = time.monotonic()
                    self._on_watch()
            except Exception:
                if self._stop.is_set():
                    return
                log.exception("takeover failed; trying again")
            self._stop.wait(TAKEOVER_SHARED_S if self.is_shared else TAKEOVER_S)


def _pending(executor: str | None = None) -> list[WorkflowStatus]:
    return DBOS.list_workflows(status="PENDING", executor_id=executor, load_input=False, load_output=False)


def _log_with_ours() -> None:
    """DBOS writes to a stderr handler of its own; its lines belong with all others."""
    logger = logging.getLogger("dbos")
    logger.handlers = [logging.NullHandler()]
    logger.propagate = True
