"""The cast: which espeak-ng voices are offered for a language, and under which name.

espeak-ng has one or more accents a language and a hundred "variants" that reshape the throat.
Four timbres were kept, because their long-term spectrum and pitch range lie nearest to people's
(Byrne et al. 1994, measured over the same sentences); the others buzz, whisper or hiss. The first
voice of a language is its default.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.models import Language
from core.providers.speech.base import Voice


class Timbre(StrEnum):
    """A variant of espeak-ng, by the name of its file."""

    BARITONE = "m7"
    TENOR = "max"
    ALTO = "f2"
    SOPRANO = "f5"


class Character(NamedTuple):
    """A voice as people choose it, and what the library must load for it."""

    voice: Voice
    engine_voice: str
    timbre: Timbre


_SUFFIXES = {
    Timbre.BARITONE: ("m", "male"),
    Timbre.ALTO: ("f", "female"),
    Timbre.TENOR: ("m2", "male"),
    Timbre.SOPRANO: ("f2", "female"),
}

_ACCENTS: tuple[tuple[Language, str, str, tuple[str, ...]], ...] = (
    (Language.ENGLISH, "en-us", "gmw/en-US", ("James", "Emma", "Henry", "Grace")),
    (Language.ENGLISH, "en-gb", "gmw/en-GB-x-rp", ("Oliver", "Alice")),
    (Language.SPANISH, "es-es", "roa/es", ("Mateo", "Lucía")),
    (Language.SPANISH, "es-mx", "roa/es-419", ("Diego", "Valeria")),
    (Language.FRENCH, "fr-fr", "roa/fr", ("Louis", "Chloé")),
    (Language.GERMAN, "de-de", "gmw/de", ("Jonas", "Lena")),
    (Language.PORTUGUESE, "pt-br", "roa/pt-BR", ("Rafael", "Beatriz")),
    (Language.PORTUGUESE, "pt-pt", "roa/pt", ("Tiago", "Inês")),
    (Language.ITALIAN, "it-it", "roa/it", ("Luca", "Giulia")),
    (Language.DUTCH, "nl-nl", "gmw/nl", ("Daan", "Sanne")),
    (Language.POLISH, "pl-pl", "zlw/pl", ("Jakub", "Zofia")),
    (Language.TURKISH, "tr-tr", "trk/tr", ("Emre", "Elif")),
    (Language.RUSSIAN, "ru-ru", "zle/ru", ("Иван", "Анна")),
    (Language.GREEK, "el-gr", "grk/el", ("Νίκος", "Ελένη")),
    (Language.ARABIC, "ar", "sem/ar", ("سامي", "ليلى")),
    (Language.HEBREW, "he-il", "sem/he", ("דוד", "נועה")),
    (Language.HINDI, "hi-in", "inc/hi", ("आरव", "दीया")),
    (Language.CHINESE, "zh-cn", "sit/cmn", ("伟", "丽")),
    (Language.JAPANESE, "ja-jp", "jpx/ja", ("はると", "さくら")),
    (Language.KOREAN, "ko-kr", "ko", ("민준", "서연")),
)


def _characters(language: Language, accent: str, file: str, names: tuple[str, ...]) -> list[Character]:
    return [
        Character(
            Voice(voice_id=f"{accent}-{suffix}", language=language, name=name, gender=gender),
            f"{file}+{timbre}",
            timbre,
        )
        for (timbre, (suffix, gender)), name in zip(_SUFFIXES.items(), names, strict=False)
    ]


CAST: tuple[Character, ...] = tuple(character for accent in _ACCENTS for character in _characters(*accent))
