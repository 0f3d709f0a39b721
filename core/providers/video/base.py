"""The port for whoever films a scene.

A paid clip has three recorded steps, so the port has them apart: `submit` may cost
money and returns the operation's name at once; `collect` may be called any number of
times, by another process too, until the clip is there. Nothing is paid by collecting.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Protocol, runtime_checkable

from pydantic import Field

from core.models import AspectRatio, LongText, Mood, SceneRole, ShortText, Value, is_empty
from core.operations.children import OnFraction
from core.providers.quote import Quote

PictureId = Annotated[str, Field(max_length=200)]
"""The key or name that a picture is kept under; adapters are given a function that opens it."""


class ClipRequest(Value):
    """Everything that determines a clip: its canonical JSON is the take's key.

    Fields that came later stay out of the JSON while they are empty, so that older keys live on.
    """

    prompt: LongText
    duration_s: float = Field(gt=0, le=60)
    aspect_ratio: AspectRatio
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    mood: Mood = Mood.UPLIFTING
    role: SceneRole = SceneRole.STORY
    key_words: ShortText = ""
    """Words the animatic sets large; models that film for real ignore them."""
    subject: ShortText = ""
    palette_seed: int = 0
    """The same for all scenes of a video, so that they belong together."""
    shot: LongText = Field(default="", exclude_if=is_empty)
    """The scene's own words, for models that draw it when the prompt says more than they need."""
    negative_prompt: ShortText = Field(default="", exclude_if=is_empty)
    """What must not appear; only for models that take it apart from the prompt."""
    first_frame: PictureId = Field(default="", exclude_if=is_empty)
    last_frame: PictureId = Field(default="", exclude_if=is_empty)
    reference_pictures: tuple[PictureId, ...] = Field(default=(), max_length=6, exclude_if=is_empty)
    """Pictures of people and things that the clip must show as they are."""


class FilmedClip(Value):
    """What was filmed, as measured on the file.

    The last four are empty, and stay out of the JSON, when the model that was asked made it of the
    words it was given. A chain names the model that did, the film stage the words that were filmed.
    """

    duration_s: float = Field(gt=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    fps: float = Field(gt=0)
    has_audio: bool = False
    cost_usd: float = Field(default=0.0, ge=0)
    provider: ShortText = Field(default="", exclude_if=is_empty)
    model: ShortText = Field(default="", exclude_if=is_empty)
    is_fallback: bool = Field(default=False, exclude_if=is_empty)
    reworded_prompt: LongText = Field(default="", exclude_if=is_empty)


@runtime_checkable
class HasStandIns(Protocol):
    """A video model behind which others stand."""

    def after(self, operation: str, request: ClipRequest, *, for_free: bool) -> VideoModel | None:
        """Who may be asked for a clip that came to nothing; None when nobody may.

        A clip that was delivered and is of no use was paid: its stand-in must be `for_free`. Whoever is
        given only takes the order; it is collected from the model that was asked first.
        """
        ...


class VideoModel(Protocol):
    """Films scenes.

    `submit` raises ContentRefused, QuotaExceeded, ProviderUnavailable, ProviderRejected: nothing
    was paid; and OutcomeUnknown: nobody knows. When `collect` raises QuotaExceeded or
    ProviderUnavailable, the operation goes on: ask again under the same name. ContentRefused,
    ProviderRejected and MediaError end it: there will be no clip under that name.
    """

    @property
    def provider(self) -> str:
        """Who films, as results name it: `animatic`, `veo`, `omni`."""
        ...

    @property
    def model_id(self) -> str:
        """Stable name with version; part of every take's key."""
        ...

    def price_usd(self, request: ClipRequest) -> float:
        """What `submit` will cost at most."""
        ...

    def quote(self, request: ClipRequest) -> Quote:
        """What the clip will cost and take; asks nobody."""
        ...

    def submit(self, request: ClipRequest) -> str:
        """Start filming; the name of the operation, to be saved before anything else."""
        ...

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        """Write the clip to `target` (an .mp4) if it is ready; None while it is not."""
        ...
