"""Bold: large white letters in a thick black line; the spoken word jumps up in yellow."""

from __future__ import annotations

from collections.abc import Iterator

from core.media.captions import markup
from core.media.captions.styles.base import (
    Drawing,
    Look,
    Style,
    Turn,
    draw_line,
    draw_word,
    growth,
    shadow,
    turns,
)
from core.media.captions.track import Phrase

_WHITE, _ACCENT = "FFFFFF", "FFD91A"
_LOOK = Look(
    em_share=0.104,
    max_line_em=11.0,
    max_words=4,
    target_words=3,
    outline_em=0.085,
    peak=1.10,
    fills=(_WHITE, _ACCENT),
)


def _draw(phrase: Phrase, look: Look) -> Iterator[Drawing]:
    for turn in turns(phrase):
        yield from (_in_line if turn.line.whole else _placed)(phrase, turn, look)


def _placed(phrase: Phrase, turn: Turn, look: Look) -> Iterator[Drawing]:
    em, line, word = phrase.em_px, turn.line, turn.word
    edge = markup.outline(look.outline_em * em)
    white = markup.fill(_WHITE) + edge
    yield from draw_word(0, phrase.start_s, phrase.end_s, line, word, shadow(em), drop_px=0.05 * em)
    yield from draw_word(1, phrase.start_s, turn.start_s, line, word, white)
    yield from draw_word(1, turn.end_s, phrase.end_s, line, word, white)
    jump = _jump(growth(word, em, look.peak))
    yield from draw_word(2, turn.start_s, turn.end_s, line, word, markup.fill(_ACCENT) + edge + jump)


def _in_line(phrase: Phrase, turn: Turn, look: Look) -> Iterator[Drawing]:
    em, line = phrase.em_px, turn.line
    edge = markup.outline(look.outline_em * em)
    if turn.word is line.words[0]:
        yield from draw_line(0, phrase.start_s, phrase.end_s, line, shadow(em), drop_px=0.05 * em)
        yield from draw_line(1, phrase.start_s, turn.start_s, line, markup.fill(_WHITE) + edge)
    colours = [markup.fill(_ACCENT if word is turn.word else _WHITE) for word in line.words]
    yield from draw_line(1, turn.start_s, turn.end_s, line, edge, colours)
    if turn.word is line.words[-1]:
        yield from draw_line(1, turn.end_s, phrase.end_s, line, markup.fill(_WHITE) + edge)


def _jump(peak: float) -> str:
    """Up in 70 ms, back to a little over full size in another 90."""
    high, rest = 100 * peak, 100 + 40 * (peak - 1)
    return f"\\t(0,70,\\fscx{high:.1f}\\fscy{high:.1f})\\t(70,160,\\fscx{rest:.1f}\\fscy{rest:.1f})"


BOLD = Style(_LOOK, _draw)
