"""Google Cloud Text-to-Speech behind the speech port.

Neural2, WaveNet and Standard voices say when each word sounds; a mark stands before every word.
Chirp 3 HD and Studio voices do not, nor do the others when they drop a mark: then the aligner
finds the words in the sound. A text above the service's limit is spoken in pieces.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from core.models import JsonDict, Language, VoiceStyle, WordTime
from core.providers.catalogue import Catalogue
from core.providers.google.access import GoogleAccess
from core.providers.meter import Meter, PaidCall, Unmetered
from core.providers.model_card import ModelCard, ModelKind
from core.providers.prices import utc_today
from core.providers.quote import Quote
from core.providers.speech.alignment import Aligner
from core.providers.speech.base import SpeechModel, SpeechRequest, Utterance, Voice
from core.providers.speech.google.client import TtsClient
from core.providers.speech.google.families import Family, family_of, locale_of
from core.providers.speech.google.markup import billed_characters, mark_names, marked, plain, shown_tokens
from core.providers.speech.google.received import SILENCE, Spoken, Trimmed, from_wav, joined
from core.providers.speech.google.splitting import Piece, pieces_of
from core.providers.speech.google.voice_list import KNOWN_VOICES, VoiceList
from core.providers.speech.sound import Sound, write_wav
from core.providers.speech.spans import Span, audible_frames, audible_spans, spread
from core.providers.speech.spoken import Token

SAMPLE_RATE_HZ = 24_000
MOST_BYTES = 5_000
SLOWEST, FASTEST = 0.25, 2.0
"""Google's limits of `speaking_rate`."""

STYLE_RATES = {
    VoiceStyle.NATURAL: 1.0,
    VoiceStyle.CALM: 0.9,
    VoiceStyle.ENERGETIC: 1.12,
    VoiceStyle.WARM: 0.95,
    VoiceStyle.AUTHORITATIVE: 0.94,
}


