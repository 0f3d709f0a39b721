"""The one place where real parts are plugged together. Tests call it with other parts."""

from __future__ import annotations

import contextlib
from typing import Any

import sqlalchemy as sa

from core import pipeline
from core.artifacts.failures import storage_failures
from core.artifacts.remote import RemoteArtefacts
from core.artifacts.shared_files import SharedFiles
from core.artifacts.store import ArtefactStore, OnUse
from core.artifacts.vault import Vault
from core.cast import Cast, offline_cast
from core.cleaning import CHILDREN, cleaning, sweep_temp
from core.jobs.engine import Engine
from core.jobs.executors import Executors, LocalExecutors
from core.jobs.postgres_executors import PostgresExecutors
from core.jobs.queues import Limits, Takes
from core.jobs.shared_locks import PostgresLocks
from core.ledger.budgets import budgets
from core.ledger.ledger import Ledger
from core.media.ffmpeg import Ffmpeg
from core.media.fonts import prepare_fonts
from core.operations.bus import Bus
from core.operations.children import end_process, keep_registry, sweep_orphans
from core.operations.chores import Chore, Chores
from core.operations.courier import Courier, kinds_of
from core.operations.events import Event
from core.operations.heap import share_one_heap
from core.operations.logs import configure_logging
from core.operations.machine import ThisMachine
from core.operations.metrics import count_event
from core.operations.turns import PAIRS_OF_CORES
from core.operations.webhook import Webhook
from core.parts import Parts
from core.providers.catalogue import Catalogue, load_catalogue
from core.providers.music.composer import Composer
from core.providers.music.upload import UploadedMusic
from core.providers.video.animatic import Animatic
from core.providers.video.still_move import film_still
from core.security.deeds import deed_of, settings_deed
from core.security.links import LINKS, link_secret
from core.settings import Environment, Role, Settings
from core.stages.pieces import PIECES_AT_ONCE
from core.stages.workshop import Workshop
from core.storage.audit import AuditLog
from core.storage.deliveries import Deliveries
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from core.storage.secrets import shared_secret
from core.studio import Studio

CLIPS_WAITED_FOR = 4
"""Clips of one video that are at the provider at the same time, about as many as a short video has."""
LOCK_LINES = 2
"""Connections beside the pools: the life sign, and the locks of files that are being made."""
CUT_OFF = 75
"""The exit status of a process that lost the database: BSD's EX_TEMPFAIL, start it again."""


def start_logging(settings: Settings, *, quiet: bool) -> None:
    """Log to the data folder and to stderr; `quiet` keeps all but errors off stderr.

    Raises StorageError when the data folder cannot be written.
    """
    usual = "debug" if settings.environment is Environment.DEVELOPMENT else "info"
    level = "error" if quiet else settings.log_level or usual
    with storage_failures("Opening the data folder"):
        configure_logging(settings.logs_dir, level=level, project=settings.google_cloud_project)


