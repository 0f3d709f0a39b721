"""Names for processes that no later process can have by chance."""

from __future__ import annotations

import os
import socket

import psutil


def this_process() -> str:
    """`host:pid:start` of this process, its start in hundredths of a second."""
    return f"{socket.gethostname()}:{os.getpid()}:{_start(os.getpid())}"


def process_is_alive(name: str) -> bool:
    """The process of that name runs. One on another host counts as alive: nobody here can tell."""
    host, pid, start = name.rsplit(":", 2)
    return host != socket.gethostname() or str(_start(int(pid))) == start


def _start(pid: int) -> int | None:
    try:
        return int(psutil.Process(pid).create_time() * 100)
    except psutil.Error:
        return None
