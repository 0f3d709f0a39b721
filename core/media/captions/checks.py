"""Where captions stand, for the quality report and for the preview of safe zones."""

from __future__ import annotations

from functools import reduce

from core.media.captions.styles import style_of
from core.media.captions.styles.base import Look, growth, panel_px
from core.media.captions.track import CaptionTrack, Line, Phrase
from core.media.reading import Lettering
from core.media.safe_zones import Box
from core.models import FPS, CaptionStyle, FrameSize, QualityCheck


def text_boxes(track: CaptionTrack) -> tuple[Box, ...]:
    """The box of every drawn phrase, outlines, panel and growing words included, in fractions of the frame.

    A soft shadow is not counted: it may be covered without harm.
    """
    if track.style is CaptionStyle.NONE:
        return ()
    look = style_of(track.style).look
    return tuple(_box(phrase, look, track.size) for phrase in track.phrases if phrase.lines)


def check_inside_safe_zone(track: CaptionTrack) -> QualityCheck:
    """Whether every caption stays where its platform covers nothing."""
    boxes = text_boxes(track)
    used = reduce(Box.joined, boxes) if boxes else None
    return QualityCheck(
        name="captions inside the safe zone",
        passed=used is None or track.zone.contains(used),
        measured=_words(used) if used else "no captions",
        wanted=f"within {_words(track.zone)}",
    )


def letterings(track: CaptionTrack, first_frame: int) -> tuple[Lettering, ...]:
    """What to look at to see whether the captions can be read, in a piece from that frame of the scene on."""
    look = style_of(track.style).look
    shown = [phrase for phrase in track.phrases if phrase.lines]
    return tuple(
        Lettering(
            frame=round((phrase.start_s + phrase.end_s) / 2 * FPS) - first_frame,
            box=box,
            fills=look.fills,
            em_share=phrase.em_px / track.size.width,
        )
        for box, phrase in zip(text_boxes(track), shown, strict=False)
    )


def check_fonts(track: CaptionTrack) -> QualityCheck:
    """Whether there was a font for every script of the captions; emoji are left out on purpose."""
    missing = sorted(script for script in track.missing if script != "emoji")
    return QualityCheck(
        name="fonts for the captions",
        passed=not missing or track.style is CaptionStyle.NONE,
        measured=f"no font for {', '.join(missing)}" if missing else "all letters drawn",
        wanted="a font for every letter",
    )


def _words(box: Box) -> str:
    return f"x {box.left:.3f} to {box.right:.3f}, y {box.top:.3f} to {box.bottom:.3f}"


def _box(phrase: Phrase, look: Look, size: FrameSize) -> Box:
    if look.pad_em:
        left, top, right, bottom = panel_px(phrase, look.pad_em * phrase.em_px)
    else:
        boxes = [_ink_px(line, phrase.em_px, look) for line in phrase.lines]
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return Box(
        left=left / size.width, top=top / size.height, right=right / size.width, bottom=bottom / size.height
    )


def _ink_px(line: Line, em_px: float, look: Look) -> tuple[float, float, float, float]:
    """The line with its outline, each word at the largest it gets."""
    edge = look.outline_em * em_px
    peak = look.peak if not line.whole else 1.0
    scales = [growth(word, em_px, peak) for word in line.words]
    first, last = line.words[0].width_px * (scales[0] - 1), line.words[-1].width_px * (scales[-1] - 1)
    taller = (max(scales) - 1) * 0.6 * em_px
    return (
        line.left_px - first / 2 - edge,
        line.baseline_px - line.above_px - taller - edge,
        line.left_px + line.width_px + last / 2 + edge,
        line.baseline_px + line.below_px + taller + edge,
    )
