"""The videos themselves: making, finding, renaming, deleting and restoring them."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any, TypedDict, Unpack

import sqlalchemy as sa

from core.errors import InvalidInput
from core.models import GenerationRequest, Platform, clean_text
from core.storage.records import ACTIVE, Looks, VideoRecord, VideoSort, VideoStatus
from core.storage.repository import Repository, checked_video_id, insert_if_absent, lock_video, no_video
from core.storage.tables import videos

MAX_TITLE_CHARS = 200
_MAX_PAGE = 1_000
_DRAFT_TITLE_CHARS = 60

_ORDERS: dict[VideoSort, sa.ColumnElement[Any]] = {
    VideoSort.NEWEST: videos.c.created_at.desc(),
    VideoSort.OLDEST: videos.c.created_at.asc(),
    VideoSort.CHANGED: videos.c.updated_at.desc(),
    VideoSort.TITLE: sa.func.lower(videos.c.title).asc(),
    VideoSort.LONGEST: videos.c.duration_s.desc(),
    VideoSort.COSTLIEST: videos.c.cost_usd.desc(),
}


class Filters(TypedDict, total=False):
    """Which videos: all given conditions hold. `since` counts in, `until` does not.

    `active` leaves those whose job runs or waits; `seen_by` that person's own ones, and with
    `or_finished` all that are finished.
    """

    search: str
    platform: Platform | None
    status: VideoStatus | None
    active: bool
    since: datetime | None
    until: datetime | None
    owner: str | None
    seen_by: str
    or_finished: bool
    deleted: bool


class Videos(Repository):
    """Videos by id and by search. Unless asked for, deleted ones are not there."""

    def create_video(self, video_id: str, request: GenerationRequest, *, owner: str = "local") -> VideoRecord:
        """A new draft, or the one of the same request. Raises InvalidInput if the id is taken."""
        values = _new_row(checked_video_id(video_id), request, owner, self._clock())
        with self._writing() as connection:
            insert_if_absent(connection, videos, values)
            record = _record(lock_video(connection, video_id))
        if record.request != request:
            raise InvalidInput(
                f"The id {video_id} is taken by another video.",
                "Choose another id, or give none and get a new one.",
            )
        if record.deleted_at is not None:
            raise InvalidInput(
                f"The id {video_id} is taken by a deleted video.", "Restore it or choose another id."
            )
        return record

    def video(self, video_id: str, *, deleted: bool = False) -> VideoRecord:
        """One video; `deleted` finds deleted ones too. Raises NotFound."""
        query = sa.select(videos).where(videos.c.video_id == checked_video_id(video_id))
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
            if row is None or (row.deleted_at is not None and not deleted):
                raise no_video(video_id)
            return _record(row)

    def videos(
        self,
        *,
        sort: VideoSort = VideoSort.NEWEST,
        offset: int = 0,
        limit: int = 50,
        **filters: Unpack[Filters],
    ) -> tuple[VideoRecord, ...]:
        """A page of the videos that match; raises InvalidInput for a page that cannot be."""
        if not (0 <= offset < 2**31 and 1 <= limit <= _MAX_PAGE):
            raise InvalidInput(f"A page has 1 to {_MAX_PAGE} videos and starts at 0 or later.")
        query = sa.select(videos).where(*_conditions(**filters)).order_by(_ORDERS[sort], videos.c.video_id)
        with self._reading() as connection:
            return tuple(_record(row) for row in connection.execute(query.offset(offset).limit(limit)))

    def count_videos(self, **filters: Unpack[Filters]) -> int:
        """How many videos match."""
        query = sa.select(sa.func.count()).select_from(videos).where(*_conditions(**filters))
        with self._reading() as connection:
            return connection.execute(query).scalar_one()

    def rename(self, video_id: str, title: str) -> None:
        """Give a video a title; raises InvalidInput for an empty or too long one, NotFound."""
        title = clean_text(title)
        if not 1 <= len(title) <= MAX_TITLE_CHARS:
            raise InvalidInput(f"A title has 1 to {MAX_TITLE_CHARS} characters.")
        with self._writing() as connection:
            row = lock_video(connection, checked_video_id(video_id))
            values = title_values(title, row.request["prompt"])
            connection.execute(_update(video_id).values(**values, updated_at=self._clock()))

    def restyle(self, video_id: str, looks: Looks) -> None:
        """Keep looks in the place of the brief's; raises NotFound."""
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            chosen = looks.model_dump(mode="json", exclude_none=True)
            connection.execute(_update(video_id).values(looks=chosen, updated_at=self._clock()))

    def delete(self, video_id: str) -> None:
        """Hide a video until it is restored or purged; raises NotFound."""
        self._set_deleted(video_id, self._clock())

    def restore(self, video_id: str) -> None:
        """Undo `delete`; raises NotFound."""
        self._set_deleted(video_id, None)

    def _set_deleted(self, video_id: str, moment: datetime | None) -> None:
        with self._writing() as connection:
            lock_video(connection, checked_video_id(video_id))
            connection.execute(_update(video_id).values(deleted_at=moment))


def draft_title(prompt: str) -> str:
    """The first words of a brief: a video's title until it has a script."""
    if len(prompt) <= _DRAFT_TITLE_CHARS:
        return prompt
    words = prompt[:_DRAFT_TITLE_CHARS].rsplit(" ", 1)[0]
    return words.rstrip(" ,.;:-–—") + " …"


def title_values(title: str, prompt: str) -> dict[str, str]:
    """The columns that a title determines."""
    return {"title": title, "search_text": _folded(f"{title}\n{prompt}")}


def _conditions(
    search: str = "",
    platform: Platform | None = None,
    status: VideoStatus | None = None,
    active: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    owner: str | None = None,
    seen_by: str | None = None,
    or_finished: bool = False,
    deleted: bool = False,
) -> list[sa.ColumnElement[bool]]:
    column = videos.c
    words = _folded(clean_text(search)).split()
    found: list[sa.ColumnElement[bool]] = [column.search_text.contains(w, autoescape=True) for w in words]
    found.append(column.deleted_at.is_not(None) if deleted else column.deleted_at.is_(None))
    for name, wanted in (("platform", platform), ("status", status), ("owner", owner)):
        if wanted is not None:
            found.append(column[name] == str(wanted))
    if active:
        found.append(column.status.in_(ACTIVE))
    if seen_by is not None:
        own = column.owner == seen_by
        found.append(own | column.final_path.is_not(None) if or_finished else own)
    if since is not None:
        found.append(column.created_at >= since)
    if until is not None:
        found.append(column.created_at < until)
    return found


def _folded(text: str) -> str:
    """Text for comparing without regard to case, in every script; a database folds only ASCII."""
    return unicodedata.normalize("NFC", text.casefold())


def _new_row(video_id: str, request: GenerationRequest, owner: str, moment: datetime) -> dict[str, Any]:
    return {
        "video_id": video_id,
        "owner": clean_text(owner),
        **title_values(draft_title(request.prompt), request.prompt),
        "status": VideoStatus.DRAFT,
        "request": request.model_dump(mode="json"),
        "platform": request.platform,
        "aspect_ratio": request.frame_ratio,
        "duration_s": request.duration_s,
        "cost_usd": 0.0,
        "created_at": moment,
        "updated_at": moment,
    }


def _update(video_id: str) -> sa.Update:
    return sa.update(videos).where(videos.c.video_id == video_id)


def _record(row: sa.Row[Any]) -> VideoRecord:
    values = dict(row._mapping)
    del values["search_text"]
    values["looks"] = values["looks"] or {}
    return VideoRecord.model_validate(values)
