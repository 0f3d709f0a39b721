"""Which of the writer's languages a brief is in.

Short briefs mislead letter statistics ("plumber" looks Turkish), so frequent small words
decide where they can, the model of py3langid otherwise, and English when neither is sure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from core.errors import InvalidInput
from core.models import GenerationRequest, Language
from core.providers.text.offline.phrasebook import LANGUAGES, phrasebook

SURE_ENOUGH = 0.38
"""Probability among the six at which a short text is believed not to be English; set by trying briefs."""


def language_of(request: GenerationRequest) -> Language:
    """The asked language, else the brief's own. Raises InvalidInput for one without a phrasebook."""
    if request.language is None:
        return detect_language(request.prompt)
    if request.language not in LANGUAGES:
        names = "English, Spanish, French, German, Portuguese or Italian"
        raise InvalidInput(
            f"The offline writer cannot write in the language '{request.language}'.",
            f"Choose {names}, or set up a Google key so that Gemini writes the script.",
        )
    return request.language


def detect_language(text: str) -> Language:
    """The likeliest of `LANGUAGES`; English for a text that tells nothing."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = sorted(((_small_words(words, lang), lang) for lang in LANGUAGES), reverse=True)
    (best, language), (second, _) = counts[:2]
    if best >= 2 and best > second:
        return language
    guess, probability = _identifier().classify(text)
    return Language(guess) if probability >= SURE_ENOUGH else Language.ENGLISH


def _small_words(words: list[str], language: Language) -> int:
    reading = phrasebook(language).reading
    known = {*reading.stops, *reading.verbs, *reading.units}
    return sum(len(word) > 1 and word in known for word in words)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second; only unsure briefs need it

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([str(language) for language in LANGUAGES])
    return identifier
