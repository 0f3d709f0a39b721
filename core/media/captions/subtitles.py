"""Subtitle files beside the video: SRT and VTT, from the same phrases as the burnt captions.

Readers of subtitles want more than three words at a time, so phrases are joined to cues of
up to two lines (42 characters each, 1 to 7 s: the limits of Netflix's timed text guide).
Text is written as the writer wrote it, emoji included. The files are written here and not
with pysubs2, which takes its text for ASS and drops whatever looks like an override.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.media.captions.ass import write_whole
from core.media.captions.leaning import LEANING
from core.media.captions.track import CaptionTrack, Phrase
from core.models import Value

OffsetTrack = tuple[float, CaptionTrack]
"""Where in the video a scene starts, in seconds, and the scene's captions."""

LINE_CHARS = 42
MAX_CUE_S = 7.0
_PAUSE_S = 0.7
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_JOINER = "\u2060"
_LOOKS_LIKE_MARKUP = re.compile(r"(<(?=[/!?\w])|\{(?=[\\\w])|-(?=->))")


class Cue(Value):
    """A subtitle; times count from the start of the video."""

    start_s: float
    end_s: float
    text: str


def cues(tracks: Sequence[OffsetTrack]) -> tuple[Cue, ...]:
    """The subtitles of a whole video; none overlaps the next."""
    found = [cue for offset_s, track in tracks for cue in _joined(track.phrases, offset_s)]
    nexts = [cue.start_s for cue in found[1:]]
    ends = [min(cue.end_s, limit) for cue, limit in zip(found, [*nexts, float("inf")], strict=False)]
    return tuple(
        cue.model_copy(update={"end_s": end})
        for cue, end in zip(found, ends, strict=True)
        if end > cue.start_s
    )


def write_srt(tracks: Sequence[OffsetTrack], target: Path) -> None:
    """SubRip. It has no escape, so a joiner without ink keeps players from reading text as markup."""
    blocks = [
        f"{number}\n{_clock(cue.start_s, ',')} --> {_clock(cue.end_s, ',')}\n{_srt_text(cue.text)}\n"
        for number, cue in enumerate(cues(tracks), 1)
    ]
    write_whole(target, "\n".join(blocks))


def write_vtt(tracks: Sequence[OffsetTrack], target: Path) -> None:
    """WebVTT, with `&`, `<` and `>` escaped as the standard asks."""
    blocks = [
        f"{_clock(cue.start_s, '.')} --> {_clock(cue.end_s, '.')}\n{html.escape(cue.text, quote=False)}\n"
        for cue in cues(tracks)
    ]
    write_whole(target, "\n".join(["WEBVTT\n", *blocks]))


def _joined(phrases: Sequence[Phrase], offset_s: float) -> Iterator[Cue]:
    """Phrases as cues, in scene order."""
    waiting: list[Phrase] = []
    for phrase in phrases:
        if waiting and not _may_join(waiting, phrase):
            yield _cue(waiting, offset_s)
            waiting = []
        waiting.append(phrase)
    if waiting:
        yield _cue(waiting, offset_s)


def _may_join(waiting: Sequence[Phrase], phrase: Phrase) -> bool:
    return (
        len(_text([*waiting, phrase])) <= 2 * LINE_CHARS - 6  # room for two lines of unequal length
        and phrase.end_s - waiting[0].start_s <= MAX_CUE_S
        and phrase.start_s - waiting[-1].end_s < _PAUSE_S
        and not _SENTENCE_END.search(waiting[-1].text)
    )


def _cue(phrases: Sequence[Phrase], offset_s: float) -> Cue:
    return Cue(
        start_s=phrases[0].start_s + offset_s,
        end_s=phrases[-1].end_s + offset_s,
        text=_in_lines(_text(phrases)),
    )


def _text(phrases: Sequence[Phrase]) -> str:
    return "".join(" " * phrase.spaced + phrase.text for phrase in phrases).strip()


def _in_lines(text: str) -> str:
    """One line if it is short, else two of about the same length, broken at sense."""
    blanks = [match.start() for match in re.finditer(" ", text)]
    if len(text) <= LINE_CHARS or not blanks:
        return text
    at = min(blanks, key=lambda blank: _split_cost(text[:blank], text[blank + 1 :]))
    return text[:at] + "\n" + text[at + 1 :]


def _split_cost(first: str, second: str) -> float:
    leans = first.rpartition(" ")[2].lower() in LEANING
    return max(len(first), len(second)) + 6 * leans - 5 * (first[-1] in ",;:")


def _srt_text(text: str) -> str:
    return _LOOKS_LIKE_MARKUP.sub(rf"\1{_JOINER}", text)


def _clock(time_s: float, mark: str) -> str:
    milliseconds = round(time_s * 1000)
    seconds, milliseconds = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{milliseconds:03d}"
