"""The state of each part, and what to do about a bad one.

A check is a function that returns a line or raises; they run in parallel, each for a limited time, and
none can hold up the others. The Health page, `python -m core health` and `/health/ready` all tell what
these checks found. Health never repairs anything.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from core.errors import AppError
from core.jobs.engine import QueueOutlook
from core.media.fonts import Script
from core.models import AspectRatio, Language, Value
from core.operations.limited import Limited, Piece
from core.operations.shortage import wanted
from core.parts import Parts
from core.providers.resilience import BreakerState
from core.providers.speech.base import SpeechRequest
from core.providers.video.base import ClipRequest

QUICK_S = 3.0
"""For parts that everybody waits for: whoever is slower than that is not well."""
STUCK_S = 600.0
"""How long a video may wait while none is being made; a worker needs seconds to begin."""

DISK_FOR_PAGES = 10
"""The part of the room for a job that pages need."""

ALL_SCRIPTS_NEEDED = {Script.LATIN}


class Queue(Protocol):
    """What health asks of the job engine."""

    @property
    def takes_jobs(self) -> bool:
        """Whether this process does what is queued."""
        ...

    def outlook(self) -> QueueOutlook:
        """Raises StorageError."""
        ...


class HealthCheck(Value):
    """One part: whether it works, what was seen, and what to do if it does not."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    seconds: float = 0.0


class Check(NamedTuple):
    """One part's check, and how long it may take."""

    name: str
    look: Callable[[Parts, Queue], HealthCheck]
    limit_s: float = 10.0


class Checks:
    """Checks of one studio's parts. Any thread may use it."""

    def __init__(self, parts: Parts, queue: Queue) -> None:
        self._parts, self._queue = parts, queue
        self._limited: Limited[HealthCheck] = Limited()

    def all(self) -> tuple[HealthCheck, ...]:
        """Every part, looked at at the same time."""
        return self._looked(ALL)

    def needed(self) -> tuple[HealthCheck, ...]:
        """The parts without which nobody can be served."""
        return self._looked(NEEDED)

    def _looked(self, checks: Sequence[Check]) -> tuple[HealthCheck, ...]:
        pieces = {check.name: Piece(partial(self._timed, check), check.limit_s) for check in checks}
        found = self._limited.run(pieces)
        return tuple(found[check.name] or _silent(check) for check in checks)

    def _timed(self, check: Check) -> HealthCheck:
        started = time.monotonic()
        try:
            found = check.look(self._parts, self._queue)
        except AppError as error:
            found = HealthCheck(name=check.name, ok=False, detail=error.message, advice=error.hint)
        except OSError as error:
            advice = "Check the data folder and the disk."
            found = HealthCheck(name=check.name, ok=False, detail=str(error), advice=advice)
        return found.model_copy(update={"seconds": round(time.monotonic() - started, 3)})


def _silent(check: Check) -> HealthCheck:
    return HealthCheck(
        name=check.name,
        ok=False,
        detail=f"no answer within {check.limit_s:g} s",
        advice="It hangs, or the machine is very busy. Look again in a minute.",
        seconds=check.limit_s,
    )


def _data_folder(parts: Parts, _queue: Queue) -> HealthCheck:
    folder = parts.settings.data_dir
    with tempfile.NamedTemporaryFile(dir=folder):
        return HealthCheck(name="data folder", ok=True, detail=f"{folder.absolute()} can be written")


def _disk(parts: Parts, _queue: Queue) -> HealthCheck:
    room = parts.machine.room()
    free_gb, wanted_gb = room.free_disk_gb, wanted(parts.settings, room).disk_gb
    ok = free_gb >= wanted_gb
    return HealthCheck(
        name="disk",
        ok=ok,
        detail=f"{free_gb:.1f} GB free, {wanted_gb:.1f} GB wanted before a job begins",
        advice="" if ok else "Free some space, or move VVG_DATA_DIR to another disk.",
    )


def _disk_left(parts: Parts, _queue: Queue) -> HealthCheck:
    """Pages work long after jobs have begun to wait for room."""
    room = parts.machine.room()
    free_gb, wanted_gb = room.free_disk_gb, wanted(parts.settings, room).disk_gb / DISK_FOR_PAGES
    ok = free_gb >= wanted_gb
    advice = "" if ok else "Free some space, or move VVG_DATA_DIR to another disk."
    detail = f"{free_gb:.1f} GB free, {wanted_gb:.1f} GB wanted to serve anybody"
    return HealthCheck(name="disk", ok=ok, detail=detail, advice=advice)


def _memory(parts: Parts, _queue: Queue) -> HealthCheck:
    room = parts.machine.room()
    free_gb, wanted_gb = room.free_memory_gb, wanted(parts.settings, room).memory_gb
    ok = free_gb >= wanted_gb
    return HealthCheck(
        name="memory",
        ok=ok,
        detail=f"{free_gb:.1f} GB free, {wanted_gb:.1f} GB wanted before a job begins",
        advice="" if ok else "Close other programs, or make one video at a time.",
    )


def _database(parts: Parts, _queue: Queue) -> HealthCheck:
    count = parts.history.count_videos()
    return HealthCheck(name="database", ok=True, detail=f"{count} videos in History")


