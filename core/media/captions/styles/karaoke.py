"""Karaoke: the phrase stands in white and fills with colour from left to right as it is spoken."""

from __future__ import annotations

from collections.abc import Iterator

from core.media.captions import markup
from core.media.captions.styles.base import Drawing, Look, Style, Turn, draw_line, draw_word, shadow, turns
from core.media.captions.track import Phrase

_WAITING, _SPOKEN = "FFFFFF", "2BE8C8"
_LOOK = Look(
    em_share=0.082,
    max_line_em=13.0,
    max_words=6,
    target_words=4,
    outline_em=0.075,
    fills=(_WAITING, _SPOKEN),
)


def _draw(phrase: Phrase, look: Look) -> Iterator[Drawing]:
    for turn in turns(phrase):
        yield from (_in_line if turn.line.whole else _placed)(phrase, turn, look)


def _placed(phrase: Phrase, turn: Turn, look: Look) -> Iterator[Drawing]:
    em, line, word = phrase.em_px, turn.line, turn.word
    edge = markup.outline(look.outline_em * em)
    waiting, spoken = markup.fill(_WAITING) + edge, markup.fill(_SPOKEN) + edge
    sweep = spoken + markup.sweep(min(turn.end_s, word.end_s) - turn.start_s, _WAITING)
    yield from draw_word(0, phrase.start_s, phrase.end_s, line, word, shadow(em), drop_px=0.05 * em)
    yield from draw_word(1, phrase.start_s, turn.start_s, line, word, waiting)
    yield from draw_word(1, turn.start_s, turn.end_s, line, word, sweep)
    yield from draw_word(1, turn.end_s, phrase.end_s, line, word, spoken)


def _in_line(phrase: Phrase, turn: Turn, look: Look) -> Iterator[Drawing]:
    """Word by word in a line drawn whole: a sweep would run the wrong way in Arabic."""
    em, line = phrase.em_px, turn.line
    edge = markup.outline(look.outline_em * em)
    if turn.word is line.words[0]:
        yield from draw_line(0, phrase.start_s, phrase.end_s, line, shadow(em), drop_px=0.05 * em)
        yield from draw_line(1, phrase.start_s, turn.start_s, line, markup.fill(_WAITING) + edge)
    at = line.words.index(turn.word)
    colours = [markup.fill(_SPOKEN if number <= at else _WAITING) for number in range(len(line.words))]
    yield from draw_line(1, turn.start_s, turn.end_s, line, edge, colours)
    if turn.word is line.words[-1]:
        yield from draw_line(1, turn.end_s, phrase.end_s, line, markup.fill(_SPOKEN) + edge)


KARAOKE = Style(_LOOK, _draw)