def make_parts(settings: Settings, **others: Any) -> Parts:
    """The parts that the settings ask for; `others` take the place of those of the same name."""
    with storage_failures("Opening the data folder"):
        for folder in (settings.outputs_dir, settings.temp_dir, settings.cache_dir):
            folder.mkdir(parents=True, exist_ok=True)
    database = open_engine(settings.database, connections=settings.database_connections // 2 - LOCK_LINES)
    try:
        migrate(database)
    except BaseException:
        database.dispose()
        raise
    vault = Vault(settings.storage_url) if settings.storage_url else None
    shared = SharedFiles(vault) if vault else None
    history = History(database)
    store = _store_of(settings, vault, history.note_use)
    catalogue = load_catalogue(settings.catalogue)
    limits = (*budgets(settings), *(catalogue.limits if settings.uses_google else ()))
    events = Bus()
    events.listen(Event, count_event)
    ledger = Ledger(database, limits, tell=events.tell)
    cast = _cast_of(settings, catalogue, ledger, store, shared)
    made: dict[str, Any] = {
        "settings": settings,
        "text": cast.text,
        "video": cast.film_with(""),
        "film_with": cast.film_with,
        "video_choices": cast.video_choices,
        "services": cast.services,
        "ending_models": cast.ending_models,
        "speech": cast.speech,
        "usual_voice": cast.usual_voice,
        "pictures": cast.pictures,
        "music": Composer(),
        "open_music": UploadedMusic,
        "storyboard": Animatic().preview,
        "film_still": film_still,
        "store": store,
        "shared": shared,
        "link_secret": _link_secret(settings, database),
        "history": history,
        "ledger": ledger,
        "audit": _audit(database, events),
        "ffmpeg": Ffmpeg(settings.ffmpeg),
        "fonts": prepare_fonts(settings.cache_dir / "fonts"),
        "events": events,
        "courier": _courier(settings, database, events),
        "machine": ThisMachine(settings.data_dir),
    }
    return Parts(**(made | others))


def _store_of(settings: Settings, vault: Vault | None, on_use: OnUse) -> ArtefactStore:
    """The artefacts on this machine, in front of those that machines share."""
    return ArtefactStore(
        settings.cache_dir,
        int(settings.cache_limit_gb * 1e9),
        remote=RemoteArtefacts(vault) if vault else None,
        shared_locks=PostgresLocks(settings.database) if vault and settings.is_shared else None,
        on_use=on_use,
    )


def _audit(database: sa.Engine, events: Bus) -> AuditLog:
    """The audit log, which also hears what jobs do."""
    audit = AuditLog(database)

    def write(event: Event) -> None:
        if (deed := deed_of(event)) is not None:
            audit.record(deed, person=event.person)

    events.listen(Event, write)
    return audit


def _courier(settings: Settings, database: sa.Engine, events: Bus) -> Courier | None:
    """Who carries events to the webhook of the settings. Raises InvalidInput for one that is none."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        return None
    webhook = Webhook(
        settings.webhook_url.get_secret_value(),
        settings.webhook_secret.get_secret_value(),
        allow_private=settings.webhook_allow_private,
    )
    courier = Courier(Deliveries(database), webhook, kinds_of(settings.webhook_events))
    events.listen(Event, courier.take)
    return courier


def _link_secret(settings: Settings, database: sa.Engine) -> str:
    """As it is set, else that of the database which machines share, else that of this machine's folder."""
    if settings.link_secret is not None:
        return settings.link_secret.get_secret_value()
    if settings.is_shared:
        return shared_secret(database, LINKS)
    return link_secret(settings.data_dir.absolute())


def _cast_of(
    settings: Settings,
    catalogue: Catalogue,
    ledger: Ledger,
    store: ArtefactStore,
    shared: SharedFiles | None,
) -> Cast:
    """Who does the work. Raises InvalidInput for settings that name what is not there."""
    if not settings.uses_google:
        return offline_cast(settings.voice)
    from core.google_cast import google_cast  # Google's libraries take seconds to load

    return google_cast(settings, catalogue, ledger, store, shared)


def open_studio(settings: Settings, *, takes_jobs: bool, **others: Any) -> Studio:
    """A working studio. `takes_jobs`: this process also does what is queued and what the dead left."""
    share_one_heap()
    parts = make_parts(settings, **others)
    children = settings.temp_dir / CHILDREN
    sweep_orphans(children)
    keep_registry(children)
    parts.store.sweep()
    sweep_temp(parts)
    workshop = Workshop(parts)
    pipeline.use(workshop)
    executors = _executors(settings, takes_jobs=takes_jobs)
    chores = Chores((*cleaning(parts), Chore("purge", 3600.0, lambda: {"videos": studio.purge_due()})))

    def look_after() -> None:
        parts.history.mark_unknown(executors.is_alive)
        parts.ledger.expire(executors.is_alive)
        workshop.close_finished()
        chores.do_due()

    engine = Engine(
        settings.job_database,
        executors,
        _limits(settings),
        takes=_takes(settings, takes_jobs=takes_jobs),
        connections=settings.database_connections // 2,
        on_watch=look_after,
        on_look=lambda: studio.go_on_with_due(),
        traces_to=settings.otlp_endpoint,
    )
    studio = Studio(parts, workshop, engine)
    with contextlib.ExitStack() as undone:
        undone.callback(parts.history.close)
        engine.start()
        if parts.courier is not None:
            parts.courier.start()
        undone.callback(engine.stop)
        look_after()
        undone.pop_all()
    if takes_jobs or settings.role is Role.WEB:
        _note_settings(parts)
    return studio


def _note_settings(parts: Parts) -> None:
    """Write down that a server runs with other settings than the one that started before it."""
    deed = settings_deed(parts.settings)
    if [entry.subject for entry in parts.audit.entries(action=deed.action, limit=1)] != [deed.subject]:
        parts.audit.record(deed, person="")


def _executors(settings: Settings, *, takes_jobs: bool) -> Executors:
    """Life signs by locks: in the database that machines share, or in this machine's folder."""
    if not settings.is_shared:
        return LocalExecutors(settings.data_dir / "executors")
    is_worker = takes_jobs or settings.role is not Role.WEB
    return PostgresExecutors(settings.database, end_cut_off if is_worker else None)


def end_cut_off() -> None:
    """End this process and its work: somebody else may be about to go on with it."""
    end_process(CUT_OFF)


def _takes(settings: Settings, *, takes_jobs: bool) -> Takes:
    if takes_jobs:
        return Takes.ALL
    return Takes.NOTHING if settings.role is Role.WEB else Takes.OWN


def _limits(settings: Settings) -> Limits:
    """What Google films is waited for; what is drawn here needs cores, and one more clip is ready."""
    return Limits(
        videos=settings.jobs_at_once,
        clips=CLIPS_WAITED_FOR * settings.jobs_at_once if settings.uses_google else PAIRS_OF_CORES + 1,
        pieces=PIECES_AT_ONCE,
        videos_in_all=settings.max_concurrent_in_all,
        clips_in_all=settings.clips_at_once,
        clips_per_minute=settings.clips_per_minute,
    )
