"""What the tests of captions share: the fonts once a run, and narrations with believable times."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from core.media.captions import CaptionTrack, lay_out
from core.media.fonts import FontSet, prepare_fonts
from core.models import CaptionStyle, FrameSize, Narration, Platform, WordTime

PORTRAIT = FrameSize(1080, 1920)
BURNT_STYLES = [style for style in CaptionStyle if style is not CaptionStyle.NONE]

ENGLISH = "It's 3 am and the kitchen is flooding. Call Anna, your plumber: she answers, always!"
GERMAN = (
    "Die Donaudampfschifffahrtsgesellschaft hilft um drei Uhr. Mehr auf www.klempner-notdienst-berlin.de."
)
ARABIC = "السلام عليكم، نحن هنا من أجلك مع iPhone 15 الجديد."
HEBREW = "שלום עולם, אנחנו כאן בשבילך!"
HINDI = "नमस्ते दोस्तों, रात के तीन बजे भी हम तैयार हैं।"
THAI = "สวัสดีครับ ช่างประปาพร้อมเสมอ"
HOSTILE = [
    r"{\an8}",
    r"a\Nb\nc\hd",
    r"{\p1}m 0 0 l 100 0{\p0}",
    r"%{} %d %s",
    "'\"\\\\:;,[]",
    r"ends with \ here {",
    "line\none\x00\x07 two\ttab",
    "{\\pos(0,0)\\fs300}big",
    "<b>bold</b> & -->",
]


@cache
def fonts() -> FontSet:
    folder = Path(tempfile.mkdtemp(prefix="vvg-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return prepare_fonts(folder, system_folders=())


def narration(text: str, *, timed: bool = True) -> Narration:
    """A narration spoken at about 2.6 words a second, with breaths at punctuation."""
    words, now_s = [], 0.0
    for match in re.finditer(r"\S+", text):
        length_s = 0.15 + 0.04 * min(len(match.group()), 30)
        word = WordTime(start_char=match.start(), end_char=match.end(), start_s=now_s, end_s=now_s + length_s)
        words.append(word)
        now_s += length_s + {".": 0.35, "!": 0.35, "?": 0.35, ",": 0.12, ":": 0.12}.get(
            match.group()[-1], 0.01
        )
    return Narration(
        text=text,
        path="voice.wav",
        duration_s=max(now_s, 0.1),
        words=tuple(words) if timed else (),
        voice="test",
        provider="test",
    )


def track(
    text: str | Narration,
    style: CaptionStyle = CaptionStyle.BOLD,
    *,
    size: FrameSize = PORTRAIT,
    platform: Platform = Platform.TIKTOK,
    offset_s: float = 0.0,
) -> CaptionTrack:
    spoken = narration(text) if isinstance(text, str) else text
    return lay_out(spoken, offset_s=offset_s, style=style, size=size, platform=platform, fonts=fonts())


def shown(captions: CaptionTrack) -> list[list[str]]:
    """The drawn text of each line of each phrase."""
    return [
        [" ".join("".join(run.text for run in word.runs) for word in line.words) for line in phrase.lines]
        for phrase in captions.phrases
    ]
