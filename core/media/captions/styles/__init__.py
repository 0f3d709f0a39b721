"""The caption styles by name, one small file each."""

from __future__ import annotations

from core.media.captions.styles.base import Style
from core.media.captions.styles.bold import BOLD
from core.media.captions.styles.box import BOX
from core.media.captions.styles.karaoke import KARAOKE
from core.media.captions.styles.minimal import MINIMAL
from core.media.captions.styles.none import NONE
from core.models import CaptionStyle

_STYLES = {
    CaptionStyle.BOLD: BOLD,
    CaptionStyle.KARAOKE: KARAOKE,
    CaptionStyle.BOX: BOX,
    CaptionStyle.MINIMAL: MINIMAL,
    CaptionStyle.NONE: NONE,
}


def style_of(name: CaptionStyle) -> Style:
    """The style of that name."""
    return _STYLES[name]
