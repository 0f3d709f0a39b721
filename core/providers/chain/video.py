"""Video models in a chain: the first that takes the order films; every clip says who did.

An order may go to any allowed model, for nothing was paid when one turned it away. While
collecting nothing may be paid, so a clip that came to nothing is made by a model that costs
nothing, or not at all. A clip that merely takes long is waited for under its own name.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import AppError, MediaError, ProviderRejected, ProviderUnavailable
from core.operations.children import OnFraction
from core.providers.chain.steps import ProvidedChain
from core.providers.video.base import ClipRequest, FilmedClip, VideoModel

_MARK = "|"
"""Stands between the model's id and its operation in the names that we save."""


class VideoChain(ProvidedChain[VideoModel]):
    """Films with the first model that can; implements `core.providers.video.base.VideoModel`."""

    def price_usd(self, request: ClipRequest) -> float:
        """The wanted model's price; a clip that another made carries its own."""
        return self._steps.wanted.price_usd(request)

    def submit(self, request: ClipRequest) -> str:
        """Order at the first model that takes it; its id and its operation's name."""
        model, operation = self._steps.first_able(lambda model: model.submit(request))
        return f"{model.model_id}{_MARK}{operation}"

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        """Ask the model that took the order. Raises what it raises, unless a free model stands in."""
        model, name = self._taker(operation)
        try:
            clip = model.collect(name, request, target, on_fraction)
        except (ProviderRejected, MediaError) as error:
            return self._stand_in(model, error, request, target, on_fraction)
        return clip and self._signed(clip, model)

    def _taker(self, operation: str) -> tuple[VideoModel, str]:
        """The model that an operation is at, and its own name there."""
        model_id, mark, name = operation.partition(_MARK)
        if not mark:
            return self._steps.wanted, operation
        for model in self._steps.all:
            if model.model_id == model_id:
                return model, name
        raise ProviderUnavailable(
            f"This clip was ordered at {model_id}, which is not set up now.",
            "Set it up again to collect the clip, or film the scene with a new take.",
        )

    def _stand_in(
        self,
        failed: VideoModel,
        error: AppError,
        request: ClipRequest,
        target: Path,
        on_fraction: OnFraction,
    ) -> FilmedClip | None:
        """The clip by a later model that costs nothing. A spoilt clip was delivered, so it was paid."""
        free = [model for model in self._after(failed) if model.price_usd(request) == 0]
        if not free:
            raise self._steps.with_advice(error)

        def make(model: VideoModel) -> FilmedClip | None:
            return model.collect(model.submit(request), request, target, on_fraction)

        self._steps.tell(failed, error)
        model, clip = self._steps.first_able(make, free)
        if clip is None:
            return None
        lost_usd = failed.price_usd(request) if isinstance(error, MediaError) else 0.0
        return self._signed(clip.model_copy(update={"cost_usd": clip.cost_usd + lost_usd}), model)

    def _after(self, failed: VideoModel) -> list[VideoModel]:
        place = self._steps.all.index(failed)
        return [model for model in self._steps.allowed if self._steps.all.index(model) > place]

    def _signed(self, clip: FilmedClip, model: VideoModel) -> FilmedClip:
        return clip.model_copy(
            update={
                "provider": model.provider,
                "model": model.model_id,
                "is_fallback": model is not self._steps.wanted,
            }
        )
