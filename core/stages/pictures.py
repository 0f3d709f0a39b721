"""Pictures of scenes: drawn by a picture model, each paid once.

A picture is kept by its key, so whoever asks for the same one later, a person on Clips or the still
that stands in for a clip, finds it and pays nothing. Each one that a person asks for is written
down before it is paid, as clips are.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from core.artifacts.keys import KeyInput, artefact_key
from core.artifacts.store import Artefact, ArtefactStore
from core.errors import InvalidInput, NotFound
from core.models import SceneScript
from core.providers.image.base import PictureModel
from core.providers.purpose import current_purpose, paying_for
from core.providers.video.base import ClipRequest
from core.providers.video.picture import ScenePicture, picture_request
from core.stages.build import Build
from core.stages.film import recorded
from core.stages.shots import clip_request


class KeptPictures:
    """A picture model with a memory; implements `core.providers.video.picture.ScenePictures`."""

    def __init__(self, model: PictureModel, store: ArtefactStore) -> None:
        self._model, self._store = model, store

    @property
    def model_id(self) -> str:
        return self._model.model_id

    def price_usd(self, request: ClipRequest) -> float:
        """What `make` will cost; nothing for a picture that exists."""
        return 0.0 if self._found(self.key(request)) else self._model.price_usd(picture_request(request))

    def make(self, request: ClipRequest) -> ScenePicture:
        """The scene's picture, made now if there is none. Raises what the picture model raises."""
        asked = picture_request(request)

        def draw(target: Path) -> dict[str, object]:
            return self._model.make(asked, target).model_dump(mode="json")

        with self._store.lease("picture", current_purpose().video_id) as lease:
            made = self._store.make("picture", self.key(request), ".jpg", draw, lease=lease)
        return ScenePicture(made.key, 0.0 if made.reused else float(made.meta["cost_usd"]))

    def path(self, name: str) -> Path:
        """Where the picture of that key lies. Raises NotFound."""
        if (found := self._found(name)) is None:
            raise NotFound("The picture is not there any more.", "Have it made again.")
        return Path(found.path)

    def key(self, request: ClipRequest) -> str:
        """The key of the scene's picture, made or not."""
        inputs: dict[str, KeyInput] = {"model": self._model.model_id, "request": picture_request(request)}
        return artefact_key("picture", inputs)

    def _found(self, key: str) -> Artefact | None:
        return self._store.get("picture", key)


def draw_picture(build: Build, scene: SceneScript) -> ScenePicture:
    """A picture of the scene that no one has seen yet: asked again, another seed gives another one.

    Raises InvalidInput where nobody draws, and what the picture model raises; after OutcomeUnknown
    asking again is the person's decision to pay again.
    """
    pictures, history = build.parts.pictures, build.parts.history
    if pictures is None:
        raise InvalidInput("No picture model is set up.", "Set up Google, or bring a picture of your own.")
    request = picture_to_draw(build, scene)
    key, price_usd = pictures.key(request), pictures.price_usd(request)
    history.begin_operation(
        key,
        video_id=build.video_id,
        scene_id=scene.scene_id,
        model=pictures.model_id,
        estimated_usd=price_usd,
    )
    with recorded(build, key), paying_for(build.purpose(scene, key)):
        made = pictures.make(request)
    history.operation_submitted(key, made.name)
    history.operation_collected(key, made.cost_usd)
    return made


def picture_to_draw(build: Build, scene: SceneScript) -> ClipRequest:
    """The request whose picture would be drawn next: the scene's own, whatever frames it has now."""
    plain = scene.model_copy(update={"first_frame": None, "last_frame": None})
    request, pictures = clip_request(build, plain), build.parts.pictures
    while pictures is not None and _was_ordered(build, pictures.key(request)):
        request = request.model_copy(update={"seed": request.seed + 1})
    return request


def _was_ordered(build: Build, key: str) -> bool:
    with contextlib.suppress(NotFound):
        return build.parts.history.operation(key) is not None
    return False
