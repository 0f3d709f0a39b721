"""Figures for Prometheus that this process counts itself: steps, calls to providers, events, its resources.

No label holds what is unbounded or private: no ids, people, prompts, prices or addresses. What the
database and the machine know is read when somebody asks, in `core.gauges`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.metrics_core import Metric

from core.errors import AppError
from core.operations.events import Event

__all__ = [
    "CONTENT_TYPE",
    "REUSED",
    "Ended",
    "count_event",
    "count_step",
    "counting_call",
    "counting_step",
    "exposition",
]

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)

REGISTRY = CollectorRegistry()
STEP_SECONDS = Histogram(
    "vvg_step_seconds",
    "Seconds that steps of jobs took, by stage and how they ended.",
    ("stage", "outcome"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
CALL_SECONDS = Histogram(
    "vvg_provider_call_seconds",
    "Seconds that calls to providers took, by what they make, model, and how they ended.",
    ("kind", "model", "outcome"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
EVENTS = Counter("vvg_events", "What happened, by kind of event.", ("event",), registry=REGISTRY)
ProcessCollector(registry=REGISTRY)


def count_event(event: Event) -> None:
    """A listener of the bus."""
    EVENTS.labels(event.kind).inc()


REUSED = "reused"
"""The outcome of a step whose artefact existed."""


class Ended:
    """How a block ended; inside it may say more than `ok`, such as `REUSED`."""

    def __init__(self) -> None:
        self.outcome = "ok"


def count_step(stage: str, outcome: str, seconds: float) -> None:
    """Count a step that is over."""
    STEP_SECONDS.labels(stage, outcome).observe(seconds)


@contextmanager
def counting_step(stage: str) -> Iterator[Ended]:
    """Count a step of a job, by the error's kind where it fails, `bug` for what is no AppError."""
    with _counting(STEP_SECONDS, stage) as ended:
        yield ended


@contextmanager
def counting_call(kind: str, model: str) -> Iterator[Ended]:
    """Count a call to a provider likewise."""
    with _counting(CALL_SECONDS, kind, model) as ended:
        yield ended


def exposition(families: Iterable[Metric] = ()) -> bytes:
    """All figures of this process, then these families, in Prometheus' text format."""
    return generate_latest(REGISTRY) + generate_latest(_Collected(families))


class _Collected:
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


@contextmanager
def _counting(seconds: Histogram, *labels: str) -> Iterator[Ended]:
    started, ended = time.monotonic(), Ended()
    try:
        yield ended
    except AppError as error:
        ended.outcome = error.kind
        raise
    except BaseException:
        ended.outcome = "bug"
        raise
    finally:
        seconds.labels(*labels, ended.outcome).observe(time.monotonic() - started)
