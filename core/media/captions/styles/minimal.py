"""Minimal: a quiet line or two in the lower third that fade in and out; nothing moves."""

from __future__ import annotations

from collections.abc import Iterator

from core.media.captions import markup
from core.media.captions.styles.base import Drawing, Look, Style, draw_line, draw_panel, shadow
from core.media.captions.track import Phrase

_LOOK = Look(
    em_share=0.061,
    max_line_em=17.0,
    max_words=10,
    target_words=6,
    line_pitch_em=1.22,
    outline_em=0.05,
    centre=0.74,
    needs_dark_ground=True,
)
_PANEL_PAD_EM = 0.26
_FADE = "\\fad(120,80)"


def _draw(phrase: Phrase, look: Look) -> Iterator[Drawing]:
    em, span = phrase.em_px, (phrase.start_s, phrase.end_s)
    tags = markup.fill("FFFFFF") + markup.outline(look.outline_em * em, alpha=40) + _FADE
    if phrase.has_panel and phrase.lines:
        yield draw_panel(phrase, _PANEL_PAD_EM, _FADE)
    for line in phrase.lines:
        yield from draw_line(0, *span, line, shadow(em) + _FADE, drop_px=0.03 * em)
        yield from draw_line(1, *span, line, tags)


MINIMAL = Style(_LOOK, _draw)
