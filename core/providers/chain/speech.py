"""Voices in a chain: the model that has the chosen voice speaks; every utterance says who did.

Another model does not know that voice, so it speaks in its own best one.
"""

from __future__ import annotations

from pathlib import Path

from core.models import Language
from core.providers.chain.steps import GIVES_WAY, LIMITS, ProvidedChain
from core.providers.quote import Quote
from core.providers.speech.base import SpeechModel, SpeechRequest, Utterance, Voice


class SpeechChain(ProvidedChain[SpeechModel]):
    """Speaks with the first model that can; implements `core.providers.speech.base.SpeechModel`."""

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The voices of all allowed models that answer, the wanted model's first.

        Raises the wanted model's error when none answers.
        """
        found: list[Voice] = []
        answered = False
        for model in self._steps.allowed:
            try:
                found += model.voices(language)
                answered = True
            except (*GIVES_WAY, *LIMITS) as error:
                self._steps.tell(model, error)
        return tuple(found) if answered else self._steps.wanted.voices(language)

    def quote(self, request: SpeechRequest) -> Quote:
        """Of the model that has the voice, and at the most what the dearest stand-in costs."""
        owner = self._owner(request)
        others = [model for model in self._steps.allowed if model is not owner]
        return owner.quote(request).or_dearer([each.quote(_without_voice(request)) for each in others])

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        """The model that has the voice speaks first, then the others in their order."""
        owner = self._owner(request)
        others = [model for model in self._steps.allowed if model is not owner]

        def say(model: SpeechModel) -> Utterance:
            return model.speak(own_words(model), target)

        def own_words(model: SpeechModel) -> SpeechRequest:
            return request if model is owner else _without_voice(request)

        model, utterance = self._steps.first_able(
            say, lambda model: model.quote(own_words(model)).likely_usd, [owner, *others]
        )
        return utterance.model_copy(
            update={
                "provider": model.provider,
                "model": model.model_id,
                "is_fallback": model is not owner,
            }
        )

    def _owner(self, request: SpeechRequest) -> SpeechModel:
        if request.voice is None:
            return self._steps.wanted
        for model in self._steps.allowed:
            try:
                if any(voice.voice_id == request.voice for voice in model.voices(request.language)):
                    return model
            except (*GIVES_WAY, *LIMITS):
                continue
        return self._steps.wanted


def _without_voice(request: SpeechRequest) -> SpeechRequest:
    """What a model is asked that does not have the voice."""
    return request.model_copy(update={"voice": None})
