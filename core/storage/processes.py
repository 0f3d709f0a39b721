"""Names for processes that no other process can have by chance, here or on another machine.

A machine is told by its name, its boot and its table of processes, since containers share names:
on Cloud Run every one is called `localhost`, and its program is process 1.
"""

from __future__ import annotations

import hashlib
import os
import socket
from functools import lru_cache
from pathlib import Path

import psutil


def this_process() -> str:
    """`machine:pid:start` of this process, its start in hundredths of a second."""
    return f"{_machine()}:{os.getpid()}:{_start(os.getpid())}"


def process_is_alive(name: str) -> bool:
    """The process of that name runs. One on another machine counts as alive: nobody here can tell."""
    return not process_is_dead(name)


def process_is_dead(name: str) -> bool:
    """The process of that name was one of this machine, and it is gone."""
    machine, _, rest = name.partition(":")
    pid, _, start = rest.partition(":")
    return machine == _machine() and pid.isdecimal() and str(_start(int(pid))) != start


@lru_cache(maxsize=1)
def _machine() -> str:
    facts = [socket.gethostname()]
    for fact in (Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")):
        try:
            facts.append(str(fact.readlink()) if fact.is_symlink() else fact.read_text().strip())
        except OSError:  # not Linux, or a sandbox that hides it: the name alone must do
            continue
    return f"{facts[0]}-{hashlib.sha256(' '.join(facts).encode()).hexdigest()[:8]}"


def _start(pid: int) -> int | None:
    try:
        return int(psutil.Process(pid).create_time() * 100)
    except psutil.Error:
        return None
