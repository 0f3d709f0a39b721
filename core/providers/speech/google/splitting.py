"""A long text in pieces that fit a request: cut between sentences, else between words.

Limits of Google are in bytes, and markup counts. A single word larger than a request (a script
without blanks, or nonsense) is cut between characters, never inside one or before what belongs to it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from core.providers.speech.spoken import Token

Piece = tuple[Token, ...]
SizeOf = Callable[[Sequence[Token]], int]
"""The bytes of a request for these tokens."""

_SENTENCE_ENDS = ".!?…。！？؟।"
_CLAUSE_ENDS = ",;:，、；：،"
_CLOSING = "\"'”’»)]}』」"
_JOINERS = "\u200c\u200d"


def pieces_of(tokens: Sequence[Token], size_of: SizeOf, most_bytes: int) -> list[Piece]:
    """All tokens in order, in pieces of at most `most_bytes`."""
    waiting = [part for token in tokens for part in _fitting(token, size_of, most_bytes)]
    pieces: list[Piece] = []
    while waiting:
        count = _count(waiting, size_of, most_bytes)
        if count < len(waiting):
            count = _last_end(waiting[:count])
        pieces.append(tuple(waiting[:count]))
        waiting = waiting[count:]
    return pieces


def _count(tokens: Sequence[Token], size_of: SizeOf, most_bytes: int) -> int:
    """How many tokens from the first on fit, at least one; found by halving."""
    low, high = 1, len(tokens)
    while low < high:
        middle = (low + high + 1) // 2
        if size_of(tokens[:middle]) <= most_bytes:
            low = middle
        else:
            high = middle - 1
    return low


def _last_end(tokens: Sequence[Token]) -> int:
    """How many of the tokens to keep: to the end of a sentence, else of a clause, else all."""
    for ends in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        for count in range(len(tokens), 0, -1):
            if tokens[count - 1].spoken.rstrip(_CLOSING)[-1:] in tuple(ends):
                return count
    return len(tokens)


def _fitting(token: Token, size_of: SizeOf, most_bytes: int) -> list[Token]:
    """The token, halved between characters until each part fits."""
    place = _middle(token.spoken)
    if size_of([token]) <= most_bytes or not place:
        return [token]
    at = token.start + max(1, min(place, token.end - token.start - 1))
    halves = (
        Token(token.start, at, token.spoken[:place]),
        Token(at, token.end, token.spoken[place:]),
    )
    return [part for half in halves for part in _fitting(half, size_of, most_bytes)]


def _middle(text: str) -> int:
    """A place near the middle where no character is torn from its marks; 0 when there is none."""
    half = len(text) // 2
    places = sorted(range(1, len(text)), key=lambda place: abs(place - half))
    return next((place for place in places if not _belong_together(text[place - 1], text[place])), 0)


def _belong_together(before: str, after: str) -> bool:
    return before in _JOINERS or after in _JOINERS or unicodedata.category(after).startswith("M")
