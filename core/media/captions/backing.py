"""Whether the words of a scene get a dark panel, by how bright the picture behind them is.

A style with a thick outline stands out from anything. One with a thin outline gets a panel for the whole
scene where its letters would have less than a comfortable contrast to the bright places behind them:
for the whole scene, since a panel that comes and goes with each phrase would distract.
"""

from __future__ import annotations

from core.media.captions.checks import text_boxes
from core.media.captions.styles import style_of
from core.media.captions.track import CaptionTrack
from core.media.contrast import COMFORTABLE, contrast
from core.media.ground import Spot

_WHITE = 1.0


def depends_on_picture(track: CaptionTrack) -> bool:
    """Whether the picture behind the words changes how they are drawn."""
    return style_of(track.style).look.needs_dark_ground and bool(track.phrases)


def spots(track: CaptionTrack) -> tuple[Spot, ...]:
    """Where and when words stand."""
    shown = [phrase for phrase in track.phrases if phrase.lines]
    return tuple(
        Spot(box=box, start_s=phrase.start_s, end_s=phrase.end_s)
        for box, phrase in zip(text_boxes(track), shown, strict=True)
    )


def backed(track: CaptionTrack, brightness: float) -> CaptionTrack:
    """The track as it is drawn over a picture whose bright places have this luminance (0 to 1)."""
    if contrast(_WHITE, brightness) >= COMFORTABLE:
        return track
    phrases = tuple(phrase.model_copy(update={"has_panel": True}) for phrase in track.phrases)
    return track.model_copy(update={"phrases": phrases})
