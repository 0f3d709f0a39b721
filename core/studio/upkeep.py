"""Upkeep: what the studio is busy with, what it keeps, and how its parts are."""

from __future__ import annotations

import platform
import shutil
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from core.artifacts.store import StoreStats
from core.errors import StorageError
from core.health import Checks, HealthCheck
from core.jobs.engine import Engine
from core.models import Value
from core.parts import Parts
from core.settings import Environment
from core.stages.workshop import Workshop
from core.storage.records import VideoStatus
from core.studio.checkup import Checkup, HealthReport
from core.studio.days import utc_midnight
from core.studio.room import Room

_WAITING = (VideoStatus.QUEUED, VideoStatus.WAITING)
READY_FOR_S = 2.0
"""Anybody may ask whether this process is ready, so the parts are not asked each time."""
_PACKAGES = ("streamlit", "dbos", "sqlalchemy", "imageio-ffmpeg", "av", "espeakng-loader")


_MODES = {
    Environment.DEVELOPMENT: "Offline",
    Environment.STAGING: "Staging",
    Environment.PRODUCTION: "Production",
}


class Meters(Value):
    """How busy and how full the studio is. Days are UTC days."""

    mode: str
    made_today: int
    clips_today: int
    waiting: int
    running: int
    jobs_at_once: int
    disk_free_bytes: int
    disk_total_bytes: int


class Upkeep(Room):
    """Meters, health, the cache."""

    def __init__(
        self,
        parts: Parts,
        workshop: Workshop,
        engine: Engine,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parts, workshop, engine)
        checks = Checks(parts, engine)
        self._checkup = Checkup(checks.all, clock)
        self._readiness = Checkup(checks.needed, clock)

    def meters(self) -> Meters:
        """What is going on now. Raises StorageError."""
        history, settings = self._parts.history, self._parts.settings
        midnight = utc_midnight()
        try:
            disk = shutil.disk_usage(settings.data_dir)
        except OSError as error:
            raise StorageError("The data folder cannot be reached.", "Check VVG_DATA_DIR.") from error
        videos = history.videos_by_status()
        return Meters(
            mode=_MODES[self._parts.settings.environment],
            made_today=history.count_videos(status=VideoStatus.DONE, since=midnight),
            clips_today=history.clips_since(midnight),
            waiting=sum(videos.get(status, 0) for status in _WAITING),
            running=videos.get(VideoStatus.RUNNING, 0),
            jobs_at_once=settings.jobs_at_once,
            disk_free_bytes=disk.free,
            disk_total_bytes=disk.total,
        )

    def health(self) -> tuple[HealthCheck, ...]:
        """The state of each part, checked now."""
        return self._checkup.report(younger_than_s=0).checks

    def latest_health(self) -> HealthReport:
        """The state of each part as found at most 15 s ago; older than that, they are checked now."""
        return self._checkup.report()

    def readiness(self) -> HealthReport:
        """The parts without which nobody can be served, as found at most 2 s ago."""
        return self._readiness.report(READY_FOR_S)

    def cache(self) -> StoreStats:
        """How full and how useful the cache is. Raises StorageError."""
        return self._parts.store.stats()

    def clear_cache(self) -> int:
        """Remove what no running job needs; bytes freed. Finished videos stay. Raises StorageError."""
        return self._parts.store.clear()

    def program_versions(self) -> dict[str, str]:
        """The versions of the program's own parts and of what it stands on."""
        parts = self._parts
        found = {"python": platform.python_version(), "system": sys.platform}
        for package in _PACKAGES:
            try:
                found[package] = version(package)
            except PackageNotFoundError:
                found[package] = "not installed"
        return {
            "script": parts.text.model_id,
            "film": parts.video.model_id,
            "voice": parts.speech.model_id,
            "music": parts.music.model_id,
        } | found
