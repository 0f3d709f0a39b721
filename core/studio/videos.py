"""Videos: made from a brief, listed, described."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from pathlib import Path

from core.errors import InvalidInput, StorageError
from core.media.uploads import check_upload
from core.models import GenerationRequest, JsonDict, Language, Mood
from core.providers.speech.base import Voice
from core.stages import sound
from core.storage.records import VideoRecord
from core.studio.room import Room

_UPLOAD = "upload-"


class Videos(Room):
    """The list of videos."""

    def create(self, request: GenerationRequest, video_id: str | None = None) -> str:
        """A new video's id; the same id with the same brief is the same video. Raises InvalidInput."""
        self._check_voice(request)
        request = request.model_copy(update={"music": self._kept_music(request.music)})
        return self._parts.history.create_video(video_id or new_video_id(), request).video_id

    def videos(self, *, search: str = "", limit: int = 50) -> list[VideoRecord]:
        """The videos, the newest first."""
        return list(self._parts.history.videos(search=search, limit=limit))

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The voices there are, the best first."""
        return self._parts.speech.voices(language)

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

    def published_file(self, video_id: str, name: str) -> Path | None:
        """A published file of a video by its name inside the video's folder; None if there is none.

        Raises InvalidInput, NotFound for a video that is not there.
        """
        self._parts.history.video(video_id)
        folder = (self._parts.settings.outputs_dir / video_id).resolve()
        path = (folder / name.replace("\0", "")).resolve()
        is_inside = path.is_relative_to(folder) and not any(p.startswith(".") for p in Path(name).parts)
        return path if is_inside and path.is_file() else None

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
        uploads = self._parts.uploads_dir
        if choice.startswith(_UPLOAD) and (uploads / Path(choice).name).is_file():
            return choice
        path = Path(choice)
        if not path.is_file():
            raise InvalidInput(
                f"There is no music {choice!r:.80}.",
                f"Choose auto, none, {', '.join(Mood)}, or an audio file.",
            )
        check_upload(path, "audio")
        name = f"{_UPLOAD}{hashlib.sha256(path.read_bytes()).hexdigest()[:24]}{path.suffix.lower()[:8]}"
        try:
            uploads.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, uploads / name)
        except OSError as error:
            raise StorageError(
                f"The music cannot be kept: {error.strerror}.", "Check the data folder."
            ) from error
        return name


def new_video_id() -> str:
    """An id nobody can guess."""
    return uuid.uuid4().hex[:16]
