"""What a person may choose from: shapes, platforms, languages, moods, styles."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

FPS = 30


class FrameSize(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


class AspectRatio(StrEnum):
    """The frame's shape; `size` is the delivery format of the design (section 10)."""

    PORTRAIT = "9:16"
    LANDSCAPE = "16:9"
    SQUARE = "1:1"
    TALL = "4:5"

    @property
    def size(self) -> FrameSize:
        return _SIZES[self]

    @classmethod
    def nearest(cls, size: FrameSize) -> AspectRatio:
        """The shape that a frame of any size comes closest to."""
        aspect = math.log(size.width / size.height)
        return min(cls, key=lambda ratio: abs(math.log(ratio.size.width / ratio.size.height) - aspect))


_SIZES = {
    AspectRatio.PORTRAIT: FrameSize(1080, 1920),
    AspectRatio.LANDSCAPE: FrameSize(1920, 1080),
    AspectRatio.SQUARE: FrameSize(1080, 1080),
    AspectRatio.TALL: FrameSize(1080, 1350),
}


class Platform(StrEnum):
    """Where the video will be posted; it sets the ratio and the captions' safe zone."""

    TIKTOK = "tiktok"
    INSTAGRAM = "instagram"
    YOUTUBE_SHORTS = "youtube_shorts"
    YOUTUBE = "youtube"
    LINKEDIN = "linkedin"
    X = "x"
    FACEBOOK = "facebook"
    GENERAL = "general"

    @property
    def aspect_ratio(self) -> AspectRatio:
        return _PLATFORM_RATIOS.get(self, AspectRatio.PORTRAIT)


_PLATFORM_RATIOS = {
    Platform.YOUTUBE: AspectRatio.LANDSCAPE,
    Platform.LINKEDIN: AspectRatio.TALL,
    Platform.X: AspectRatio.LANDSCAPE,
    Platform.FACEBOOK: AspectRatio.TALL,
}


class Category(StrEnum):
    """What the video is about; it steers structure, mood and music."""

    GENERAL = "general"
    PRODUCT = "product"
    SERVICE = "service"
    EVENT = "event"
    EDUCATION = "education"
    ENTERTAINMENT = "entertainment"
    COMEDY = "comedy"
    NEWS = "news"
    TECHNOLOGY = "technology"
    LIFESTYLE = "lifestyle"
    FOOD = "food"
    FITNESS = "fitness"
    BEAUTY = "beauty"
    TRAVEL = "travel"
    FINANCE = "finance"
    REAL_ESTATE = "real_estate"
    NONPROFIT = "nonprofit"


class Language(StrEnum):
    """Languages the captions and the offline voice can carry (ISO 639-1)."""

    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"
    GERMAN = "de"
    PORTUGUESE = "pt"
    ITALIAN = "it"
    DUTCH = "nl"
    POLISH = "pl"
    TURKISH = "tr"
    RUSSIAN = "ru"
    GREEK = "el"
    ARABIC = "ar"
    HEBREW = "he"
    HINDI = "hi"
    CHINESE = "zh"
    JAPANESE = "ja"
    KOREAN = "ko"


class Mood(StrEnum):
    """The feeling of a script; palette, music and voice follow it."""

    CALM = "calm"
    UPLIFTING = "uplifting"
    ENERGETIC = "energetic"
    WARM = "warm"
    SERIOUS = "serious"
    PLAYFUL = "playful"
    DRAMATIC = "dramatic"
    LUXURIOUS = "luxurious"


class VoiceStyle(StrEnum):
    """How the narrator speaks; a speech adapter maps it to voice, speed and pitch."""

    NATURAL = "natural"
    CALM = "calm"
    ENERGETIC = "energetic"
    WARM = "warm"
    AUTHORITATIVE = "authoritative"


class ClipSound(StrEnum):
    """How loud the clips' own sound lies under the voice; `core/media/soundtrack.py` has the levels."""

    OFF = "off"
    QUIET = "quiet"
    MEDIUM = "medium"
    LOUD = "loud"


class CaptionStyle(StrEnum):
    """How captions look; each has a small file of its own in `core/media/captions/styles`."""

    BOLD = "bold"
    KARAOKE = "karaoke"
    BOX = "box"
    MINIMAL = "minimal"
    NONE = "none"


class Corner(StrEnum):
    """Where a logo stands; below are the captions."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
