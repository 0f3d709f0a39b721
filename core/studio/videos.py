"""Videos: made from a brief, found, described, renamed, deleted, taken away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Unpack

from pydantic import ValidationError

from core.errors import InvalidInput
from core.models import GenerationRequest, JsonDict, Language, Mood, QualityReport
from core.providers.speech.base import Voice
from core.providers.video.choice import VideoChoice
from core.security.content import check_brief
from core.security.people import acting_person
from core.stages import sound
from core.stages.takes import used_take
from core.storage.records import VideoRecord, VideoSort
from core.storage.videos import Filters
from core.studio.packing import packed
from core.studio.permissions import Permissions
from core.studio.room import numbered
from core.studio.stills import picture_still, still, view
from core.studio.uploads import PREFIX, keep_for_all, keep_picture

QUALITY_REPORT = "quality_report.json"
_NAME_CHARS = 60


class Videos(Permissions):
    """The list of videos: of those that the acting person may look at."""

    def create(
        self,
        request: GenerationRequest,
        video_id: str | None = None,
        *,
        logo: tuple[str, BinaryIO] | None = None,
    ) -> str:
        """A new video's id; the same id with the same brief is the same video.

        It belongs to the acting person. `logo`: the name and the data of a picture that stands in a
        corner of it. Raises InvalidInput, ContentRefused, StorageError, and leaves no video then.
        """
        check_brief(request)
        self._check_voice(request)
        if request.video_model:
            self._parts.film_with(request.video_model)
        request = request.model_copy(update={"music": self._kept_music(request.music)})
        mark = keep_picture(self._parts, *logo) if logo else None
        me = acting_person().person_id
        video = self._parts.history.create_video(video_id or new_video_id(), request, owner=me)
        if video.owner != me:
            self._check("start", video.video_id)
        if mark is not None:
            self._parts.history.restyle(video.video_id, video.looks.model_copy(update={"logo": mark}))
        return video.video_id

    def video(self, video_id: str) -> VideoRecord:
        """One video. Raises InvalidInput for what cannot be an id, NotFound."""
        return self._parts.history.video(video_id)

    def videos(
        self,
        *,
        sort: VideoSort = VideoSort.NEWEST,
        offset: int = 0,
        limit: int = 50,
        **filters: Unpack[Filters],
    ) -> list[VideoRecord]:
        """A page of the videos that match, the newest first unless sorted. Raises InvalidInput."""
        filters.update(self._in_sight(deleted=filters.get("deleted", False)))
        return list(self._parts.history.videos(sort=sort, offset=offset, limit=limit, **filters))

    def count_videos(self, **filters: Unpack[Filters]) -> int:
        """How many videos match."""
        filters.update(self._in_sight(deleted=filters.get("deleted", False)))
        return self._parts.history.count_videos(**filters)

    def rename(self, video_id: str, title: str) -> None:
        """Another title, 1 to 200 characters. Raises InvalidInput, NotFound."""
        self._parts.history.video(video_id)
        self._parts.history.rename(video_id, title)

    def delete(self, video_id: str) -> None:
        """Hide a video and stop its job; `restore` brings it back with all its files. Raises NotFound."""
        if self._parts.history.video(video_id).status.is_active:
            self._parts.history.request_cancel(video_id)
        self._parts.history.approval_answered(video_id)
        self._parts.history.delete(video_id)

    def restore(self, video_id: str) -> None:
        """Undo `delete`. Raises NotFound."""
        self._parts.history.restore(video_id)

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The voices there are, the setting's first, then the best."""
        usual = self._parts.usual_voice.voice_id if self._parts.usual_voice else ""
        return tuple(sorted(self._parts.speech.voices(language), key=lambda voice: voice.voice_id != usual))

    def video_choices(self) -> tuple[VideoChoice, ...]:
        """The video models that a brief may name, the usual one first; none where all is drawn here."""
        return self._parts.video_choices

    def describe(self, video_id: str) -> JsonDict:
        """All that is known of a video, as JSON. Raises NotFound."""
        history = self._parts.history
        video = history.video(video_id)
        versions = history.script_versions(video_id)
        render = history.last_render(video_id)
        return {
            "video": video.model_dump(mode="json"),
            "script": versions and history.script(video_id).script.model_dump(mode="json"),
            "script_versions": len(versions),
            "takes": [take.model_dump(mode="json") for take in history.takes(video_id)],
            "render": render and render.model_dump(mode="json"),
        }

    def quality(self, video_id: str) -> QualityReport | None:
        """What was checked on the finished video; None while there is no report. Raises NotFound."""
        path = self.published_file(video_id, QUALITY_REPORT)
        try:
            return QualityReport.model_validate_json(path.read_bytes()) if path else None
        except (OSError, ValidationError):  # damaged by hand: no report is better than no page
            return None

    def published_file(self, video_id: str, name: str) -> Path | None:
        """A file of a video that may be shown, by its name; None if there is none.

        Names are those inside the video's folder, and `takes/<take_id>.mp4`, `storyboard/` and
        `views/<scene's number>.jpg` and `pictures/<file of the script>`, which come from the cache.
        Raises InvalidInput, NotFound for a video that is not there.
        """
        self._parts.history.video(video_id)
        match name.split("/"):
            case ["takes", take]:
                return self._take(video_id, take.removesuffix(".mp4"))
            case ["storyboard", number]:
                return self._still(video_id, number.removesuffix(".jpg"))
            case ["views", number]:
                return self._view(video_id, number.removesuffix(".jpg"))
            case ["pictures", file]:
                return self._picture(video_id, file)
        return self._output(video_id, name)

    def published_files(self, video_id: str) -> dict[str, Path]:
        """All published files by their names. Raises InvalidInput, NotFound."""
        self._parts.history.video(video_id)
        return self._published(video_id)

    def _published(self, video_id: str, *, whole: bool = False) -> dict[str, Path]:
        """Large files of other machines are on this one only if the `whole` is wanted."""
        folder = self._parts.outputs(video_id, whole=whole)
        found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
        names = {path.relative_to(folder).as_posix(): path for path in found}
        if self._parts.shared is not None:
            names |= {name: folder / name for name in self._parts.shared.files(video_id)}
        return {name: path for name, path in names.items() if not any(p[:1] == "." for p in name.split("/"))}

    def packed(self, video_id: str) -> Iterator[bytes]:
        """All published files as one zip, in pieces. Raises InvalidInput, NotFound, StorageError half-way."""
        self._parts.history.video(video_id)
        return packed(self._published(video_id, whole=True))

    def download(self, video_id: str, name: str) -> str:
        """Somebody is about to keep a published file; the name to keep it under. Raises NotFound."""
        return _kept_as(self._parts.history.video(video_id).title, Path(name).suffix)

    def published_link(self, video_id: str, name: str, file_name: str = "") -> str | None:
        """A signed address in the storage for a large published file, or for a take; None where it comes
        from this machine. With a `file_name` a browser keeps it under that. Raises as `published_file`."""
        self._parts.history.video(video_id)
        match name.split("/"):
            case ["takes", take]:
                return self._take_link(video_id, take.removesuffix(".mp4"))
        shared = self._parts.shared
        return None if shared is None else shared.link(video_id, name, file_name)

    def _output(self, video_id: str, name: str) -> Path | None:
        is_large = self._parts.shared is not None and self._parts.shared.is_large(video_id, name)
        folder = self._parts.outputs(video_id, whole=is_large).resolve()
        try:
            path = (folder / name.replace("\0", "")).resolve()
            is_inside = path.is_relative_to(folder) and not any(p.startswith(".") for p in Path(name).parts)
            return path if is_inside and path.is_file() else None
        except OSError:  # a name longer than the disk takes
            return None

    def _take_link(self, video_id: str, take_id: str) -> str | None:
        is_one = any(take.take_id == take_id for take in self._parts.history.takes(video_id))
        return self._parts.store.link("clip", take_id) if is_one else None

    def _take(self, video_id: str, take_id: str) -> Path | None:
        """A take's clip; None for one of another video, or one that was cleared from the cache."""
        if not any(take.take_id == take_id for take in self._parts.history.takes(video_id)):
            return None
        found = self._parts.store.get("clip", take_id)
        return Path(found.path) if found else None

    def _still(self, video_id: str, number: str) -> Path | None:
        if not _is_number(number):
            return None
        with self._building(video_id) as build:
            return still(build, numbered(build.script, int(number)))

    def _view(self, video_id: str, number: str) -> Path | None:
        """What is seen of the take in use; None where there is none."""
        if not _is_number(number):
            return None
        with self._building(video_id) as build:
            scene = numbered(build.script, int(number))
            take = used_take(build, scene, self._parts.history.takes(video_id))
            return view(build, scene, take) if take is not None else None

    def _picture(self, video_id: str, file: str) -> Path | None:
        """A picture of the script as it is now, small."""
        if all(picture.file != file for picture in self._written(video_id).pictures):
            return None
        with self._parts.store.lease("still", video_id) as lease:
            return picture_still(self._parts, file, lease)

    def _check_voice(self, request: GenerationRequest) -> None:
        if request.voice is None:
            return
        known = {voice.voice_id: voice for voice in self.voices()}
        voice = known.get(request.voice)
        if voice is None or request.language not in (None, voice.language):
            names = ", ".join(v.voice_id for v in self.voices(request.language))
            raise InvalidInput(f"There is no voice {request.voice!r:.60}.", f"Choose one of {names}.")

    def _kept_music(self, choice: str) -> str:
        """A mood's name as it is; a file is checked and kept under a name made of its content."""
        if choice in (sound.AUTO, sound.NONE, *Mood):
            return choice
        if choice.startswith(PREFIX) and self._parts.upload(Path(choice).name).is_file():
            return choice
        path = Path(choice)
        if not path.is_file():
            raise InvalidInput(
                f"There is no music {choice!r:.80}.",
                f"Choose auto, none, {', '.join(Mood)}, or an audio file.",
            )
        with path.open("rb") as data:
            return keep_for_all(self._parts, path.name, data, "audio").file


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2


def _kept_as(title: str, suffix: str) -> str:
    """A title as a file's name on any system; one without letters and digits is `video`."""
    words = "".join(c if c.isalnum() else " " for c in title[:_NAME_CHARS]).split()
    return ("-".join(words) or "video") + suffix


def new_video_id() -> str:
    """An id nobody can guess."""
    return uuid.uuid4().hex[:16]
