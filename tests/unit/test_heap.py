"""What the heap is asked for, where the C library is one that can be asked."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from core.operations.heap import keep_what_is_freed, share_one_heap

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


PAGES_MADE_ANEW = """
import resource, sys
from core.operations.heap import keep_what_is_freed
if sys.argv[1] == "kept":
    keep_what_is_freed()
def frame():
    bytearray(4_000_000)
frame()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    frame()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
only_glibc = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only glibc's heap can be asked for this"
)


def answer_of(program: str, wish: str) -> int:
    return int(subprocess.check_output([sys.executable, "-c", program, wish]))


@only_glibc
def test_threads_share_one_heap() -> None:
    assert answer_of(HELD_AFTER_THREADS, "one") < answer_of(HELD_AFTER_THREADS, "several")


@only_glibc
def test_what_is_freed_is_used_again_without_making_its_pages_anew() -> None:
    assert answer_of(PAGES_MADE_ANEW, "kept") * 10 < answer_of(PAGES_MADE_ANEW, "given back")


def test_a_system_without_such_a_library_is_left_as_it_is() -> None:
    assert not share_one_heap("no-such-library.so")
    assert not keep_what_is_freed("no-such-library.so")
