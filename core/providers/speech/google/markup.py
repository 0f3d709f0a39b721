"""What is sent for the words of a piece: plain text, or SSML with a mark before each word.

Google reads numbers, money and abbreviations better than we could, so words go as they are shown;
only pictures are left out, because some voices read their names aloud.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from core.models import Language
from core.providers.speech.spoken import Token, tokens_of

_PICTURES = {"So", "Sk", "Co", "Cs", "Cn"}
_EMOJI_PARTS = "\ufe0f\u20e3"


def shown_tokens(text: str, language: Language) -> tuple[Token, ...]:
    """The words of a text; each is spoken as it is shown, without pictures."""
    return tuple(
        token._replace(spoken=_readable(text[token.start : token.end]) if token.sounds else _pause(token))
        for token in tokens_of(text, language)
    )


def plain(tokens: Sequence[Token]) -> str:
    """The words with a blank wherever the writer left one."""
    return _joined(tokens, lambda token: token.spoken)


def marked(tokens: Sequence[Token]) -> str:
    """SSML with `<mark name="wN"/>` before the Nth word that sounds."""
    names = iter(mark_names(tokens))

    def written(token: Token) -> str:
        mark = f'<mark name="{next(names)}"/>' if token.sounds else ""
        return mark + escape(token.spoken)

    return _speak(tokens, written)


def mark_names(tokens: Sequence[Token]) -> list[str]:
    """The names of the marks, in order."""
    return [f"w{number}" for number in range(sum(token.sounds for token in tokens))]


def billed_characters(tokens: Sequence[Token], *, is_marked: bool) -> int:
    """What Google counts: every character of the request; of SSML every tag except marks."""
    return len(_speak(tokens, lambda token: escape(token.spoken)) if is_marked else plain(tokens))


def _speak(tokens: Sequence[Token], written: Callable[[Token], str]) -> str:
    return f"<speak>{_joined(tokens, written)}</speak>"


def _joined(tokens: Sequence[Token], written: Callable[[Token], str]) -> str:
    pieces: list[str] = []
    end = None
    for token in tokens:
        if token.spoken:
            pieces.append(" " * (end is not None and token.start > end) + written(token))
            end = token.end
    return "".join(pieces)


def _pause(token: Token) -> str:
    """A dash on its own is heard as a pause; other signs are not."""
    return "," if token.spoken == "," else ""


def _readable(shown: str) -> str:
    return "".join(
        c for c in shown if c == "°" or (unicodedata.category(c) not in _PICTURES and c not in _EMOJI_PARTS)
    )
