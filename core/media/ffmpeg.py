"""The one way ffmpeg is started.

A run is a child process at low priority that reports its progress, can be cancelled from
the progress callback, and ends in one of three ways: done, `MediaError` with the
first error ffmpeg named, or `StorageError` when the disk is what failed. Inputs may only be
local files in media formats, so a playlist disguised as a clip opens nothing else. Paths
are plain arguments; a filter names nothing but simple files inside `cwd`.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import imageio_ffmpeg

from core.errors import MediaError, StorageError
from core.operations import children
from core.operations.children import OnFraction

MEDIA_FORMATS = "mov,matroska,webm,avi,mpegts,mpeg,flv,ogg,gif,wav,w64,aiff,mp3,flac,aac,nut"
"""Demuxers that may open a file: containers of pictures and sound, none that opens others."""

_LOCAL_ONLY = ["-protocol_whitelist", "file,pipe"]
_LOG_LINES = 2_000
_OUT_TIME = re.compile(rb"out_time_us=(\d+)")
_ERROR = re.compile(r"^(?:\[[^\]]* @ [^\]]*\] )*\[(?:error|fatal)\] (?P<reason>.+)")
_DISK_TROUBLE = {
    "No space left on device": ("The disk is full.", "Free some space, then run the job again."),
    "Disk quota exceeded": ("The disk quota is used up.", "Free some space, then run the job again."),
    "File too large": ("The disk takes no file of this size.", "Free some space, then run the job again."),
    "Read-only file system": ("The data folder is read-only.", "Make the data folder writable."),
    "Permission denied": (
        "The data folder does not allow access.",
        "Check the permissions of the data folder.",
    ),
}


def media_input(path: Path, *, seek_s: float = 0.0, options: Iterable[str] = ()) -> list[str]:
    """Arguments that open a clip or a sound, from `seek_s` seconds on."""
    seek = ["-ss", f"{seek_s:.6f}"] if seek_s > 0 else []
    return [*_LOCAL_ONLY, "-format_whitelist", MEDIA_FORMATS, *seek, *options, "-i", _plain(path)]


def logo_input(path: Path) -> list[str]:
    """Arguments that open a PNG we drew ourselves."""
    return [*_LOCAL_ONLY, "-f", "png_pipe", "-i", _plain(path)]


def part_of(on_fraction: OnFraction, start: float, end: float) -> OnFraction:
    """The progress of one run as a part of the whole work."""
    return lambda fraction: on_fraction(start + (end - start) * fraction)


class Ffmpeg:
    """The ffmpeg program; the one that ships with `imageio-ffmpeg` unless another is named."""

    def __init__(self, executable: str = "") -> None:
        self._named = executable

    @property
    def executable(self) -> str:
        """Path of the program. Raises MediaError when there is none."""
        try:
            return self._named or str(imageio_ffmpeg.get_ffmpeg_exe())
        except RuntimeError as error:
            raise _missing() from error

    def must_be_there(self) -> None:
        """Raises MediaError where no program could be started; none is."""
        if shutil.which(self.executable) is None:
            raise _missing()

    def run(
        self,
        args: list[str],
        *,
        cwd: Path,
        duration_s: float | None = None,
        on_fraction: OnFraction | None = None,
        timeout_s: float = 1_800.0,
    ) -> str:
        """Run to the end; the tail of what ffmpeg said (at most 2,000 lines).

        `duration_s` is the length of the output, against which `on_fraction` gets 0..1
        about four times a second; whatever it raises stops the child and goes on to the
        caller. Raises MediaError, StorageError.
        """
        command = [self.executable, "-hide_banner", "-nostdin", "-nostats", "-y"]
        command += ["-loglevel", "level+info"]
        command += ["-stats_period", "0.25", "-progress", "pipe:1", *args]
        said: deque[str] = deque(maxlen=_LOG_LINES)
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        try:
            with children.spawn(command, cwd=cwd, **pipes) as child:
                status = _follow(child, said, _fractions(duration_s, on_fraction), timeout_s)
        except FileNotFoundError as error:
            raise _missing() if cwd.is_dir() else _storage(error) from error
        except OSError as error:
            raise _missing() from error
        if status != 0:
            raise _failure(status, said, args)
        return "\n".join(said)


def _plain(path: Path) -> str:
    """An argument that can only mean this file, whatever its name holds."""
    return f"file:{path.absolute()}"


def _fractions(duration_s: float | None, on_fraction: OnFraction | None) -> Callable[[bytes], None]:
    def read(line: bytes) -> None:
        match = _OUT_TIME.match(line)
        if on_fraction is not None and match is not None:
            done_s = int(match[1]) / 1e6
            on_fraction(min(1.0, done_s / duration_s) if duration_s else 0.0)

    return read


def _follow(
    child: subprocess.Popen[bytes], said: deque[str], on_line: Callable[[bytes], None], timeout_s: float
) -> int:
    assert child.stdout is not None and child.stderr is not None
    complaints = child.stderr
    drain = threading.Thread(
        target=lambda: said.extend(line.decode(errors="replace").rstrip() for line in complaints), daemon=True
    )
    timer = threading.Timer(timeout_s, child.kill)
    drain.start()
    timer.start()
    try:
        for line in child.stdout:
            on_line(line)
        status = child.wait()
    except BaseException:
        child.kill()
        raise
    finally:
        timer.cancel()
        drain.join(timeout=5)
    return status


def _failure(status: int, said: Iterable[str], args: list[str]) -> MediaError | StorageError:
    lines = list(said)
    for words, (message, hint) in _DISK_TROUBLE.items():
        if any(words in line for line in lines):
            return StorageError(message, hint)
    if status == -signal.SIGXFSZ:
        return StorageError(*_DISK_TROUBLE["File too large"])
    if status < 0:
        return MediaError(
            f"ffmpeg was stopped by signal {-status}.", "Run the job again; it goes on where it was."
        )
    errors = [match["reason"] for line in lines if (match := _ERROR.match(line))]
    reason = errors[0] if errors else (lines or [f"exit status {status}"])[-1]
    return MediaError(f"ffmpeg could not do its work: {_without_folders(reason, args)[:300]}")


def _without_folders(line: str, args: list[str]) -> str:
    """The line with the files of this run named, not located."""
    for argument in args:
        path = argument.removeprefix("file:")
        if "/" in path or "\\" in path:
            with contextlib.suppress(ValueError):
                line = line.replace(argument, Path(path).name).replace(path, Path(path).name)
    return line


def _storage(error: OSError) -> StorageError:
    return StorageError(f"A working folder cannot be used: {error.strerror}.", "Check the data folder.")


def _missing() -> MediaError:
    return MediaError(
        "ffmpeg cannot be started.", "Run `make setup`, or point VVG_FFMPEG at an ffmpeg program."
    )
