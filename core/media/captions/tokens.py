"""From a narration to the timed tokens that captions show.

A token is what stands between two blanks, with its punctuation; in scripts without blanks
(Chinese, Japanese, Thai ...) it is what the voice spoke as one word. The writer's characters
survive: the tokens of a text joined again are the text. Times come from the voice; where it
gave none, they are spread over the gap by the number of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from core.models import Narration, Value, WordTime, clean_text

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]"
)
_EACH_CHAR = re.compile("[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]")


class Token(Value):
    """A word to be shown. `spaced`: a blank stands before it. `torn`: more of the word follows."""

    text: str
    start_s: float
    end_s: float
    spaced: bool = True
    torn: bool = False
    hyphen: str = ""

    @property
    def drawn_text(self) -> str:
        return self.text + self.hyphen


class _Piece(Value):
    text: str
    spaced: bool
    start_s: float | None = None
    end_s: float | None = None

    @property
    def is_spoken(self) -> bool:
        return any(char.isalnum() for char in self.text)


def timed_tokens(narration: Narration) -> tuple[Token, ...]:
    """The tokens in order; starts never go back, no token ends after the next one starts."""
    words = [word for word in narration.words if word.end_char > word.start_char]
    pieces = _with_followers(list(_pieces(narration.text, words)))
    return _in_order(_filled(pieces, narration.duration_s), narration.duration_s)


def text_of(tokens: Iterable[Token]) -> str:
    """The tokens as the writer wrote them."""
    return "".join(" " * token.spaced + token.text for token in tokens).strip()


def graphemes(text: str) -> list[str]:
    """Characters with their marks and joiners, near enough to what a reader counts as one."""
    clusters: list[str] = []
    for char in text:
        joined = clusters and (clusters[-1][-1] == "\u200d" or _is_mark(char))
        if joined:
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _is_mark(char: str) -> bool:
    return char in "\u200c\u200d" or unicodedata.category(char)[0] == "M"


def _pieces(text: str, words: Sequence[WordTime]) -> Iterator[_Piece]:
    for chunk in re.finditer(r"\S+", text):
        begin, end = chunk.span()
        cuts = _cuts(chunk.group(), begin, words) if _UNSPACED.search(chunk.group()) else []
        for first, last in pairwise([begin, *cuts, end]):
            if shown := clean_text(text[first:last]):
                yield _Piece(text=shown, spaced=first == begin, **_spoken(first, last, words))


def _cuts(chunk: str, begin: int, words: Sequence[WordTime]) -> list[int]:
    """Where a chunk without blanks may be cut: at the voice's words, else between characters."""
    starts = {word.start_char - begin for word in words} or {
        at for at, char in enumerate(chunk) if _EACH_CHAR.match(char) or _opens(char)
    }
    return [begin + at for at in sorted(starts) if 0 < at < len(chunk) and _may_cut(chunk[at - 1], chunk[at])]


def _may_cut(before: str, after: str) -> bool:
    closes = unicodedata.category(after)[0] == "P" and not _opens(after)
    return not (_is_mark(after) or closes or _opens(before))


def _opens(char: str) -> bool:
    return unicodedata.category(char) in ("Ps", "Pi")


def _spoken(first: int, last: int, words: Sequence[WordTime]) -> dict[str, float]:
    inside = [word for word in words if word.start_char < last and word.end_char > first]
    if not inside:
        return {}
    return {"start_s": min(word.start_s for word in inside), "end_s": max(word.end_s for word in inside)}


def _with_followers(pieces: list[_Piece]) -> list[_Piece]:
    """Signs that nobody speaks (a dash, an emoji) join the word before, at the start the one after."""
    joined: list[_Piece] = []
    for piece in pieces:
        if joined and piece.start_s is None and not piece.is_spoken:
            joined[-1] = _joined(joined[-1], piece, joined[-1])
        elif joined and joined[-1].start_s is None and not joined[-1].is_spoken:
            joined[-1] = _joined(joined[-1], piece, piece)
        else:
            joined.append(piece)
    return joined


def _joined(first: _Piece, second: _Piece, timed: _Piece) -> _Piece:
    text = first.text + " " * second.spaced + second.text
    return _Piece(text=text, spaced=first.spaced, start_s=timed.start_s, end_s=timed.end_s)


def _filled(pieces: Sequence[_Piece], duration_s: float) -> list[Token]:
    """Times for pieces without: the gap between the timed neighbours, shared by characters."""
    tokens: list[Token] = []
    waiting: list[_Piece] = []
    for piece in pieces:
        if piece.start_s is None or piece.end_s is None:
            waiting.append(piece)
            continue
        tokens += _shared(waiting, tokens[-1].end_s if tokens else 0.0, piece.start_s)
        tokens.append(Token(text=piece.text, spaced=piece.spaced, start_s=piece.start_s, end_s=piece.end_s))
        waiting = []
    return tokens + list(_shared(waiting, tokens[-1].end_s if tokens else 0.0, duration_s))


def _shared(pieces: Sequence[_Piece], start_s: float, end_s: float) -> Iterator[Token]:
    ends = list(accumulate(len(piece.text) + 1 for piece in pieces))
    span_s = max(0.0, end_s - start_s)
    for piece, before, after in zip(pieces, [0, *ends], ends, strict=False):
        times = {
            "start_s": start_s + span_s * before / ends[-1],
            "end_s": start_s + span_s * after / ends[-1],
        }
        yield Token(text=piece.text, spaced=piece.spaced, **times)


def _in_order(tokens: Sequence[Token], duration_s: float) -> tuple[Token, ...]:
    starts = list(accumulate((min(token.start_s, duration_s) for token in tokens), max))
    limits = [*starts[1:], duration_s]
    return tuple(
        token.model_copy(update={"start_s": start, "end_s": max(start, min(token.end_s, limit))})
        for token, start, limit in zip(tokens, starts, limits, strict=False)
    )
