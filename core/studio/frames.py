"""Pictures that a model films from: a scene's first and last frame, and what all scenes keep to.

They stand in the script, so undo takes them back and a version keeps them. A model that cannot take
them says so before anything is paid.
"""

from __future__ import annotations

from typing import BinaryIO, Literal

from core.errors import InvalidInput
from core.models import MOST_REFERENCE_PICTURES, OwnPicture, ShortText, Value, VideoScript
from core.providers.video.choice import VideoChoice
from core.stages.build import Build
from core.stages.pictures import draw_picture, picture_to_draw
from core.studio import editing
from core.studio.editing import SceneName
from core.studio.room import Room
from core.studio.uploads import keep_picture

Which = Literal["first", "last"]


class PicturesTaken(Value):
    """What the model that films a video can take; `drawn_usd`: a drawn picture's price where one draws."""

    model_id: ShortText
    first_frame: bool
    last_frame: bool
    reference_pictures: int
    drawn_usd: float | None


class Frames(Room):
    """Pictures of a script."""

    def pictures_taken(self, video_id: str) -> PicturesTaken:
        """What can be given to the model that films this video. Raises InvalidInput, NotFound."""
        with self._building(video_id) as build:
            choice = self._filmed_by(build)
            return PicturesTaken(
                model_id=choice.model_id if choice else build.video.model_id,
                first_frame=bool(choice and choice.first_frame),
                last_frame=bool(choice and choice.last_frame),
                reference_pictures=choice.reference_pictures if choice else 0,
                drawn_usd=self._drawn_usd(build),
            )

    def bring_frame(
        self, video_id: str, scene: SceneName, which: Which, name: str, data: BinaryIO
    ) -> VideoScript:
        """Begin or end the scene's clip with an own picture.

        Raises InvalidInput for no picture and for what the model cannot take, NotFound, StorageError.
        """
        script = self._written(video_id)
        now = editing.scene_of(script, scene)
        self._check_taken(video_id, which, begins_in_one=now.first_frame is not None)
        return self._with_frame(video_id, script, scene, which, keep_picture(self._parts, name, data))

    def draw_frame(self, video_id: str, scene: SceneName) -> VideoScript:
        """Have a picture drawn, which is paid, and begin the scene's clip with it.

        Raises InvalidInput, NotFound, StorageError, and what the picture model raises.
        """
        script = self._written(video_id)
        now, number = editing.scene_of(script, scene), editing.number_of(script, scene)
        self._check_taken(video_id, "first", begins_in_one=False)
        with self._building(video_id) as build:
            made = draw_picture(build, now)
            pictures = build.parts.pictures
            assert pictures is not None
            with pictures.path(made.name).open("rb") as data:
                drawn = keep_picture(self._parts, f"scene {number}, drawn.jpg", data)
        return self._with_frame(video_id, script, scene, "first", drawn)

    def remove_frame(self, video_id: str, scene: SceneName, which: Which) -> VideoScript:
        """Without the picture; a last frame goes with the first. Raises InvalidInput, NotFound."""
        script = self._written(video_id)
        gone = {"first_frame": None, "last_frame": None} if which == "first" else {"last_frame": None}
        changed = editing.scene_of(script, scene).model_copy(update=gone)
        note = f"scene {editing.number_of(script, scene)} without its {which} frame"
        return self._keep(video_id, script.with_scene(changed), note)

    def add_reference(self, video_id: str, name: str, data: BinaryIO) -> VideoScript:
        """A picture of a person or thing that all scenes keep to.

        Raises InvalidInput for a file that is no picture and for more than the model takes, NotFound.
        """
        script, taken = self._written(video_id), self.pictures_taken(video_id)
        most = min(taken.reference_pictures, MOST_REFERENCE_PICTURES)
        if len(script.reference_pictures) >= most:
            what = f"takes at most {most} reference pictures" if most else "takes no reference pictures"
            raise InvalidInput(f"{taken.model_id} {what}.", "Take one away, or choose another model.")
        kept = keep_picture(self._parts, name, data)
        if any(picture.file == kept.file for picture in script.reference_pictures):
            raise InvalidInput("This picture is there already.")
        pictures = (*script.reference_pictures, kept)
        changed = script.model_copy(update={"reference_pictures": pictures})
        return self._keep(video_id, changed, f"scenes keep to {kept.name}")

    def remove_reference(self, video_id: str, file: str) -> VideoScript:
        """Without that picture; one that is not there is fine. Raises InvalidInput, NotFound."""
        script = self._written(video_id)
        pictures = tuple(picture for picture in script.reference_pictures if picture.file != file)
        changed = script.model_copy(update={"reference_pictures": pictures})
        return self._keep(video_id, changed, "without a reference picture")

    def _filmed_by(self, build: Build) -> VideoChoice | None:
        """The choice that films; None where clips are drawn."""
        name = build.options.video_model
        for choice in self._parts.video_choices:
            if choice.model_id == name or (not name and choice.is_usual):
                return choice
        return None

    def _drawn_usd(self, build: Build) -> float | None:
        if (pictures := build.parts.pictures) is None:
            return None
        return pictures.price_usd(picture_to_draw(build, build.scenes[0]))

    def _check_taken(self, video_id: str, which: Which, *, begins_in_one: bool) -> None:
        taken = self.pictures_taken(video_id)
        if not (taken.first_frame if which == "first" else taken.last_frame):
            raise InvalidInput(
                f"{taken.model_id} films from no {which} frame.",
                "Show the picture with a camera move, or choose another model.",
            )
        if which == "last" and not begins_in_one:
            raise InvalidInput(
                "A clip can end in a picture only if it begins in one.", "Give its first frame first."
            )

    def _with_frame(
        self, video_id: str, script: VideoScript, scene: SceneName, which: Which, picture: OwnPicture
    ) -> VideoScript:
        changed = editing.scene_of(script, scene).model_copy(update={f"{which}_frame": picture})
        verb = "begins" if which == "first" else "ends"
        note = f"scene {editing.number_of(script, scene)} {verb} with {picture.name}"
        return self._keep(video_id, script.with_scene(changed), note)
