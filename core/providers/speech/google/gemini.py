"""Gemini models that speak, behind the speech port.

They are told in words how to speak, and give no word times: the aligner finds those. The text goes
in as fenced data; the version of the prompt is part of the model's name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from string import Template

from google.genai import types

from core.errors import ContentRefused, ProviderUnavailable
from core.models import Language, VoiceStyle
from core.providers.catalogue import Catalogue
from core.providers.google.access import GoogleAccess
from core.providers.google.client import genai_client
from core.providers.google.failures import google_failures
from core.providers.meter import Meter, PaidCall, Unmetered
from core.providers.model_card import ModelKind
from core.providers.prices import utc_today
from core.providers.quote import Quote
from core.providers.speech.alignment import Aligner
from core.providers.speech.base import SpeechModel, SpeechRequest, Utterance, Voice
from core.providers.speech.google.markup import plain, shown_tokens
from core.providers.speech.google.received import SILENCE, Trimmed, from_pcm, from_wav
from core.providers.speech.google.stars import STARS
from core.providers.speech.google.voice_list import refused
from core.providers.speech.sound import write_wav

SPEAKING_LIMIT_S = 120.0
AUDIO_TOKENS_PER_S = 25
"""Google counts 25 tokens a second of sound (general knowledge); used when an answer does not count."""
CHARACTERS_PER_S = 14.0
"""What is spoken in a second, about; the slowest deliveries take twice as long."""

_PROMPT = Path(__file__).with_name("prompts") / "narrate.md"
_RATE = re.compile(r"rate=(\d{4,6})")
_USUAL_RATE_HZ = 24_000
_DELIVERIES = {
    VoiceStyle.NATURAL: ("natural and clear, like a friend who knows the subject", 1.0),
    VoiceStyle.CALM: ("calm and unhurried, soft at the ends of sentences", 0.9),
    VoiceStyle.ENERGETIC: ("bright and lively, with a smile and much melody", 1.1),
    VoiceStyle.WARM: ("warm and close, like telling it to one person", 0.95),
    VoiceStyle.AUTHORITATIVE: ("firm and confident, low, with short pauses before what matters", 0.95),
}


class GeminiVoices:
    """Speaks with a Gemini speech model, by key or account; an empty `model` means the catalogue's.

    Raises InvalidInput when no route is set up, or the model is unknown or gone.
    """

    provider = "gemini-tts"

    def __init__(
        self,
        access: GoogleAccess,
        catalogue: Catalogue,
        reader: SpeechModel,
        *,
        model: str = "",
        meter: Meter | None = None,
        today: Callable[[], date] = utc_today,
    ) -> None:
        wanted = model or catalogue.defaults.gemini_voice
        self._card, route = catalogue.reachable(wanted, access.routes, today())
        self._client = genai_client(
            access, route, timeout_s=SPEAKING_LIMIT_S, location=self._card.cloud_location
        )
        self._route = route
        self._meter = meter or Unmetered()
        self._aligner = Aligner(reader)
        self._today = today
        self.model_id = f"{self._card.id}-{_version()}-{self._aligner.version}"

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """Every voice speaks every language; its id is such as `en-Kore`."""
        return tuple(
            Voice(voice_id=f"{each.value}-{name}", language=each, name=f"{name} (Gemini)", gender=gender)
            for each in Language
            for name, gender in STARS.items()
            if language in (None, each)
        )

    def quote(self, request: SpeechRequest) -> Quote:
        """From the length of the text: it is paid by the second of sound. Raises InvalidInput."""
        self._chosen(request)
        likely_usd = self._price_usd(len(request.text), len(request.text) / CHARACTERS_PER_S)
        return Quote(
            model=self._card.id,
            low_usd=likely_usd * 0.7,
            likely_usd=likely_usd,
            high_usd=2 * likely_usd,
            wait_s=self._card.usual_wait_s,
        )

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        """Write mono 16-bit WAV at 24 kHz to `target`, which appears only when it is complete.

        Raises InvalidInput, ContentRefused, StorageError, and what `google_failures` does.
        """
        voice = self._chosen(request)
        tokens = shown_tokens(request.text, request.language)
        text = plain(tokens) if any(token.sounds for token in tokens) else ""
        sound, cost_usd = SILENCE, 0.0
        if text:
            with self._meter.paying(self._call(request)) as bill:
                answer = self._asked(request, text, voice.rpartition("-")[2])
                sound = _sound(answer, len(text), request.speed).sound
                cost_usd = self._cost_usd(answer, len(text), sound.duration_s)
                bill.settle(cost_usd)
        words = self._aligner.words(request.text, request.language, sound, request.speed) if text else ()
        write_wav(target, sound)
        return Utterance(
            duration_s=sound.duration_s,
            sample_rate_hz=sound.sample_rate_hz,
            words=words,
            voice=voice,
            cost_usd=cost_usd,
        )

    def _chosen(self, request: SpeechRequest) -> str:
        """The asked voice, by its id or by its bare name; the best for the language otherwise."""
        voices = self.voices(request.language)
        if request.voice is None:
            return voices[1 if request.style is VoiceStyle.AUTHORITATIVE else 0].voice_id
        for voice in voices:
            if request.voice in (voice.voice_id, voice.voice_id.rpartition("-")[2]):
                return voice.voice_id
        known = any(voice.voice_id == request.voice for voice in self.voices())
        raise refused(request.voice, request.language, voices, known=known)

    def _asked(self, request: SpeechRequest, text: str, name: str) -> types.GenerateContentResponse:
        speaker = types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=name))
        config = types.GenerateContentConfig(
            response_modalities=["AUDIO"], speech_config=types.SpeechConfig(voice_config=speaker)
        )
        with google_failures("speaking the narration"):
            return self._client.models.generate_content(
                model=self._card.id, contents=_prompt(request, text), config=config
            )

    def _call(self, request: SpeechRequest) -> PaidCall:
        return PaidCall(
            kind=ModelKind.SPEECH,
            model=self._card.id,
            route=self._route,
            most_usd=self.quote(request).high_usd,
            characters=len(request.text),
        )

    def _price_usd(self, characters: int, duration_s: float) -> float:
        tokens_in, tokens_out = characters // 2, round(duration_s * AUDIO_TOKENS_PER_S)
        return self._card.tokens_price_usd(tokens_in, tokens_out, on=self._today())

    def _cost_usd(self, answer: types.GenerateContentResponse, characters: int, duration_s: float) -> float:
        used = answer.usage_metadata or types.GenerateContentResponseUsageMetadata()
        tokens_in = used.prompt_token_count or characters // 2
        tokens_out = used.candidates_token_count or round(duration_s * AUDIO_TOKENS_PER_S)
        return self._card.tokens_price_usd(tokens_in, tokens_out, on=self._today())


def _prompt(request: SpeechRequest, text: str) -> str:
    delivery, pace = _DELIVERIES[request.style]
    return Template(_template()).substitute(
        language=request.language.name.title(),
        delivery=delivery,
        pace=f"{pace * request.speed:.2f}",
        text=text.replace("<", " ").replace(">", " "),
    )


@cache
def _template() -> str:
    return _PROMPT.read_text(encoding="utf-8")


def _version() -> str:
    return hashlib.sha256(_template().encode()).hexdigest()[:8]


def _sound(answer: types.GenerateContentResponse, characters: int, speed: float) -> Trimmed:
    """The sound of an answer: headerless samples, or a WAV file."""
    candidate = (answer.candidates or [types.Candidate()])[0]
    parts = (candidate.content.parts if candidate.content else None) or []
    blob = next((part.inline_data for part in parts if part.inline_data), None)
    if blob is None or not blob.data:
        raise _without_sound(answer, candidate)
    kind = blob.mime_type or ""
    if "wav" in kind:
        return from_wav(blob.data, characters, speed)
    if not kind.lower().startswith(("audio/l16", "audio/pcm")):
        raise ProviderUnavailable("Google's voice answered with no sound that is known.", _TRY)
    found = _RATE.search(kind)
    return from_pcm(blob.data, int(found[1]) if found else _USUAL_RATE_HZ, characters, speed)


def _without_sound(
    answer: types.GenerateContentResponse, candidate: types.Candidate
) -> ContentRefused | ProviderUnavailable:
    blocked = answer.prompt_feedback and answer.prompt_feedback.block_reason
    finish = candidate.finish_reason
    if blocked or (finish and finish.value in ("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII")):
        return ContentRefused(
            "Google's safety filter refused to speak the narration.", "Reword the scene's narration."
        )
    return ProviderUnavailable("Google's voice answered without sound.", _TRY)


_TRY = "Try again; if it stays so, choose another voice."
