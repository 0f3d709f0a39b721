"""The kinds of voices that Cloud Text-to-Speech has, the best first."""

from __future__ import annotations

import re
from enum import StrEnum

from core.models import Language

_NAME = re.compile(r"([a-z]{2,3})-[A-Z]{2}-(Chirp3-HD|Studio|Neural2|Wavenet|Standard)-([A-Za-z0-9]+)")
_CODES = {"cmn": Language.CHINESE, "iw": Language.HEBREW} | {each.value: each for each in Language}


class Family(StrEnum):
    """A kind of voice, as its names have it."""

    CHIRP = "Chirp3-HD"
    STUDIO = "Studio"
    NEURAL = "Neural2"
    WAVENET = "Wavenet"
    STANDARD = "Standard"

    @property
    def model(self) -> str:
        """Its id in the catalogue."""
        return _MODELS[self]

    @property
    def rank(self) -> int:
        """0 for the best."""
        return tuple(Family).index(self)


_MODELS = {
    Family.CHIRP: "chirp-3-hd",
    Family.STUDIO: "studio",
    Family.NEURAL: "neural2",
    Family.WAVENET: "wavenet",
    Family.STANDARD: "standard",
}


def family_of(voice_id: str) -> Family | None:
    """The family of a name such as `en-US-Chirp3-HD-Kore`; None for kinds that are not offered."""
    found = _NAME.fullmatch(voice_id)
    return Family(found[2]) if found else None


def language_of(voice_id: str) -> Language | None:
    """The language of such a name, if it is one of ours."""
    found = _NAME.fullmatch(voice_id)
    return _CODES.get(found[1]) if found else None


def locale_of(voice_id: str) -> str:
    """`en-US` of `en-US-Chirp3-HD-Kore`."""
    return "-".join(voice_id.split("-")[:2])


def own_name(voice_id: str) -> str:
    """`Kore` of `en-US-Chirp3-HD-Kore`."""
    return voice_id.rpartition("-")[2]
