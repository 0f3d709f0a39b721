"""A video model that needs one picture and no network: the camera moves over it.

It stands between the models that film for real and the animatic. A scene with a first frame of
its own is filmed from that, for free; for every other one a picture is made, which is what an
order costs. Collecting may happen in any process, any number of times.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import NotFound, ProviderRejected
from core.operations.children import OnFraction
from core.providers.image.sending import OpenPicture
from core.providers.quote import Quote
from core.providers.video.base import ClipRequest, FilmedClip
from core.providers.video.camera import camera_move
from core.providers.video.frame import frame_size
from core.providers.video.picture import ScenePictures
from core.providers.video.still_move.filming import film_still

SHORT_SIDE_PX = 1080
_OWN = "own"
_MARK = ":"
"""Stands between a picture's name and what it cost in the names of operations."""


class StillMove:
    """Films a scene from its picture; implements `core.providers.video.base.VideoModel`."""

    def __init__(
        self, pictures: ScenePictures, open_picture: OpenPicture, short_side_px: int = SHORT_SIDE_PX
    ) -> None:
        self._pictures, self._open_picture = pictures, open_picture
        self._short_side_px = short_side_px

    @property
    def provider(self) -> str:
        return "still_move"

    @property
    def model_id(self) -> str:
        return "still-move-1"

    def price_usd(self, request: ClipRequest) -> float:
        """The price of the picture; nothing for a scene that has one."""
        return 0.0 if request.first_frame else self._pictures.price_usd(request)

    def quote(self, request: ClipRequest) -> Quote:
        """The price of the picture. Raises InvalidInput as `price_usd` does."""
        return Quote.exactly(self.price_usd(request), self.model_id)

    def submit(self, request: ClipRequest) -> str:
        """Have the picture made; its name with what it cost. Raises what making it raises."""
        if request.first_frame:
            self._open_picture(request.first_frame)
            return _OWN
        made = self._pictures.make(request)
        return f"{made.name}{_MARK}{made.cost_usd:.6f}"

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip:
        """Film the picture with the move that the prompt names.

        Raises ProviderRejected when the picture is gone, and what `film_still` raises.
        """
        name, _, cost_usd = operation.partition(_MARK)
        try:
            picture = self._open_picture(request.first_frame) if name == _OWN else self._pictures.path(name)
        except NotFound as error:
            raise ProviderRejected("The picture of this scene is not there any more.", error.hint) from error
        size = frame_size(request.aspect_ratio, self._short_side_px)
        move = camera_move(request.prompt)
        clip = film_still(picture, move, request.duration_s, size, target, on_fraction)
        return clip.model_copy(update={"cost_usd": float(cost_usd or 0.0)})
