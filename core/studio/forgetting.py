"""Forgetting: videos, or all of a person's, are really deleted, files and rows and what was made for them.

First it is told what would go, and only then done. What another video uses stays. Charges stay without a
word of content, and so does the audit log. A run that dies half-way is repeated: the rows of a video go
last, so it is still there to be forgotten.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from core.artifacts.failures import storage_failures
from core.artifacts.garbage import Garbage
from core.errors import AppError, NotAllowed
from core.models import Value
from core.operations.log_lines import blank_lines
from core.security.audit import Deed
from core.security.people import Role, acting_person
from core.storage.forgetting import OUTPUTS, UPLOAD
from core.storage.scrub import scrub
from core.studio.room import Room

STOPPING_S = 30.0
"""What a job that is at work gets to stop."""

log = structlog.get_logger(__name__)


class Loss(Value):
    """What would go, or went. Files are named inside the data folder, objects inside the shared storage.

    `at_work`: videos whose job did not stop; they stay for now.
    """

    videos: tuple[str, ...]
    files: tuple[str, ...]
    artefacts: int
    objects: tuple[str, ...]
    rows: dict[str, int]
    log_lines: int
    size_bytes: int
    at_work: tuple[str, ...] = ()
    is_done: bool = False


class _Belongings(Value):
    """What belongs to some videos and to no other."""

    videos: tuple[str, ...]
    uploads: frozenset[str]
    artefacts: frozenset[tuple[str, str]]
    files: tuple[Path, ...]
    folders: tuple[Path, ...]


class Forgetting(Room):
    """Delete for good."""

    def would_forget(self, video_id: str) -> Loss:
        """What `forget` would take. Raises NotFound, StorageError."""
        self._parts.history.video(video_id, deleted=True)
        return self._forget((video_id,), really=False)

    def forget(self, video_id: str) -> Loss:
        """Delete a video, hidden or not, for good. Raises NotFound, StorageError."""
        self._parts.history.video(video_id, deleted=True)
        return self._forget((video_id,), really=True)

    def would_forget_person(self, person_id: str) -> Loss:
        """What `forget_person` would take. Raises as that."""
        _check_is_own(person_id)
        return self._forget(self._parts.history.videos_owned_by(person_id), really=False)

    def forget_person(self, person_id: str) -> Loss:
        """Delete all of a person's videos for good; charges that stay name the person no more.

        Raises NotAllowed for somebody else than the person or an admin, StorageError.
        """
        _check_is_own(person_id)
        loss = self._forget(self._parts.history.videos_owned_by(person_id), really=True)
        if not loss.at_work:
            self._parts.history.forget_member(person_id)
        return loss

    def purge_due(self) -> int:
        """Delete what was hidden or left alone for as long as the settings say; how many videos."""
        settings, now = self._parts.settings, datetime.now(UTC)
        due = self._parts.history.videos_to_purge(
            deleted_before=_before(now, settings.purge_deleted_days),
            unchanged_since=_before(now, settings.retention_days),
        )
        idle = tuple(each for each in due if not self._is_at_work(each))
        if idle:
            self._forget(idle, really=True)
            for each in idle:
                self._parts.audit.record(Deed(action="purge", video_id=each), person="")
        self._forget_what_others_did()
        return len(idle)

    def _forget(
        self, video_ids: tuple[str, ...], *, really: bool, sleep: Callable[[float], None] = time.sleep
    ) -> Loss:
        at_work = self._stopped(video_ids, sleep) if really else ()
        theirs = self._belongings(tuple(each for each in video_ids if each not in at_work))
        stored = self._stored(theirs)
        loss = self._loss(theirs, stored, at_work)
        if really and theirs.videos:
            self._remove(theirs, stored)
        return loss.model_copy(update={"is_done": really})

    def _stopped(self, video_ids: Collection[str], sleep: Callable[[float], None]) -> tuple[str, ...]:
        """Hide the videos and stop their jobs; those that still are at work after a while."""
        history, waited_s = self._parts.history, 0.0
        for each in video_ids:
            history.request_cancel(each)
            history.delete(each)
        while (busy := tuple(each for each in video_ids if self._is_at_work(each))) and waited_s < STOPPING_S:
            sleep(0.2)
            waited_s += 0.2
        return busy

    def _is_at_work(self, video_id: str) -> bool:
        return self._parts.history.video(video_id, deleted=True).status.is_active

    def _belongings(self, video_ids: tuple[str, ...]) -> _Belongings:
        history, settings = self._parts.history, self._parts.settings
        uploads = history.uploads_only_of(video_ids)
        renders = [render.render_id for each in video_ids for render in history.renders(each)]
        folders = [settings.outputs_dir / each for each in video_ids]
        folders += [settings.temp_dir / render_id for render_id in renders]
        return _Belongings(
            videos=video_ids,
            uploads=uploads,
            artefacts=history.used_only_by(video_ids),
            files=tuple(path for name in sorted(uploads) if (path := settings.uploads_dir / name).is_file()),
            folders=tuple(folder for folder in folders if folder.is_dir()),
        )

    def _stored(self, theirs: _Belongings) -> Garbage:
        shared = self._parts.shared
        if shared is None or not theirs.videos:
            return Garbage(names=(), size_bytes=0)
        return shared.forgotten(theirs.videos, theirs.uploads, theirs.artefacts)

    def _loss(self, theirs: _Belongings, stored: Garbage, at_work: tuple[str, ...]) -> Loss:
        with storage_failures("Looking through the data folder"):
            files = [*theirs.files, *(p for each in theirs.folders for p in each.rglob("*") if p.is_file())]
            size_bytes = sum(path.stat().st_size for path in files)
            log_lines = blank_lines(self._parts.settings.logs_dir, theirs.videos, really=False)
        cached_bytes = sum(self._parts.store.size_bytes(*each) for each in theirs.artefacts)
        data_dir = self._parts.settings.data_dir
        return Loss(
            videos=theirs.videos,
            files=tuple(sorted(path.relative_to(data_dir).as_posix() for path in files)),
            artefacts=len(theirs.artefacts),
            objects=stored.names,
            rows=self._parts.history.rows_of(theirs.videos),
            log_lines=log_lines,
            size_bytes=size_bytes + cached_bytes + stored.size_bytes,
            at_work=at_work,
        )

    def _remove(self, theirs: _Belongings, stored: Garbage) -> None:
        parts = self._parts
        self._remove_here(theirs)
        if parts.shared is not None:
            parts.shared.remove(stored)
            names = [(OUTPUTS, each) for each in theirs.videos] + [(UPLOAD, each) for each in theirs.uploads]
            parts.history.note_forgotten([*names, *theirs.artefacts])
        for video_id in theirs.videos:
            self._engine.forget_jobs(f"{video_id}.")
        parts.history.forget_videos(theirs.videos)
        with storage_failures("Cleaning the log"):
            blank_lines(parts.settings.logs_dir, theirs.videos, really=True)
        self._scrub()

    def _remove_here(self, theirs: _Belongings) -> None:
        with storage_failures("Deleting files"):
            for path in theirs.files:
                path.unlink(missing_ok=True)
            for folder in theirs.folders:
                shutil.rmtree(folder)
        for kind, key in theirs.artefacts:
            self._parts.store.forget(kind, key)

    def _scrub(self) -> None:
        settings = self._parts.settings
        for file in (*settings.data_dir.glob("*.sqlite"), settings.cache_dir / "index" / "cache.db"):
            scrub(file)

    def _forget_what_others_did(self) -> None:
        """What was forgotten on another machine goes from this one."""
        history, settings = self._parts.history, self._parts.settings
        for kind, name in history.still_forgotten() if self._parts.shared is not None else ():
            try:
                if kind == OUTPUTS:
                    shutil.rmtree(settings.outputs_dir / name, ignore_errors=True)
                elif kind == UPLOAD:
                    (settings.uploads_dir / name).unlink(missing_ok=True)
                else:
                    self._parts.store.forget(kind, name)
            except (AppError, OSError, KeyError, ValueError) as error:
                log.warning("something forgotten is still here", kind=kind, reason=str(error))


def _check_is_own(person_id: str) -> None:
    who = acting_person()
    if who.person_id != person_id and who.role is not Role.ADMIN:
        raise NotAllowed("Only an admin deletes what belongs to others.", "Ask an admin.")


def _before(now: datetime, days: int) -> datetime | None:
    return now - timedelta(days=days) if days else None
