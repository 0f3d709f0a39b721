"""One heap for all threads of this process.

glibc gives each thread that allocates a heap of its own, and each keeps what it once held: with a
dozen threads that now and then look at pictures, that is some 50 MB of nothing.
"""

from __future__ import annotations

import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX in malloc.h, mallopt(3)


def share_one_heap(library: str | None = None) -> bool:
    """Ask for it, before threads begin; whether there is something to ask (glibc) and it agreed."""
    try:
        return bool(ctypes.CDLL(library).mallopt(_ARENA_MAX, 1))
    except (OSError, AttributeError, TypeError):  # another system, or another C library
        return False
