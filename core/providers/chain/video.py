"""Video models in a chain: the first that takes the order films; every clip says who did.

An order may go to any allowed model, for nothing was paid when one turned it away. A clip that
came to nothing is ordered anew at those that stand behind its model (see `after`), which is
another order to be written down. A clip that merely takes long is waited for under its own name.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import InvalidInput, MediaError, ProviderRejected, ProviderUnavailable
from core.operations.children import OnFraction
from core.providers.chain.steps import ProvidedChain, Step
from core.providers.quote import Quote
from core.providers.video.base import ClipRequest, FilmedClip, VideoModel

_MARK = "|"
"""Stands between the model's id and its operation in the names that we save."""


class VideoChain(ProvidedChain[VideoModel]):
    """Films with the first model that can; a `VideoModel` that `HasStandIns`."""

    def price_usd(self, request: ClipRequest) -> float:
        """The wanted model's price; a clip that another made carries its own."""
        return self._steps.wanted.price_usd(request)

    def quote(self, request: ClipRequest) -> Quote:
        """The wanted model's, and at the most what the dearest stand-in costs."""
        wanted, *others = self._steps.allowed
        able = [model for model in others if _price_usd(model, request) is not None]
        return wanted.quote(request).or_dearer([model.quote(request) for model in able])

    def submit(self, request: ClipRequest) -> str:
        """Order at the first model that takes it; its id and its operation's name."""
        model, operation = self._steps.first_able(
            lambda model: model.submit(request), lambda model: _price_usd(model, request)
        )
        return f"{model.model_id}{_MARK}{operation}"

    def collect(
        self, operation: str, request: ClipRequest, target: Path, on_fraction: OnFraction
    ) -> FilmedClip | None:
        """Ask the model that took the order. Raises what it raises, with advice where there is some."""
        model, name = self._taker(operation)
        try:
            clip = model.collect(name, request, target, on_fraction)
        except (ProviderRejected, MediaError) as error:
            self._steps.tell(model, error)
            raise self._steps.with_advice(error) from error.__cause__
        return clip and self._signed(clip, model)

    def after(self, operation: str, request: ClipRequest, *, for_free: bool) -> VideoChain | None:
        """The allowed models behind the one that took the order; `for_free`: those that cost nothing."""
        place = self._steps.all.index(self._taker(operation)[0])
        later = [model for model in self._steps.allowed if self._steps.all.index(model) > place]
        prices = [(model, _price_usd(model, request)) for model in later]
        able = [model for model, usd in prices if usd == 0 or not (usd is None or for_free)]
        return VideoChain([Step(model) for model in able]) if able else None

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

    def _signed(self, clip: FilmedClip, model: VideoModel) -> FilmedClip:
        return clip.model_copy(
            update={
                "provider": model.provider,
                "model": model.model_id,
                "is_fallback": model is not self._steps.wanted,
            }
        )


def _price_usd(model: VideoModel, request: ClipRequest) -> float | None:
    """None for what the model cannot film."""
    try:
        return model.price_usd(request)
    except InvalidInput:
        return None
