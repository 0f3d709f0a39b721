"""Figures for Prometheus that are read when somebody asks: jobs, money, limits, cache, the machine's room.

Labels are names from the program and the operator's own settings, never a person's or a video's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import psutil
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from core.parts import Parts
from core.providers.resilience import BreakerState
from core.storage.records import VideoStatus
from core.studio.days import utc_midnight

_OF_JOBS = tuple(status for status in VideoStatus if status not in (VideoStatus.DRAFT, VideoStatus.SCRIPTED))


def all_gauges(parts: Parts) -> Iterator[Metric]:
    """What a web process shows: all of them. Raises StorageError."""
    yield from machine_gauges(parts)
    yield from _jobs(parts)
    yield from _money(parts)
    yield from _cache(parts)


def machine_gauges(parts: Parts) -> Iterator[Metric]:
    """What a worker shows beside what it counts: its machine's room, its children, its services."""
    room = parts.machine.room()
    yield _gauge(
        "vvg_machine_free_memory_bytes", "Memory that jobs may still take.", room.free_memory_gb * 1e9
    )
    yield _gauge("vvg_machine_free_disk_bytes", "Free disk under the data folder.", room.free_disk_gb * 1e9)
    yield _gauge("vvg_machine_load", "Tasks that want a processor, per processor, over a minute.", room.load)
    yield _gauge("vvg_children_memory_bytes", "Memory of this process's children.", _children_bytes())
    resting = {s.service: float(s.state is not BreakerState.CLOSED) for s in parts.services}
    yield _gauges(
        "vvg_service_resting", "1 where a service failed often and is left in peace.", "service", resting
    )


def _jobs(parts: Parts) -> Iterator[Metric]:
    counts = parts.history.renders_by_status()
    by_status = {status.value: float(counts.get(status, 0)) for status in _OF_JOBS}
    yield _gauges("vvg_jobs", "Jobs by state, all there ever were.", "state", by_status)
    oldest = parts.history.oldest_queued_at()
    age_s = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    yield _gauge(
        "vvg_queue_age_seconds", "How long the job that waits longest for its turn has waited.", age_s
    )


def _money(parts: Parts) -> Iterator[Metric]:
    spent = parts.history.spent_by_kind_usd(utc_midnight())
    said = "What counts as spent in this UTC day, in dollars, by what it paid for."
    yield _gauges("vvg_spent_today_usd", said, "kind", spent)
    used = {standing.limit.id: standing.share for standing in parts.ledger.standings()}
    yield _gauges("vvg_limit_used_ratio", "How full each budget and quota is, from 0 on.", "limit", used)


def _cache(parts: Parts) -> Iterator[Metric]:
    stats = parts.store.stats()
    yield _gauge("vvg_cache_bytes", "What the cache holds.", stats.size_bytes)
    yield _gauge("vvg_cache_limit_bytes", "What it may hold.", stats.limit_bytes)
    for name, counts in (("vvg_cache_hits", stats.hits), ("vvg_cache_misses", stats.misses)):
        said = "Wishes that the cache could or could not fulfil, by kind of file, since it exists."
        yield _gauges(name, said, "kind", {kind: float(count) for kind, count in counts.items()})


def _children_bytes() -> float:
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        try:
            total += child.memory_info().rss
        except psutil.Error:  # ended meanwhile
            continue
    return total


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value=value)


def _gauges(name: str, said: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, said, labels=[label])
    for labelled, value in sorted(values.items()):
        family.add_metric([labelled], value)
    return family
