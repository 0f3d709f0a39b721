"""What is asked of the heap of this process (glibc's; elsewhere nothing is changed).

glibc gives each thread that allocates a heap of its own, and each keeps what it once held: with a
dozen threads that now and then look at pictures, that is some 50 MB of nothing. And it gives every
large piece back to the system at once, so that who needs the like again in the next frame of a
picture has all its pages made anew: a sixth of the time of drawing.
"""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # malloc.h, mallopt(3)
_MOST_PIECE_BYTES, _MOST_FREE_BYTES = 32 << 20, 256 << 20


def share_one_heap(library: str | None = None) -> bool:
    """One for all threads; to be asked before they begin. Whether it was granted."""
    return _ask(library, {_ARENA_MAX: 1})


def keep_what_is_freed(library: str | None = None) -> bool:
    """Up to a quarter of a gigabyte, for a process that does the same again and again, then ends."""
    return _ask(library, {_MMAP_THRESHOLD: _MOST_PIECE_BYTES, _TRIM_THRESHOLD: _MOST_FREE_BYTES})


def _ask(library: str | None, wishes: dict[int, int]) -> bool:
    try:
        heap = ctypes.CDLL(library)
        return all(heap.mallopt(what, value) for what, value in wishes.items())
    except (OSError, AttributeError, TypeError):  # another system, or another C library
        return False
