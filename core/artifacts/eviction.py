"""Who has to go when the store is full: whoever was not used for the longest time.

Pure arithmetic on records; the store does the removing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from core.artifacts.index import Record

LOW_WATER = 0.9
"""An eviction goes on down to this share of the limit, so that not every publish evicts."""


def unpinned(records: Iterable[Record], living: Collection[str]) -> list[Record]:
    """The records that no living lease pins."""
    return [record for record in records if not any(pin in living for pin in record.pins)]


def victims(records: Iterable[Record], excess_bytes: float) -> Iterator[Record]:
    """Least recently used first, until what is asked for is covered."""
    for record in sorted(records, key=lambda record: record.used):
        if excess_bytes <= 0:
            return
        excess_bytes -= record.size_bytes
        yield record
