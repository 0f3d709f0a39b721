"""The one place where real parts are plugged together. Tests call it with other parts."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import Any

from core import pipeline
from core.artifacts.failures import storage_failures
from core.artifacts.store import ArtefactStore
from core.cast import Cast, offline_cast
from core.errors import NotFound
from core.jobs.engine import Engine
from core.jobs.executors import LocalExecutors
from core.media.ffmpeg import Ffmpeg
from core.media.fonts import prepare_fonts
from core.operations.children import keep_registry, sweep_orphans
from core.operations.logs import configure_logging
from core.parts import Parts
from core.providers.music.composer import Composer
from core.providers.music.upload import UploadedMusic
from core.providers.video.animatic import Animatic
from core.providers.video.still_move import film_still
from core.settings import Environment, Settings
from core.stages.workshop import Workshop
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from core.studio import Studio


def start_logging(settings: Settings, *, quiet: bool) -> None:
    """Log to the data folder and to stderr; `quiet` keeps all but errors off stderr.

    Raises StorageError when the data folder cannot be written.
    """
    usual = "debug" if settings.environment is Environment.DEVELOPMENT else "info"
    level = "error" if quiet else settings.log_level or usual
    with storage_failures("Opening the data folder"):
        configure_logging(settings.logs_dir, level=level)


def make_parts(settings: Settings, **others: Any) -> Parts:
    """The parts that the settings ask for; `others` take the place of those of the same name."""
    with storage_failures("Opening the data folder"):
        for folder in (settings.outputs_dir, settings.temp_dir, settings.cache_dir):
            folder.mkdir(parents=True, exist_ok=True)
    database = open_engine(settings.database)
    try:
        migrate(database)
    except BaseException:
        database.dispose()
        raise
    cast = _cast_of(settings)
    made: dict[str, Any] = {
        "settings": settings,
        "text": cast.text,
        "video": cast.film_with(""),
        "film_with": cast.film_with,
        "video_choices": cast.video_choices,
        "services": cast.services,
        "ending_models": cast.ending_models,
        "speech": cast.speech,
        "music": Composer(),
        "open_music": UploadedMusic,
        "storyboard": Animatic().preview,
        "film_still": film_still,
        "store": ArtefactStore(settings.cache_dir, int(settings.cache_limit_gb * 1e9)),
        "history": History(database),
        "ffmpeg": Ffmpeg(settings.ffmpeg),
        "fonts": prepare_fonts(settings.cache_dir / "fonts"),
    }
    return Parts(**(made | others))


def _cast_of(settings: Settings) -> Cast:
    """Who does the work. Raises InvalidInput for settings that name what is not there."""
    if not settings.uses_google:
        return offline_cast()
    from core.google_cast import google_cast  # Google's libraries take seconds to load

    return google_cast(settings)


def open_studio(settings: Settings, *, takes_jobs: bool, **others: Any) -> Studio:
    """A working studio. `takes_jobs`: this process also does what is queued and what the dead left."""
    parts = make_parts(settings, **others)
    children = settings.temp_dir / "children"
    sweep_orphans(children)
    keep_registry(children)
    parts.history.mark_unknown()
    parts.store.sweep()
    sweep_temp(parts)
    workshop = Workshop(parts)
    pipeline.use(workshop)
    engine = Engine(
        f"sqlite:///{(settings.data_dir / 'jobs.sqlite').absolute()}",
        LocalExecutors(settings.data_dir / "executors"),
        jobs_at_once=settings.jobs_at_once,
        cores=os.cpu_count() or 1,
        takes_jobs=takes_jobs,
    )
    try:
        engine.start()
    except BaseException:
        parts.history.close()
        raise
    return Studio(parts, workshop, engine)


def sweep_temp(parts: Parts) -> None:
    """Remove the temp folders of jobs that are over."""
    for folder in parts.settings.temp_dir.iterdir():
        if folder.name != "children" and not _is_active(parts, folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _is_active(parts: Parts, render_id: str) -> bool:
    with contextlib.suppress(NotFound):
        return parts.history.render(render_id).status.is_active
    return False
