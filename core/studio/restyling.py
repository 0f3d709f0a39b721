"""Looks and sound changed after the brief: captions, music, the clips' own sound, the logo, the poster."""

from __future__ import annotations

from typing import BinaryIO

from core.errors import InvalidInput
from core.intake import parse
from core.models import Mood, OwnPicture
from core.stages import sound
from core.stages.names import final_name
from core.stages.posters import POSTERS, publish_poster
from core.storage.records import Looks
from core.studio.room import Room
from core.studio.uploads import keep_picture


class Restyling(Room):
    """What needs no new script and no new clip."""

    def restyle(self, video_id: str, **changes: object) -> Looks:
        """Use other looks from the next render on; those there are now.

        Takes `caption_style`, `music` (auto, none, a mood, or the brief's own file), `clip_sound` and
        `logo_corner`.
        Raises InvalidInput, NotFound.
        """
        video = self._parts.history.video(video_id)
        looks = parse(Looks, video.looks.model_dump() | changes)
        if looks.music not in (None, sound.AUTO, sound.NONE, video.request.music, *Mood):
            raise InvalidInput(
                f"There is no music {looks.music!r:.80}.", f"Choose auto, none, {', '.join(Mood)}."
            )
        self._parts.history.restyle(video_id, looks)
        return looks

    def bring_logo(self, video_id: str, name: str, data: BinaryIO) -> Looks:
        """A logo over the video from the next render on. Raises InvalidInput for no picture, NotFound."""
        looks = self._parts.history.video(video_id).looks
        return self._with_logo(video_id, looks, keep_picture(self._parts, name, data))

    def remove_logo(self, video_id: str) -> Looks:
        """Without a logo from the next render on. Raises NotFound."""
        return self._with_logo(video_id, self._parts.history.video(video_id).looks, None)

    def _with_logo(self, video_id: str, looks: Looks, logo: OwnPicture | None) -> Looks:
        changed = looks.model_copy(update={"logo": logo})
        self._parts.history.restyle(video_id, changed)
        return changed

    def posters(self, video_id: str) -> dict[float, str]:
        """By their second of the video, small copies of its possible posters, best first. Raises NotFound."""
        self._parts.history.video(video_id)
        folder = self._parts.outputs(video_id) / POSTERS
        ranked = sorted(folder.glob("[0-9]-*.jpg"))
        return {float(path.stem.partition("-")[2]): f"{POSTERS}/{path.name}" for path in ranked}

    def choose_poster(self, video_id: str, at_s: float | None = None, *, title: bool | None = None) -> None:
        """Another frame of the finished video as its poster, or its title on it: at once, and from now on.

        Raises InvalidInput for a frame that is not offered, NotFound, MediaError, StorageError.
        """
        offered = self.posters(video_id)
        if at_s is not None and at_s not in offered:
            raise InvalidInput("This frame is not offered as a poster.", "Choose one of those shown.")
        changes = {"poster_s": at_s, "poster_title": title}
        self.restyle(video_id, **{name: value for name, value in changes.items() if value is not None})
        folder = self._parts.outputs(video_id, whole=True)
        with self._building(video_id) as build:
            video = folder / final_name(build)
            if offered and video.is_file():
                name, made = publish_poster(build, video, folder, next(iter(offered)))
                self._parts.share_outputs(video_id, {name: made})
