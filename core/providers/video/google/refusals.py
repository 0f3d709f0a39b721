"""Why Google's safety filter refused a clip, and what may be done about it.

A refusal comes as sentences with support codes. The table of codes is Google's (Responsible
AI page of Veo); it says which kind of content was seen. One rewording is worth trying for
most kinds, but never for real people, children and what belongs to others: there, other
words for the same picture would only get around the filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from core.errors import ContentRefused
from core.models import Value, clean_text

MOST_WORDS_OF_THEIRS = 200
MOST_CODES = 5


class RefusalKind(StrEnum):
    """What the filter saw; the value completes "because of"."""

    CHILD = "how it shows a child"
    CELEBRITY = "a real, known person"
    VIDEO_SAFETY = "Google's rules for safe videos"
    DANGEROUS = "something dangerous"
    HATE = "hateful content"
    PROHIBITED = "content that Google prohibits"
    THIRD_PARTY = "a brand, character or work that belongs to someone else"
    SEXUAL = "sexual content"
    TOXIC = "insulting content"
    VIOLENCE = "violence"
    VULGAR = "vulgar words"
    AUDIO = "the sound that would go with it"
    OTHER = "Google's safety rules"


_CODES = {
    RefusalKind.CHILD: ("58061214", "17301594"),
    RefusalKind.CELEBRITY: ("29310472", "15236754"),
    RefusalKind.VIDEO_SAFETY: ("64151117", "42237218"),
    RefusalKind.DANGEROUS: ("62263041",),
    RefusalKind.HATE: ("57734940", "22137204"),
    RefusalKind.OTHER: ("74803281", "29578790", "42876398"),
    RefusalKind.PROHIBITED: ("89371032", "49114662", "63429089", "72817394", "60599140"),
    RefusalKind.THIRD_PARTY: ("35561574", "35561575"),
    RefusalKind.SEXUAL: ("90789179", "43188360"),
    RefusalKind.TOXIC: ("78610348",),
    RefusalKind.VIOLENCE: ("61493863", "56562880"),
    RefusalKind.VULGAR: ("32635315",),
}
_KIND_OF = {code: kind for kind, codes in _CODES.items() for code in codes}
_SUPPORT_CODES = re.compile(r"support codes?:\s*(\d[\d, ]*)", re.IGNORECASE)
_ABOUT_SOUND = re.compile(r"\bissue with the audio\b|\baudio for your prompt\b", re.IGNORECASE)
_ABOUT_SAFETY = re.compile(r"\bpolic(?:y|ies)\b|\bsafety\b|\bprohibited\b|\bresponsible ai\b", re.IGNORECASE)

NEVER_REWORDED = frozenset({RefusalKind.CHILD, RefusalKind.CELEBRITY, RefusalKind.THIRD_PARTY})

_HINTS = {
    RefusalKind.CHILD: "Show adults or no people in this scene.",
    RefusalKind.CELEBRITY: "Describe an invented person without a known name or face.",
    RefusalKind.THIRD_PARTY: "Leave out names, logos and characters that are not yours.",
    RefusalKind.AUDIO: "Film it again; the same picture often passes the second time.",
}
_HINT = "Describe the picture in other words, or use a clip of your own."


class Refusal(Value):
    """One refusal: what was seen, the codes to quote to Google's support, and Google's words."""

    kinds: tuple[RefusalKind, ...]
    support_codes: tuple[str, ...] = ()
    words: str = ""

    @classmethod
    def of(cls, reasons: Iterable[str]) -> Refusal:
        """Read Google's reasons; an unknown code counts as `OTHER`."""
        words = clean_text(" ".join(reasons))
        codes = [code for found in _SUPPORT_CODES.findall(words) for code in re.findall(r"\d+", found)]
        kinds = [_KIND_OF.get(code, RefusalKind.OTHER) for code in codes]
        if not kinds:
            kinds = [RefusalKind.AUDIO if _ABOUT_SOUND.search(words) else RefusalKind.OTHER]
        return cls(
            kinds=tuple(dict.fromkeys(kinds)),
            support_codes=tuple(dict.fromkeys(codes))[:MOST_CODES],
            words=words[:MOST_WORDS_OF_THEIRS],
        )

    @classmethod
    def is_meant_by(cls, words: str) -> bool:
        """Whether an error's words are those of the safety filter."""
        return any(pattern.search(words) for pattern in (_SUPPORT_CODES, _ABOUT_SOUND, _ABOUT_SAFETY))

    @property
    def may_reword(self) -> bool:
        return not NEVER_REWORDED.intersection(self.kinds)

    def error(self, who: str) -> ContentRefused:
        """The refusal in plain words; `who` is the model as people know it."""
        codes = f" (support code {', '.join(self.support_codes)})" if self.support_codes else ""
        because = " and ".join(self.kinds)
        strictest = next((kind for kind in self.kinds if kind in NEVER_REWORDED), self.kinds[0])
        return ContentRefused(
            f"{who} refused to film this because of {because}{codes}; nothing was charged.",
            _HINTS.get(strictest, _HINT),
            may_reword=self.may_reword,
        )
