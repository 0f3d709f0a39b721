"""The state of each part, and what to do about a bad one.

A check is a function that returns a line or raises; they run in parallel and none can hold
up the others. Health never repairs anything.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.errors import AppError
from core.media.fonts import Script
from core.models import AspectRatio, Language, Value
from core.operations.shortage import wanted
from core.parts import Parts
from core.providers.resilience import BreakerState
from core.providers.speech.base import SpeechRequest
from core.providers.video.base import ClipRequest

ALL_SCRIPTS_NEEDED = {Script.LATIN}


class HealthCheck(Value):
    """One part: whether it works, what was seen, and what to do if it does not."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    seconds: float = 0.0


def check_health(parts: Parts) -> tuple[HealthCheck, ...]:
    """All checks, run at the same time."""
    checks: list[tuple[str, Callable[[Parts], HealthCheck]]] = [
        ("data folder", _data_folder),
        ("disk", _disk),
        ("memory", _memory),
        ("database", _database),
        ("ffmpeg", _ffmpeg),
        ("script", _script),
        ("film", _film),
        ("voice", _voice),
        ("captions", _captions),
        ("services", _services),
        ("models", _models),
        ("cache", _cache),
    ]
    with ThreadPoolExecutor(max_workers=len(checks)) as pool:
        return tuple(pool.map(lambda check: _timed(check[0], check[1], parts), checks))


def _timed(name: str, check: Callable[[Parts], HealthCheck], parts: Parts) -> HealthCheck:
    started = time.monotonic()
    try:
        found = check(parts)
    except AppError as error:
        found = HealthCheck(name=name, ok=False, detail=error.message, advice=error.hint)
    except OSError as error:
        found = HealthCheck(
            name=name, ok=False, detail=str(error), advice="Check the data folder and the disk."
        )
    return found.model_copy(update={"seconds": round(time.monotonic() - started, 3)})


def _data_folder(parts: Parts) -> HealthCheck:
    folder = parts.settings.data_dir
    with tempfile.NamedTemporaryFile(dir=folder):
        return HealthCheck(name="data folder", ok=True, detail=f"{folder.absolute()} can be written")


def _disk(parts: Parts) -> HealthCheck:
    room = parts.machine.room()
    free_gb, wanted_gb = room.free_disk_gb, wanted(parts.settings, room).disk_gb
    ok = free_gb >= wanted_gb
    return HealthCheck(
        name="disk",
        ok=ok,
        detail=f"{free_gb:.1f} GB free, {wanted_gb:.1f} GB wanted before a job begins",
        advice="" if ok else "Free some space, or move VVG_DATA_DIR to another disk.",
    )


def _memory(parts: Parts) -> HealthCheck:
    room = parts.machine.room()
    free_gb, wanted_gb = room.free_memory_gb, wanted(parts.settings, room).memory_gb
    ok = free_gb >= wanted_gb
    return HealthCheck(
        name="memory",
        ok=ok,
        detail=f"{free_gb:.1f} GB free, {wanted_gb:.1f} GB wanted before a job begins",
        advice="" if ok else "Close other programs, or make one video at a time.",
    )


def _database(parts: Parts) -> HealthCheck:
    count = parts.history.count_videos()
    return HealthCheck(name="database", ok=True, detail=f"{count} videos in History")


def _ffmpeg(parts: Parts) -> HealthCheck:
    parts.ffmpeg.run(["-f", "lavfi", "-i", "color=s=16x16:d=0.1", "-f", "null", "-"], cwd=Path.cwd())
    return HealthCheck(name="ffmpeg", ok=True, detail=f"{Path(parts.ffmpeg.executable).name} runs")


def _script(parts: Parts) -> HealthCheck:
    return HealthCheck(name="script", ok=True, detail=f"written by {parts.text.model_id}")


def _film(parts: Parts) -> HealthCheck:
    request = ClipRequest(prompt="A sunny street", duration_s=1.0, aspect_ratio=AspectRatio.PORTRAIT)
    with tempfile.TemporaryDirectory() as folder:
        parts.storyboard(request, Path(folder) / "still.jpg")
    return HealthCheck(name="film", ok=True, detail=f"{parts.video.provider} films ({parts.video.model_id})")


def _voice(parts: Parts) -> HealthCheck:
    """A voice on this machine is heard; one that is paid by the character is only looked up."""
    if parts.settings.uses_google:
        found = parts.speech.voices(Language.ENGLISH)
        detail = f"{parts.speech.provider} has {len(found)} English voices"
        return HealthCheck(name="voice", ok=bool(found), detail=detail)
    with tempfile.TemporaryDirectory() as folder:
        request = SpeechRequest(text="Ready to speak.", language=Language.ENGLISH)
        spoken = parts.speech.speak(request, Path(folder) / "ready.wav")
    return HealthCheck(name="voice", ok=True, detail=f"{parts.speech.provider} speaks ({spoken.voice})")


def _services(parts: Parts) -> HealthCheck:
    """Services that failed again and again and are left in peace for a while."""
    resting = [service for service in parts.services if service.state is not BreakerState.CLOSED]
    if not parts.services:
        return HealthCheck(name="services", ok=True, detail="none is used; all is made on this machine")
    if not resting:
        names = ", ".join(service.service for service in parts.services)
        return HealthCheck(name="services", ok=True, detail=f"{names}: no failures in a row")
    told = ", ".join(
        f"{service.service} ({service.state}, {service.rest_left_s:.0f} s)" for service in resting
    )
    return HealthCheck(
        name="services",
        ok=False,
        detail=f"left in peace: {told}",
        advice="They are asked again by themselves.",
    )


def _models(parts: Parts) -> HealthCheck:
    """Models in use that may not answer in 60 days."""
    ending = ", ".join(parts.ending_models)
    return HealthCheck(
        name="models",
        ok=not ending,
        detail=f"may be retired within 60 days: {ending}" if ending else "none of those in use ends soon",
        advice="Choose another one by VVG_VIDEO_MODEL, VVG_SCRIPT_MODEL or VVG_REFINE_MODEL."
        if ending
        else "",
    )


def _captions(parts: Parts) -> HealthCheck:
    coverage = parts.fonts.coverage()
    missing = sorted(
        script for script, covered in coverage.items() if not covered and script is not Script.EMOJI
    )
    needed = sorted(ALL_SCRIPTS_NEEDED.intersection(missing))
    return HealthCheck(
        name="captions",
        ok=not needed,
        detail=f"no font for {', '.join(missing)}" if missing else "fonts for every script",
        advice="Install a font for these scripts, such as Noto Sans CJK, if you caption in them."
        if missing
        else "",
    )


def _cache(parts: Parts) -> HealthCheck:
    stats = parts.store.stats()
    rate = "not used yet" if stats.hit_rate is None else f"{100 * stats.hit_rate:.0f} % hits"
    return HealthCheck(
        name="cache",
        ok=True,
        detail=f"{stats.entries} files, {stats.size_bytes / 1e9:.2f} GB, {rate}",
    )
