"""What is read aloud for each word that is shown.

Captions show the writer's text; the voice reads a form of it without emoji and decoration, with
money and telephone numbers as people say them. A token keeps both: its place in the text, and its
spoken form. Nothing in the text is markup: brackets and slashes are blanked, the rest is words.
Han and kana are written without blanks, so each such character is a token.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from typing import NamedTuple

from core.models import Language

_SOUNDING_SIGNS = "&+=%@$€£¥°×÷±₹"
_QUIET_MARKS = "*_#\\/[]{}<>^|~`•·"
_PAUSES = {"-", "–", "—", "--", "―"}
_UNSPOKEN = {"So", "Sk", "Cc", "Cf", "Cs", "Co", "Cn"}
_HAN_KANA = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = re.compile(f"[{_HAN_KANA}]")
_OPENING = "「『（《〈【［“‘(["
_PIECE = re.compile(rf"\W*(?:[{_HAN_KANA}][^\w{_OPENING}]*|[^{_HAN_KANA}]+)|\W+")
_MONEY = re.compile(r"([$€£])(\d[\d,.]*?)(?:([.,])(\d\d))?(?=\W*$)")
_TELEPHONE = re.compile(r"\+?\d{2,5}(?:-\d{2,5})+(?!\d)")
_CURRENCIES = {
    Language.ENGLISH: ("dollars", "euros", "pounds"),
    Language.SPANISH: ("dólares", "euros", "libras"),
    Language.FRENCH: ("dollars", "euros", "livres"),
    Language.GERMAN: ("Dollar", "Euro", "Pfund"),
    Language.PORTUGUESE: ("dólares", "euros", "libras"),
    Language.ITALIAN: ("dollari", "euro", "sterline"),
}


class Token(NamedTuple):
    """A word as shown, `text[start:end]`, and as spoken ("" when it is not)."""

    start: int
    end: int
    spoken: str

    @property
    def sounds(self) -> bool:
        return any(c.isalnum() or c in _SOUNDING_SIGNS for c in self.spoken)


class Reading(NamedTuple):
    """The text for the voice, and where in it each token begins."""

    text: str
    starts: tuple[int, ...]


def tokens_of(text: str, language: Language) -> tuple[Token, ...]:
    """The words of a text in order; together they hold every character that is not blank."""
    spans = [span for match in re.finditer(r"\S+", text) for span in _split(text, *match.span())]
    return tuple(Token(start, end, _say(text[start:end], language)) for start, end in spans)


def reading_of(tokens: tuple[Token, ...]) -> Reading:
    """One line for the voice: blanks only where the writer left them."""
    pieces = [
        token.spoken + " " * (index + 1 < len(tokens) and tokens[index + 1].start > token.end)
        for index, token in enumerate(tokens)
    ]
    return Reading("".join(pieces), tuple(accumulate(map(len, pieces), initial=0))[:-1])


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A run without blanks as one span, or one a character for Han and kana, marks kept beside it."""
    if not _WIDE.search(text, start, end):
        return [(start, end)]
    return [piece.span() for piece in _PIECE.finditer(text, start, end)]


def _say(shown: str, language: Language) -> str:
    if shown in _PAUSES:
        return ","
    said = _MONEY.sub(lambda found: _money(found, language), shown)
    said = _TELEPHONE.sub(lambda found: " ".join(found[0].replace("-", ",")), said)
    kept = ("" if unicodedata.category(c) in _UNSPOKEN and c != "°" else c for c in said)
    return "".join(" " if c in _QUIET_MARKS else c for c in kept).strip()


def _money(found: re.Match[str], language: Language) -> str:
    """`$9.99` as `9 dollars 99`: the sign stands before the number but is said after it."""
    sign, whole, _, cents = found.groups()
    word = dict(zip("$€£", _CURRENCIES.get(language, "$€£"), strict=True))[sign]
    if whole == "1" and language is Language.ENGLISH:
        word = word.removesuffix("s")
    return f"{whole} {word}" + (f" {cents}" if cents and cents != "00" else "")
