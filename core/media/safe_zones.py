"""Where captions may stand so that no app covers them with its own buttons and texts.

A full-screen player (TikTok, Reels, Shorts) shows a 9:16 screen with a bar on top, buttons
on the right and the post's text below. A frame of another shape is fitted to the width of
that screen, so its zone is the part of the screen's zone that falls into the frame. Feeds
and page players cover little: there a margin is enough.

Sources of the figures, all for 1080x1920 unless said otherwise, looked up in 2026:
- TikTok gives templates, not numbers (ads.tiktok.com, Auction In-Feed Ads); measured on them:
  150 px above, 440 px below, 150 px right (adfuseai.com, TikTok ad sizes guide).
- Instagram and Facebook Reels: Meta's ads guide asks to keep 14 % above, 35 % below and 6 % at
  each side free (quoted by houseofmarketers.com and adsuploader.com).
- YouTube Shorts: 480 px below (youraithumbnailgenerator.com, Shorts safe zones), middle 60 % of
  the height in doubt (shortsfire.com); its buttons are as wide as TikTok's: 150 px.
- 16:9: EBU R 95 keeps graphics 5 % from each edge; the bar of web players takes the lowest tenth.
- 1:1 and 4:5 in a feed: 64 px of 1080 at each edge (imagefactory.co.kr, from Meta's guide), and
  8 % below for the sound button and the progress bar.
"""

from __future__ import annotations

from core.models import AspectRatio, Platform, Value


class Box(Value):
    """A rectangle in fractions of the frame, y down; it may reach beyond 0..1."""

    left: float
    top: float
    right: float
    bottom: float

    def contains(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )

    def shared(self, other: Box) -> Box:
        """What lies in both, of boxes that overlap."""
        return Box(
            left=max(self.left, other.left),
            top=max(self.top, other.top),
            right=min(self.right, other.right),
            bottom=min(self.bottom, other.bottom),
        )


_TIKTOK = Box(left=60 / 1080, top=150 / 1920, right=930 / 1080, bottom=1480 / 1920)
_REELS = Box(left=0.06, top=0.14, right=0.94, bottom=0.65)
_SHORTS = Box(left=60 / 1080, top=0.20, right=930 / 1080, bottom=1440 / 1920)
_ANY_SCREEN = _TIKTOK.shared(_REELS).shared(_SHORTS)

_SCREENS = {
    Platform.TIKTOK: _TIKTOK,
    Platform.INSTAGRAM: _REELS,
    Platform.FACEBOOK: _REELS,
    Platform.YOUTUBE: _SHORTS,
    Platform.YOUTUBE_SHORTS: _SHORTS,
}
_FULL_SCREEN = {Platform.TIKTOK, Platform.INSTAGRAM, Platform.YOUTUBE_SHORTS, Platform.GENERAL}
_SCREEN_ASPECT = 9 / 16

_MARGINS = {
    AspectRatio.PORTRAIT: Box(left=0.05, top=0.05, right=0.95, bottom=0.95),
    AspectRatio.LANDSCAPE: Box(left=0.05, top=0.05, right=0.95, bottom=0.90),
    AspectRatio.SQUARE: Box(left=0.06, top=0.06, right=0.94, bottom=0.92),
    AspectRatio.TALL: Box(left=0.06, top=0.05, right=0.94, bottom=0.92),
}


def safe_zone(platform: Platform, ratio: AspectRatio) -> Box:
    """The part of the frame that stays uncovered on a platform."""
    margins = _MARGINS[ratio]
    if ratio is AspectRatio.PORTRAIT or platform in _FULL_SCREEN:
        return margins.shared(_on_screen(_SCREENS.get(platform, _ANY_SCREEN), ratio))
    return margins


def _on_screen(screen: Box, ratio: AspectRatio) -> Box:
    """A zone of the 9:16 screen in fractions of a frame fitted to its width, centred in height."""
    share = _SCREEN_ASPECT * ratio.size.height / ratio.size.width
    above = (1 - share) / 2
    return Box(
        left=screen.left,
        top=(screen.top - above) / share,
        right=screen.right,
        bottom=(screen.bottom - above) / share,
    )
