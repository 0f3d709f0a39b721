"""espeak-ng behind the speech port.

Each narration is made by a child of its own: the library keeps global state and is written in C,
so two narrators speak at once, and a crash of the library is an error of one narration only.
A text that holds nothing to say (empty, only emoji or punctuation) becomes a fifth of a second of
silence without words, because a scene may be silent.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.errors import InvalidInput, StorageError
from core.models import Language, VoiceStyle, WordTime
from core.operations.helpers import call_module
from core.operations.turns import one_for_each_core
from core.providers.quote import Quote
from core.providers.speech.base import SpeechRequest, Utterance, Voice
from core.providers.speech.espeak.deliveries import delivery_for
from core.providers.speech.espeak.voices import CAST, Character

WORKER = "core.providers.speech.espeak.worker"
TIMEOUT_S = 120.0
_TURNS = one_for_each_core()
Call = Callable[..., dict[str, Any]]


class Espeak:
    """The free voice that is always there. `call` runs a module in a child (tests replace it)."""

    provider = "espeak-ng"

    def __init__(self, call: Call = call_module) -> None:
        self._call = call
        self.model_id = f"espeak-ng-{version('espeakng-loader')}"
        """The version is the wheel's: it pins the library and its pronunciation data together."""

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The curated voices for a language, the best first; all of them for None."""
        return tuple(c.voice for c in CAST if language in (None, c.voice.language))

    def quote(self, request: SpeechRequest) -> Quote:  # noqa: ARG002 - the port asks per request
        """Nothing, whatever is asked."""
        return Quote.free(self.model_id)

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        """Write mono 16-bit WAV at 22,050 Hz to `target`, which appears only when it is complete.

        Raises InvalidInput for a voice that is unknown or of another language, MediaError when the
        library crashed, StorageError when the file cannot be written.
        """
        character = _choose(request)
        part = target.with_name(target.name + ".part")
        try:
            with _TURNS.mine():
                answer = self._call(WORKER, _order(request, character, part), timeout_s=TIMEOUT_S)
            part.replace(target)
        except OSError as error:
            raise _cannot_write(target, error) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return Utterance(
            duration_s=answer["duration_s"],
            sample_rate_hz=answer["sample_rate_hz"],
            words=tuple(WordTime(**word) for word in answer["words"]),
            voice=character.voice.voice_id,
        )


def _choose(request: SpeechRequest) -> Character:
    """The named character, or the first of the language (energetic: the first woman, who is brighter)."""
    able = [c for c in CAST if c.voice.language is request.language]
    if request.voice is None:
        bright = request.style is VoiceStyle.ENERGETIC
        return next((c for c in able if bright and c.voice.gender == "female"), able[0])
    for character in able:
        if character.voice.voice_id == request.voice:
            return character
    known = any(c.voice.voice_id == request.voice for c in CAST)
    problem = f"does not speak {request.language.name.title()}" if known else "does not exist"
    names = ", ".join(c.voice.voice_id for c in able)
    raise InvalidInput(f"The voice '{request.voice}' {problem}.", f"Choose one of: {names}.")


def _order(request: SpeechRequest, character: Character, target: Path) -> dict[str, Any]:
    delivery = delivery_for(request.style, request.language, request.speed)
    return {
        "text": request.text,
        "language": request.language.value,
        "engine_voice": character.engine_voice,
        "timbre": character.timbre.value,
        "delivery": delivery._asdict(),
        "target": str(target),
    }


def _cannot_write(target: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The narration could not be written: {error.strerror}.", f"Check the folder {target.parent}."
    )
