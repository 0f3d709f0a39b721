"""The port for voices: text in, a WAV file and the time of each word out."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from pydantic import Field

from core.models import Language, LongText, ShortText, Value, VoiceStyle, WordTime, is_empty
from core.providers.quote import Quote


class Voice(Value):
    """A voice that can be chosen by its id."""

    voice_id: str
    language: Language
    name: str
    gender: str = ""


class SpeechRequest(Value):
    """Everything that determines a narration. `voice=None`: the adapter's best for language and style."""

    text: LongText
    language: Language
    voice: ShortText | None = None
    style: VoiceStyle = VoiceStyle.NATURAL
    speed: float = Field(default=1.0, ge=0.5, le=2.0)


class Utterance(Value):
    """What was spoken. Words are in order and lie within the duration.

    The last three are empty, and stay out of the JSON, when the model that was asked spoke; a
    chain names the one that did.
    """

    duration_s: float = Field(ge=0)
    sample_rate_hz: int = Field(gt=0)
    words: tuple[WordTime, ...]
    voice: str
    cost_usd: float = Field(default=0.0, ge=0)
    provider: ShortText = Field(default="", exclude_if=is_empty)
    model: ShortText = Field(default="", exclude_if=is_empty)
    is_fallback: bool = Field(default=False, exclude_if=is_empty)


class SpeechModel(Protocol):
    """Speaks. Raises InvalidInput for an unknown voice, ProviderUnavailable, ProviderRejected."""

    @property
    def provider(self) -> str:
        """Who speaks, as results name it: `espeak-ng`, `google-tts`."""
        ...

    @property
    def model_id(self) -> str:
        """Stable name with version; part of every narration's key."""
        ...

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The voices for a language, the best first; all of them for None."""
        ...

    def quote(self, request: SpeechRequest) -> Quote:
        """What `speak` will cost and take; speaks nothing. Raises InvalidInput for an unknown voice."""
        ...

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        """Write mono 16-bit PCM WAV to `target`, with leading and trailing silence trimmed to < 50 ms."""
        ...
