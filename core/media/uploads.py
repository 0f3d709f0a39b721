"""Files that people bring: checked before anything else touches them.

Sizes are checked here; decoding happens in a child process with limited memory and time,
so a file made to crash a decoder takes only the child down. What is wrong is said in one
line, as InvalidInput.
"""

from __future__ import annotations

import contextlib
import warnings
from pathlib import Path
from typing import Any, Literal

import av
from PIL import Image, UnidentifiedImageError

from core.errors import InvalidInput, MediaError
from core.media.probe import MediaInfo, open_media, probe
from core.models import Value
from core.operations.children import OnFraction
from core.operations.helpers import call_module, serve

UploadKind = Literal["image", "audio", "video"]

MAX_BYTES: dict[UploadKind, int] = {"image": 20 << 20, "audio": 100 << 20, "video": 500 << 20}
MAX_SECONDS = 600.0
MIN_SECONDS: dict[UploadKind, float] = {"audio": 0.5, "video": 0.1}
MIN_SIDE, MAX_SIDE = 64, 8_192
MAX_PIXELS = 40_000_000
IMAGE_FORMATS = ("PNG", "JPEG", "WEBP")

_TIMEOUT_S = 120.0
_MEMORY_BYTES = 3 << 30
_HINT = "Use another file."


class Upload(Value):
    """What was brought; a length for sound and video, a size for pictures and video."""

    kind: UploadKind
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    has_audio: bool = False


def check_upload(path: Path, kind: UploadKind) -> Upload:
    """Decode a file in a child process; what it is. Raises InvalidInput."""
    try:
        length = path.stat().st_size if path.is_file() else -1
    except OSError:
        length = -1
    if length < 0:
        raise InvalidInput(f"There is no file {path.name}.", _HINT)
    if length == 0:
        raise InvalidInput(f"{path.name} is empty.", _HINT)
    if length > MAX_BYTES[kind]:
        raise InvalidInput(
            f"{path.name} is too large: {length >> 20} MB, at most {MAX_BYTES[kind] >> 20} MB.",
            "Use a smaller file.",
        )
    try:
        answer = call_module(__name__, {"path": str(path.absolute()), "kind": kind}, timeout_s=_TIMEOUT_S)
    except MediaError as error:
        raise InvalidInput(
            f"{path.name} is no {_noun(kind)} that can be read; it may be damaged.", _HINT
        ) from error
    return Upload.model_validate(answer)


def main() -> None:
    """The child's side."""
    _limit_resources()
    serve(_check)


def _check(payload: dict[str, Any], _on_fraction: OnFraction) -> dict[str, Any]:
    path, kind = Path(payload["path"]), payload["kind"]
    upload = _check_image(path) if kind == "image" else _check_media(path, kind)
    return upload.model_dump()


def _check_image(path: Path) -> Upload:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit on pixels is lower than Pillow's warning
            with Image.open(path, formats=IMAGE_FORMATS) as image:
                _check_size(path, image.width, image.height)
                image.load()
                return Upload(kind="image", width=image.width, height=image.height)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise MediaError(f"{path.name} is no picture that can be read.") from error


def _check_media(path: Path, kind: UploadKind) -> Upload:
    info = probe(path)
    stream = info.audio if kind == "audio" else info.video
    if stream is None:
        raise InvalidInput(f"{path.name} holds no {'sound' if kind == 'audio' else 'picture'}.", _HINT)
    if info.video is not None and kind == "video":
        _check_size(path, info.video.width, info.video.height)
    if not MIN_SECONDS[kind] <= stream.duration_s <= MAX_SECONDS and not _is_still(info, kind):
        wanted = f"between {MIN_SECONDS[kind]:g} and {MAX_SECONDS:g} s"
        raise InvalidInput(f"{path.name} is {stream.duration_s:.1f} s long; it must be {wanted}.", _HINT)
    _decode(path, kind, stream.duration_s)
    return Upload(
        kind=kind,
        duration_s=stream.duration_s,
        width=info.video.width if info.video is not None else None,
        height=info.video.height if info.video is not None else None,
        has_audio=info.audio is not None,
    )


def _is_still(info: MediaInfo, kind: UploadKind) -> bool:
    """A single frame is short and yet usable: it is shown under a slow push."""
    return kind == "video" and info.video is not None and info.video.frames == 1


def _check_size(path: Path, width: int, height: int) -> None:
    size = f"{path.name} is {width}×{height} pixels"
    if min(width, height) < MIN_SIDE:
        raise InvalidInput(f"{size}; each side must have at least {MIN_SIDE}.", "Use a larger picture.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise InvalidInput(f"{size}; that is too large.", "Use a smaller picture.")


def _decode(path: Path, kind: UploadKind, duration_s: float) -> None:
    """Decode all sound, or all key frames of a picture; the file must hold what it promises."""
    try:
        with open_media(path) as container:
            stream = container.streams.audio[0] if kind == "audio" else container.streams.video[0]
            if kind == "video":
                stream.codec_context.skip_frame = "NONKEY"
            decoded = sum(1 for _ in container.decode(stream))
            promised_s = float(container.duration or 0) / av.time_base
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaError(f"{path.name} cannot be decoded.") from error
    if decoded == 0 or (promised_s < 2 * MAX_SECONDS and duration_s < 0.8 * promised_s - 1.0):
        raise MediaError(f"{path.name} ends before its time.")


def _limit_resources() -> None:
    """Little memory, little time, no file written, no core dumped."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(_TIMEOUT_S), int(_TIMEOUT_S)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _noun(kind: UploadKind) -> str:
    return {"image": "picture", "audio": "sound", "video": "video"}[kind]


if __name__ == "__main__":
    main()
