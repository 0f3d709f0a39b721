"""Box: text on a dark see-through panel; a rounded patch of colour sits behind the spoken word."""

from __future__ import annotations

from collections.abc import Iterator

from core.media.captions import markup
from core.media.captions.styles.base import (
    ASCENDER_EM,
    DESCENDER_EM,
    Drawing,
    Look,
    Style,
    Turn,
    draw_line,
    draw_panel,
    draw_shape,
    draw_word,
    turns,
)
from core.media.captions.track import Phrase

_WHITE, _PATCH, _ACCENT = "FFFFFF", "7B3FF2", "C9A9FF"
_LOOK = Look(
    em_share=0.074,
    max_line_em=13.0,
    max_words=5,
    target_words=4,
    line_pitch_em=1.24,
    gap_em=0.30,
    pad_em=0.34,
    fills=(_WHITE, _ACCENT),
)


def _draw(phrase: Phrase, look: Look) -> Iterator[Drawing]:
    if not phrase.lines:
        return
    yield draw_panel(phrase, look.pad_em)
    for turn in turns(phrase):
        yield from (_in_line if turn.line.whole else _placed)(phrase, turn)


def _placed(phrase: Phrase, turn: Turn) -> Iterator[Drawing]:
    em, line, word = phrase.em_px, turn.line, turn.word
    patch = (
        word.left_px - 0.13 * em,
        line.baseline_px - (ASCENDER_EM + 0.10) * em,
        word.left_px + word.width_px + 0.13 * em,
        line.baseline_px + (DESCENDER_EM + 0.06) * em,
    )
    if turn.end_s > turn.start_s:
        yield draw_shape(1, turn.start_s, turn.end_s, patch, 0.18 * em, markup.fill(_PATCH) + _SETTLE)
    yield from draw_word(2, phrase.start_s, phrase.end_s, line, word, markup.fill(_WHITE))


def _in_line(phrase: Phrase, turn: Turn) -> Iterator[Drawing]:
    """Places of words are not known in a line drawn whole, so the spoken word is coloured instead."""
    line = turn.line
    if turn.word is line.words[0]:
        yield from draw_line(2, phrase.start_s, turn.start_s, line, markup.fill(_WHITE))
    colours = [markup.fill(_ACCENT if word is turn.word else _WHITE) for word in line.words]
    yield from draw_line(2, turn.start_s, turn.end_s, line, "", colours)
    if turn.word is line.words[-1]:
        yield from draw_line(2, turn.end_s, phrase.end_s, line, markup.fill(_WHITE))


_SETTLE = "\\fscx88\\fscy82\\t(0,90,\\fscx100\\fscy100)"

BOX = Style(_LOOK, _draw)