class CloudVoices:
    """Speaks with Google's Cloud voices, by key or account. `reader` times words where the voice does not.

    Raises InvalidInput when no route to Google is set up.
    """

    provider = "google-tts"

    def __init__(
        self,
        access: GoogleAccess,
        catalogue: Catalogue,
        reader: SpeechModel,
        *,
        meter: Meter | None = None,
        today: Callable[[], date] = utc_today,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = TtsClient(access)
        self._catalogue = catalogue
        self._aligner = Aligner(reader)
        self._list = VoiceList(self._client.list_voices, clock_s)
        self._meter = meter or Unmetered()
        self._today = today
        self.model_id = f"google-tts-1-{self._aligner.version}"

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The service's voices, the best first; a short list from memory while it does not answer."""
        return self._list.voices(language)

    @property
    def is_offered_from_memory(self) -> bool:
        """Whether the service's own list is unknown, asked now if it was not."""
        return self._list.voices() == KNOWN_VOICES

    def quote(self, request: SpeechRequest) -> Quote:
        """Exact: it is paid by the character. Raises InvalidInput, as `speak` does."""
        _, card = self._voice_and_card(request)
        price_usd = sum(self._call(piece, card).most_usd for piece in self._spoken_pieces(request, card))
        return Quote.exactly(price_usd, card.id, card.usual_wait_s)

    def speak(self, request: SpeechRequest, target: Path) -> Utterance:
        """Write mono 16-bit WAV at 24 kHz to `target`, which appears only when it is complete.

        Raises InvalidInput, StorageError, and whatever Google answers (see `google_failures`).
        """
        voice, card = self._voice_and_card(request)
        pieces = self._spoken_pieces(request, card)
        spoken = Spoken(SILENCE, ())
        if pieces:
            spoken = joined([self._speak_piece(piece, request, voice, card) for piece in pieces])
        write_wav(target, spoken.sound)
        return Utterance(
            duration_s=spoken.sound.duration_s,
            sample_rate_hz=spoken.sound.sample_rate_hz,
            words=spoken.words,
            voice=voice,
            cost_usd=sum(self._call(piece, card).most_usd for piece in pieces),
        )

    def _voice_and_card(self, request: SpeechRequest) -> tuple[str, ModelCard]:
        voice = self._list.chosen(request)
        family = family_of(voice) or Family.STANDARD
        return voice, self._catalogue.usable(family.model, self._today())

    def _spoken_pieces(self, request: SpeechRequest, card: ModelCard) -> list[Piece]:
        """What is sent, piece by piece; nothing where nothing sounds."""
        tokens = shown_tokens(request.text, request.language)
        return self._pieces(tokens, card) if any(token.sounds for token in tokens) else []

    def _pieces(self, tokens: Sequence[Token], card: ModelCard) -> list[Piece]:
        written = marked if card.time_points else plain
        pieces = pieces_of(tokens, lambda some: len(written(some).encode()), card.request_bytes or MOST_BYTES)
        return [piece for piece in pieces if any(token.sounds for token in piece)]

    def _speak_piece(self, piece: Piece, request: SpeechRequest, voice: str, card: ModelCard) -> Spoken:
        rate = min(max(STYLE_RATES[request.style] * request.speed, SLOWEST), FASTEST)
        version = "v1beta1" if card.time_points else "v1"  # only v1beta1 gives time points
        call = self._call(piece, card)
        with self._meter.paying(call) as bill:
            answer = self._client.synthesize(version, _order(piece, voice, rate, is_marked=card.time_points))
            bill.settle(call.most_usd)
        trimmed = from_wav(answer.audio_content, len(plain(piece)), rate)
        words = _marked_words(piece, answer, trimmed) if card.time_points else ()
        align = partial(self._aligned, piece, request)
        return Spoken(trimmed.sound, words or align(trimmed.sound))

    def _call(self, piece: Piece, card: ModelCard) -> PaidCall:
        """What speaking a piece costs is known before: it is paid by the character."""
        characters = billed_characters(piece, is_marked=card.time_points)
        return PaidCall(
            kind=ModelKind.SPEECH,
            model=card.id,
            route=self._client.route,
            most_usd=card.characters_price_usd(characters, on=self._today()),
            characters=characters,
        )

    def _aligned(self, piece: Piece, request: SpeechRequest, sound: Sound) -> tuple[WordTime, ...]:
        start = piece[0].start
        words = self._aligner.words(
            request.text[start : piece[-1].end], request.language, sound, request.speed
        )
        return tuple(
            word.model_copy(update={"start_char": word.start_char + start, "end_char": word.end_char + start})
            for word in words
        )


def _order(piece: Piece, voice: str, rate: float, *, is_marked: bool) -> JsonDict:
    order: JsonDict = {
        "input": {"ssml": marked(piece)} if is_marked else {"text": plain(piece)},
        "voice": {"language_code": locale_of(voice), "name": voice},
        "audio_config": {
            "audio_encoding": "LINEAR16",
            "speaking_rate": round(rate, 3),
            "sample_rate_hertz": SAMPLE_RATE_HZ,
        },
    }
    return order | {"enable_time_pointing": ["SSML_MARK"]} if is_marked else order


def _marked_words(piece: Piece, answer: Any, trimmed: Trimmed) -> tuple[WordTime, ...]:
    """The words at their marks; none when a mark is missing or has no sensible time."""
    times = {point.mark_name: point.time_seconds - trimmed.cut_s for point in answer.timepoints}
    begins = [times.get(name, math.nan) for name in mark_names(piece)]
    if not all(map(math.isfinite, begins)) or begins != sorted(begins):
        return ()
    sound = trimmed.sound
    edges = spread([*begins, sound.duration_s], Span(0.0, sound.duration_s))
    spans = audible_spans(edges, audible_frames(sound.samples, sound.sample_rate_hz))
    return tuple(
        WordTime(start_char=token.start, end_char=token.end, start_s=span.start_s, end_s=span.end_s)
        for token, span in zip((token for token in piece if token.sounds), spans, strict=True)
    )