def _storage(parts: Parts, _queue: Queue) -> HealthCheck:
    if parts.shared is None:
        return HealthCheck(name="storage", ok=True, detail="none is shared; files stay on this machine")
    parts.shared.ping()
    kind = parts.settings.storage_url.partition("://")[0]
    return HealthCheck(name="storage", ok=True, detail=f"the shared storage ({kind}) can be read")


def _jobs(_parts: Parts, queue: Queue) -> HealthCheck:
    """Videos that wait while none is being made: nobody takes them."""
    now = queue.outlook()
    is_stuck = now.waiting > 0 and now.running == 0 and now.longest_wait_s > STUCK_S
    detail = f"{now.waiting} waiting, {now.running} being made"
    if is_stuck:
        detail = (
            f"{now.waiting} waiting for up to {now.longest_wait_s / 60:.0f} minutes, and none is being made"
        )
    takes = (
        "Start this program again."
        if queue.takes_jobs
        else "Start a worker (`python -m core worker`) or the web app."
    )
    return HealthCheck(name="queue", ok=not is_stuck, detail=detail, advice=takes if is_stuck else "")


def _own_jobs(parts: Parts, queue: Queue) -> HealthCheck:
    """A web process whose workers are away still serves: it needs a queue that answers."""
    found = _jobs(parts, queue)
    return found if queue.takes_jobs else found.model_copy(update={"ok": True})


def _ffmpeg(parts: Parts, _queue: Queue) -> HealthCheck:
    parts.ffmpeg.run(["-f", "lavfi", "-i", "color=s=16x16:d=0.1", "-f", "null", "-"], cwd=Path.cwd())
    return HealthCheck(name="ffmpeg", ok=True, detail=f"{Path(parts.ffmpeg.executable).name} runs")


def _script(parts: Parts, _queue: Queue) -> HealthCheck:
    return HealthCheck(name="script", ok=True, detail=f"written by {parts.text.model_id}")


def _film(parts: Parts, _queue: Queue) -> HealthCheck:
    request = ClipRequest(prompt="A sunny street", duration_s=1.0, aspect_ratio=AspectRatio.PORTRAIT)
    with tempfile.TemporaryDirectory() as folder:
        parts.storyboard(request, Path(folder) / "still.jpg")
    return HealthCheck(name="film", ok=True, detail=f"{parts.video.provider} films ({parts.video.model_id})")


def _voice(parts: Parts, _queue: Queue) -> HealthCheck:
    """A voice on this machine is heard; one that is paid by the character is only looked up."""
    if parts.settings.uses_google:
        found = parts.speech.voices(Language.ENGLISH)
        detail = f"{parts.speech.provider} has {len(found)} English voices"
        return HealthCheck(name="voice", ok=bool(found), detail=detail)
    with tempfile.TemporaryDirectory() as folder:
        request = SpeechRequest(text="Ready to speak.", language=Language.ENGLISH)
        spoken = parts.speech.speak(request, Path(folder) / "ready.wav")
    return HealthCheck(name="voice", ok=True, detail=f"{parts.speech.provider} speaks ({spoken.voice})")


def _services(parts: Parts, _queue: Queue) -> HealthCheck:
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


def _models(parts: Parts, _queue: Queue) -> HealthCheck:
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


def _captions(parts: Parts, _queue: Queue) -> HealthCheck:
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


def _cache(parts: Parts, _queue: Queue) -> HealthCheck:
    stats = parts.store.stats()
    rate = "not used yet" if stats.hit_rate is None else f"{100 * stats.hit_rate:.0f} % hits"
    return HealthCheck(
        name="cache",
        ok=True,
        detail=f"{stats.entries} files, {stats.size_bytes / 1e9:.2f} GB, {rate}",
    )


def _webhook(parts: Parts, _queue: Queue) -> HealthCheck:
    if parts.courier is None:
        return HealthCheck(name="webhook", ok=True, detail="nobody is told")
    found = parts.courier.waiting()
    detail = f"{found.waiting} messages wait, {found.given_up} were given up"
    return HealthCheck(
        name="webhook",
        ok=not found.said,
        detail=f"{detail}; the latest failed: {found.said}" if found.said else detail,
        advice="Look at the receiver behind VVG_WEBHOOK_URL." if found.said else "",
    )


ALL = (
    Check("data folder", _data_folder, QUICK_S),
    Check("disk", _disk, QUICK_S),
    Check("memory", _memory),
    Check("database", _database, QUICK_S),
    Check("storage", _storage, QUICK_S),
    Check("queue", _jobs, QUICK_S),
    Check("ffmpeg", _ffmpeg),
    Check("script", _script),
    Check("film", _film),
    Check("voice", _voice),
    Check("captions", _captions),
    Check("services", _services),
    Check("models", _models),
    Check("cache", _cache),
    Check("webhook", _webhook, QUICK_S),
)
NEEDED = (
    Check("database", _database, QUICK_S),
    Check("storage", _storage, QUICK_S),
    Check("queue", _own_jobs, QUICK_S),
    Check("disk", _disk_left, QUICK_S),
)
"""Those that a process cannot serve anybody without."""
