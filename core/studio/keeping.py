"""What a person keeps for a scene: an own clip or picture, a locked take, another part of a clip."""

from __future__ import annotations

import math
from typing import BinaryIO, Literal

from core.errors import InvalidInput
from core.models import SceneScript, VideoClip
from core.providers.video.camera import CameraMove
from core.stages.own import UPLOAD, OwnFootage, own_clip
from core.stages.shots import clip_request, own_footage
from core.stages.takes import take_from, used_take
from core.storage.records import TakeRecord
from core.studio import editing
from core.studio.editing import SceneName
from core.studio.room import Room
from core.studio.uploads import keep_for_all

PICTURES = ("png", "jpg", "jpeg", "webp")
FILMS = ("mp4", "mov", "m4v", "webm", "mkv", "avi", "gif")
LONGEST_S = 120.0
"""Longer footage is cut by its owner first: a scene shows seconds of it."""
TRIM_STEP_S = 0.1


class Keeping(Room):
    """Takes that stay whatever the script says, and how they are cut."""

    def bring(
        self,
        video_id: str,
        scene: SceneName,
        name: str,
        data: BinaryIO,
        move: CameraMove = CameraMove.PUSH_IN,
    ) -> VideoClip:
        """Use an own clip for the scene, or a picture that the camera moves over; nothing is paid.

        Raises InvalidInput for a file that is neither, NotFound, MediaError, StorageError.
        """
        now = editing.scene_of(self._written(video_id), scene)
        kind = footage_kind(name)
        kept = keep_for_all(self._parts, name, data, kind, longest_s=LONGEST_S)
        own = OwnFootage(kind=kind, file=kept.file, name=kept.name, move=move)
        return self._use(video_id, now, own)

    def move_camera(self, video_id: str, scene: SceneName, take_id: str, move: CameraMove) -> VideoClip:
        """Have the camera move otherwise over an own picture. Raises InvalidInput, NotFound, MediaError."""
        now = editing.scene_of(self._written(video_id), scene)
        own = own_footage(self._take_of(video_id, now.scene_id, take_id))
        if own is None or own.kind != "image":
            raise InvalidInput("The camera can be chosen for an own picture only.")
        return self._use(video_id, now, own.model_copy(update={"move": move}))

    def trim(self, video_id: str, scene: SceneName, take_id: str, starts_s: float) -> None:
        """Have the scene begin that far into the take's clip. Raises InvalidInput, NotFound."""
        now = editing.scene_of(self._written(video_id), scene)
        take = self._take_of(video_id, now.scene_id, take_id)
        most_s = room_to_trim_s(take, now)
        if not (math.isfinite(starts_s) and 0 <= starts_s <= most_s + TRIM_STEP_S / 2):
            raise InvalidInput(
                f"The scene cannot begin {starts_s:g} s into this clip.",
                f"Choose from 0 to {most_s:.1f} s." if most_s else "The scene needs all of it.",
            )
        history = self._parts.history
        history.trim_take(video_id, now.scene_id, take_id, round(starts_s, 1))

    def aim(self, video_id: str, scene: SceneName, take_id: str, focus: tuple[float, float] | None) -> None:
        """Keep this point of the take in view where its shape is cut; None for what draws the eye.

        The point is in shares of the picture, from its left and top. Raises InvalidInput, NotFound.
        """
        now = editing.scene_of(self._written(video_id), scene)
        if focus is not None and not all(math.isfinite(share) and 0 <= share <= 1 for share in focus):
            raise InvalidInput("The point to keep in view lies outside the picture.", "Choose from 0 to 1.")
        take = self._take_of(video_id, now.scene_id, take_id)
        point = None if focus is None else (round(focus[0], 2), round(focus[1], 2))
        self._parts.history.aim_take(video_id, now.scene_id, take.take_id, point)

    def lock(self, video_id: str, scene: SceneName, *, locked: bool) -> None:
        """Keep the take in use even when the script changes, or let the script decide again.

        Raises InvalidInput where there is no take, or an own clip, which is always kept; NotFound.
        """
        script = self._written(video_id)
        now, number = editing.scene_of(script, scene), editing.number_of(script, scene)
        with self._building(video_id) as build:
            take = used_take(build, now, self._parts.history.takes(video_id, now.scene_id))
        if take is None:
            raise InvalidInput(f"Scene {number} has no take to lock.", "Film it first.")
        if own_footage(take) is not None:
            raise InvalidInput("An own clip is always kept.", "Choose another take, or film the scene.")
        self._parts.history.choose_take(video_id, now.scene_id, take.take_id, locked=locked)

    def _use(self, video_id: str, scene: SceneScript, own: OwnFootage) -> VideoClip:
        with self._building(video_id) as build:
            made = own_clip(build, scene, own, clip_request(build, scene).duration_s)
        take = take_from(made, scene, provider=UPLOAD, model=UPLOAD)
        history = self._parts.history
        history.add_take(video_id, take, own.model_dump(mode="json"))
        history.choose_take(video_id, scene.scene_id, take.take_id, locked=True)
        return take


def room_to_trim_s(take: TakeRecord, scene: SceneScript) -> float:
    """How far into the clip the scene can begin and still be filled; 0 where there is no choice."""
    own = own_footage(take)
    if own is not None and own.kind == "image":
        return 0.0
    room_s = take.clip.duration_s - scene.duration_s
    return max(0.0, math.floor(room_s / TRIM_STEP_S + 1e-6) * TRIM_STEP_S)


def footage_kind(name: str) -> Literal["video", "image"]:
    """What a file of that name should be. Raises InvalidInput for anything else."""
    ending = name.lower().rpartition(".")[2]
    if ending in PICTURES:
        return "image"
    if ending in FILMS:
        return "video"
    raise InvalidInput(
        "This kind of file cannot be used as a clip.",
        f"Bring a video ({', '.join(FILMS)}) or a picture ({', '.join(PICTURES)}).",
    )
