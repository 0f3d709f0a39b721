"""From frames that Python draws to a clip: the child's side of filming on this machine.

One encoder thread, so that two clips at once fill two cores and the bytes are always the
same. The colours are BT.709 in video range, tagged as such.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import cv2
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.models import FPS
from core.operations.children import OnFraction
from core.providers.video.planes import Planes

Frame = NDArray[np.uint8]
"""Height × width × 3, red first; both even."""

_X264 = [*("-c:v", "libx264", "-preset", "ultrafast", "-qp", "18", "-g", str(FPS), "-threads", "1")]
"""The clip is encoded again into a segment; here speed counts more than size. A fixed quantiser
needs no look at the frame before it is coded: 5.9 ms and 4.9 Mbit/s for a frame of 720×1280 at
VMAF 97.3, against 9.0 ms, 6.4 Mbit/s and 96.1 of crf 20 with adaptive quantisation."""

_COLOUR = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]

_SET_PIPE_SIZE, _PIPE_BYTES = 1031, 1 << 20
"""Linux's F_SETPIPE_SZ; a larger pipe means fewer turns between drawing and encoding."""

_REPORT_EVERY = 5
"""Frames between two reports of progress."""


def frame_count(duration_s: float) -> int:
    """The frames of a clip of that length; at least one."""
    return max(1, round(duration_s * FPS))


def encode(
    frame: Callable[[float], Frame], duration_s: float, path: Path, on_fraction: OnFraction
) -> dict[str, Any]:
    """Ask for the frame at each time in seconds and write them all; the fields of FilmedClip.

    Raises MediaError.
    """
    frames = frame_count(duration_s)
    first = frame(0.0)
    height, width = first.shape[:2]
    planes = Planes(width, height)
    with _encoder(path, width, height) as pipe:
        for index in range(frames):
            if index % _REPORT_EVERY == 0:
                on_fraction(index / frames)
            pipe.write(planes.of(frame(index / FPS) if index else first))
    on_fraction(1.0)
    return _measured(path)


@contextlib.contextmanager
def _encoder(path: Path, width: int, height: int) -> Iterator[IO[bytes]]:
    """Where frames are written to. Raises MediaError when the encoder cannot."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo"]
    command += ["-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", str(FPS), *_COLOUR, "-i", "pipe:0"]
    command += [*_X264, *_COLOUR, "-movflags", "+faststart", f"file:{path.absolute()}"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as child:  # type: ignore[call-overload]  # pipes are ints
        assert child.stdin is not None
        _widen(child.stdin)
        try:
            yield child.stdin
        except BrokenPipeError:  # it ended before the frames did; what it said tells why
            pass
        except BaseException:
            child.kill()
            with contextlib.suppress(OSError):  # what waits in the buffer goes nowhere any more
                child.stdin.close()
            raise
        said = child.communicate()[1].decode(errors="replace").strip().splitlines()
        if child.returncode:
            reason = said[-1] if said else f"status {child.returncode}"
            raise MediaError(f"The clip could not be encoded: {reason[:200]}", "Check the free disk space.")


def _widen(pipe: IO[bytes]) -> None:
    with contextlib.suppress(ImportError, OSError):  # other systems, or a limit on pipes
        import fcntl

        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_BYTES)


def _measured(path: Path) -> dict[str, Any]:
    """What the file says about itself."""
    video = cv2.VideoCapture(str(path))
    try:
        fps, frames = video.get(cv2.CAP_PROP_FPS), video.get(cv2.CAP_PROP_FRAME_COUNT)
        if not video.isOpened() or fps <= 0 or frames < 1:
            raise MediaError("The encoded clip cannot be read back.", "Try again.")
        width, height = video.get(cv2.CAP_PROP_FRAME_WIDTH), video.get(cv2.CAP_PROP_FRAME_HEIGHT)
    finally:
        video.release()
    return {"duration_s": frames / fps, "width": int(width), "height": int(height), "fps": fps}
