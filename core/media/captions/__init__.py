"""Captions: a narration's words, set in a style, timed by the voice, kept where nothing covers them.

`lay_out` makes a `CaptionTrack` for a scene. `write_ass` writes it for burning in, `write_srt` and
`write_vtt` write the whole video's tracks beside it, `check_inside_safe_zone` proves its place.
"""

from __future__ import annotations

from core.media.captions.ass import write_ass
from core.media.captions.backing import backed, depends_on_picture, spots
from core.media.captions.checks import check_fonts, check_inside_safe_zone, letterings, text_boxes
from core.media.captions.layout import lay_out
from core.media.captions.subtitles import write_srt, write_vtt
from core.media.captions.track import CaptionTrack, Line, Phrase, Run, Word

__all__ = [
    "CaptionTrack",
    "Line",
    "Phrase",
    "Run",
    "Word",
    "backed",
    "check_fonts",
    "check_inside_safe_zone",
    "depends_on_picture",
    "lay_out",
    "letterings",
    "spots",
    "text_boxes",
    "write_ass",
    "write_srt",
    "write_vtt",
]
