"""Words looked for in what people write: whole words, near each other, in one sentence.

A term is one or more words; `*` ends one of any ending, `#` is a number from 1 to 17, `$` the end
of the sentence. Case, accents, hyphens and invisible characters make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from core.models import ShortText, Value

_SENTENCE = re.compile(r"[.!?\n…]+(?=\s|$)")
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_END = "$"
_GONE = "-"


class Wording(Value):
    """Terms that together mean something: one of `first`, and near it one of `second` if there are any.

    `harmless` are terms in which such words mean something else; a text with an `unless` in it anywhere
    is about the matter, and not the matter itself.
    """

    says: ShortText
    first: tuple[str, ...]
    second: tuple[str, ...] = ()
    near_words: int = 0
    """Words that may stand between a first and a second term."""
    harmless: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def is_in(self, text: str) -> bool:
        """Whether the text means it."""
        sentences = [_without(sentence, self.harmless) for sentence in _sentences(text)]
        if any(_places(sentence, self.unless) for sentence in sentences):
            return False
        return any(self._is_said(sentence) for sentence in sentences)

    def _is_said(self, sentence: str) -> bool:
        firsts = _places(sentence, self.first)
        if not self.second or not firsts:
            return bool(firsts)
        seconds = _places(sentence, self.second)
        return any(self._is_near(one, seconds) for one in firsts)

    def _is_near(self, one: _Place, others: Sequence[_Place]) -> bool:
        """Whether the other before or the other after it is near enough."""
        at = bisect(others, one)
        gaps = (
            max(one.start - other.end, other.start - one.end) for other in others[max(0, at - 1) : at + 1]
        )
        return min(gaps, default=self.near_words + 1) <= self.near_words


class _Place(NamedTuple):
    """Words of a sentence, from `start` to before `end`."""

    start: int
    end: int


def _sentences(text: str) -> Iterator[str]:
    """Each sentence as its words with single blanks between, `$` at its end."""
    folded = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    for sentence in _SENTENCE.split(plain):
        if words := _WORD.findall(sentence):
            yield " ".join([*words, _END])


def _places(sentence: str, terms: tuple[str, ...]) -> list[_Place]:
    """Where terms stand, in order."""
    return [
        _Place(sentence.count(" ", 0, found.start()), sentence.count(" ", 0, found.end()) + 1)
        for found in (_pattern(terms).finditer(sentence) if terms else ())
    ]


def _without(sentence: str, harmless: tuple[str, ...]) -> str:
    return _pattern(harmless).sub(_GONE, sentence) if harmless else sentence


@cache
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all terms, the longest first."""
    ordered = sorted(terms, key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(_term(term) for term in ordered)})(?!\S)")


def _term(term: str) -> str:
    return re.escape(term).replace(r"\*", r"\w*").replace(r"\#", "(?:[1-9]|1[0-7])")
