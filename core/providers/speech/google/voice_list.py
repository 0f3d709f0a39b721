"""Who can speak: the service's own list, asked once, or a short one while it does not answer.

A page that offers voices must open without a network, so a failing service is not asked again for
five minutes and its best voices are offered from memory meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import structlog

from core.errors import AppError, InvalidInput
from core.models import Language, VoiceStyle
from core.providers.speech.base import SpeechRequest, Voice
from core.providers.speech.google.families import Family, family_of, language_of, locale_of, own_name
from core.providers.speech.google.stars import STARS

log = structlog.get_logger(__name__)

ASK_AGAIN_S = 300.0
MOST_NAMES = 8
"""How many voices a refusal names."""

LOCALES = {
    Language.ENGLISH: "en-US",
    Language.SPANISH: "es-ES",
    Language.FRENCH: "fr-FR",
    Language.GERMAN: "de-DE",
    Language.PORTUGUESE: "pt-BR",
    Language.ITALIAN: "it-IT",
    Language.DUTCH: "nl-NL",
    Language.POLISH: "pl-PL",
    Language.TURKISH: "tr-TR",
    Language.RUSSIAN: "ru-RU",
    Language.GREEK: "el-GR",
    Language.ARABIC: "ar-XA",
    Language.HEBREW: "he-IL",
    Language.HINDI: "hi-IN",
    Language.CHINESE: "cmn-CN",
    Language.JAPANESE: "ja-JP",
    Language.KOREAN: "ko-KR",
}
"""The accent that is offered first."""

_GENDERS = {VoiceStyle.ENERGETIC: "female", VoiceStyle.AUTHORITATIVE: "male"}
Ask = Callable[[], Iterable[tuple[str, str]]]
"""Asks the service: names and genders. Raises AppErrors."""


def voice_of(voice_id: str, gender: str) -> Voice | None:
    """A voice as people choose it; None for a language or kind that is not offered."""
    family, language = family_of(voice_id), language_of(voice_id)
    if family is None or language is None:
        return None
    name = f"{own_name(voice_id)} ({family.value}, {locale_of(voice_id)})"
    return Voice(voice_id=voice_id, language=language, name=name, gender=gender)


KNOWN_VOICES = tuple(
    voice
    for language in Language
    for name, gender in STARS.items()
    if (voice := voice_of(f"{LOCALES[language]}-{Family.CHIRP.value}-{name}", gender))
)


class VoiceList:
    """The voices of a service, the best first; safe to ask from several threads."""

    def __init__(self, ask: Ask, clock_s: Callable[[], float]) -> None:
        self._ask = ask
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._listed: tuple[Voice, ...] = ()
        self._ask_at_s = -1.0

    def voices(self, language: Language | None = None) -> tuple[Voice, ...]:
        """The voices for a language; all of them for None."""
        with self._lock:
            if not self._listed and self._clock_s() >= self._ask_at_s:
                self._refresh()
            voices = self._listed or KNOWN_VOICES
        return tuple(voice for voice in voices if language in (None, voice.language))

    def chosen(self, request: SpeechRequest) -> str:
        """The id of the asked voice, or of the best for language and style. Raises InvalidInput.

        While the service's list is unknown, any name of the right language passes: it may exist.
        """
        voices = self.voices(request.language)
        if request.voice is None:
            return _best(voices, request.style).voice_id
        listed = any(voice.voice_id == request.voice for voice in voices)
        if listed or (not self._listed and language_of(request.voice) is request.language):
            return request.voice
        raise refused(request.voice, request.language, voices, known=language_of(request.voice) is not None)

    def _refresh(self) -> None:
        try:
            found = [voice for name, gender in self._ask() if (voice := voice_of(name, gender))]
        except AppError as error:
            log.warning("voices offered from memory", reason=error.message)
            found = []
        silent = {language for language in Language if all(v.language is not language for v in found)}
        if found:
            found += [voice for voice in KNOWN_VOICES if voice.language in silent]
        self._listed = tuple(sorted(set(found), key=_rank))
        self._ask_at_s = self._clock_s() + ASK_AGAIN_S


def refused(asked: str, language: Language, voices: tuple[Voice, ...], *, known: bool) -> InvalidInput:
    """The error for a voice that is unknown or of another language, with some that would do."""
    problem = f"does not speak {language.name.title()}" if known else "does not exist"
    names = ", ".join(voice.voice_id for voice in voices[:MOST_NAMES])
    return InvalidInput(f"The voice '{asked}' {problem}.", f"Choose one of: {names}.")


def _best(voices: tuple[Voice, ...], style: VoiceStyle) -> Voice:
    wanted = _GENDERS.get(style)
    return next((voice for voice in voices if voice.gender == wanted), voices[0])


def _rank(voice: Voice) -> tuple[object, ...]:
    family = family_of(voice.voice_id) or Family.STANDARD
    at_home = locale_of(voice.voice_id) == LOCALES[voice.language]
    name = own_name(voice.voice_id)
    favour = list(STARS).index(name) if name in STARS else len(STARS)
    return (voice.language, family.rank, not at_home, favour, voice.voice_id)
