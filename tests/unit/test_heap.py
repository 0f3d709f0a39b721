"""One heap for all threads, where the C library has several."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from core.operations.heap import share_one_heap

HELD_AFTER_THREADS = """
import re, sys, threading
from core.operations.heap import share_one_heap
if sys.argv[1] == "one":
    share_one_heap()
wait = threading.Barrier(9)
def work():
    held = [bytearray(50_000) for _ in range(200)]
    wait.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
wait.wait()
arenas = re.findall(r"^[0-9a-f]+-[0-9a-f]+ ---p .* 0 *$", open("/proc/self/maps").read(), re.M)
print(len(arenas))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has several heaps to choose")
def test_threads_share_one_heap() -> None:
    several, one = (
        int(subprocess.check_output([sys.executable, "-c", HELD_AFTER_THREADS, kind]))
        for kind in ("several", "one")
    )
    assert one < several


def test_a_system_without_such_a_library_is_left_as_it_is() -> None:
    assert not share_one_heap("no-such-library.so")
