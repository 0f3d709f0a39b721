"""A caption track as an ASS file for libass, burnt in with `ass=file:fontsdir=folder`.

PlayRes is the frame, so every length is a pixel. Nothing wraps by itself (WrapStyle 2):
lines, places and faces are all given, libass only shapes and draws.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path

import pysubs2

from core.errors import StorageError
from core.media.captions.markup import MAIN_FAMILY
from core.media.captions.styles import style_of
from core.media.captions.styles.base import Drawing
from core.media.captions.track import CaptionTrack

_DETECT_DIRECTION = -1  # libass takes this encoding as: find the direction of each line


def write_ass(track: CaptionTrack, target: Path, *, ahead_s: float = 0.0) -> None:
    """Write the track as it looks in its style. Raises StorageError when `target` cannot be written.

    Times in the file are `ahead_s` later: ASS knows none before 0, where a voice may begin in a J-cut.
    """
    write_whole(target, _ass_text(track, ahead_s))


def write_whole(target: Path, text: str) -> None:
    """Write a text file that is never seen half. Raises StorageError."""
    part = target.with_name(f".{target.name}-{os.getpid()}-{threading.get_ident()}")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)
    except OSError as error:
        raise StorageError(
            f"The captions cannot be written to {target.name}.", "Check free space and permissions."
        ) from error
    finally:
        part.unlink(missing_ok=True)


@lru_cache(maxsize=64)  # a scene's captions stand in its body and in the joins on both sides
def _ass_text(track: CaptionTrack, ahead_s: float) -> str:
    file = _subtitles(track)
    file.shift(s=ahead_s)
    return str(file.to_string("ass"))


def _subtitles(track: CaptionTrack) -> pysubs2.SSAFile:
    file = pysubs2.SSAFile()
    file.info = {
        "ScriptType": "v4.00+",
        "PlayResX": str(track.size.width),
        "PlayResY": str(track.size.height),
        "LayoutResX": str(track.size.width),
        "LayoutResY": str(track.size.height),
        "WrapStyle": "2",
        "ScaledBorderAndShadow": "yes",
        "Kerning": "yes",
        "YCbCr Matrix": "TV.709",
    }
    file.styles = {
        "Default": pysubs2.SSAStyle(
            fontname=MAIN_FAMILY,
            bold=True,
            outline=0,
            shadow=0,
            marginl=0,
            marginr=0,
            marginv=0,
            encoding=_DETECT_DIRECTION,
        )
    }
    style = style_of(track.style)
    file.events = [_event(drawing) for phrase in track.phrases for drawing in style.draw(phrase, style.look)]
    return file


def _event(drawing: Drawing) -> pysubs2.SSAEvent:
    return pysubs2.SSAEvent(
        start=round(drawing.start_s * 1000),
        end=round(drawing.end_s * 1000),
        layer=drawing.layer,
        text=drawing.text,
    )
