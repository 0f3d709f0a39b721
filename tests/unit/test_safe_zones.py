"""Safe zones lie in the frame, leave room to read, and follow the player's screen."""

from __future__ import annotations

import pytest

from core.media.safe_zones import Box, safe_zone
from core.models import AspectRatio, Platform

FRAME = Box(left=0, top=0, right=1, bottom=1)


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("ratio", AspectRatio)
def test_every_zone_lies_in_the_frame_and_has_room_for_text(platform: Platform, ratio: AspectRatio) -> None:
    zone = safe_zone(platform, ratio)
    assert FRAME.contains(zone)
    assert zone.left < 0.2 and zone.right > 0.8
    assert zone.bottom - zone.top > 0.4


def test_the_general_portrait_zone_is_safe_in_every_full_screen_player() -> None:
    general = safe_zone(Platform.GENERAL, AspectRatio.PORTRAIT)
    for platform in Platform:
        assert safe_zone(platform, AspectRatio.PORTRAIT).contains(general)


def test_tiktok_keeps_clear_of_its_buttons_and_description() -> None:
    zone = safe_zone(Platform.TIKTOK, AspectRatio.PORTRAIT)
    assert zone.right * 1080 == pytest.approx(930)
    assert zone.bottom * 1920 == pytest.approx(1480)


def test_a_square_frame_on_a_phone_meets_less_of_the_player() -> None:
    """A square stands in the middle of the screen: the bar above never reaches it."""
    zone = safe_zone(Platform.INSTAGRAM, AspectRatio.SQUARE)
    assert zone.top == pytest.approx(0.06)
    assert zone.bottom == pytest.approx((0.65 * 1920 - 420) / 1080)


def test_a_feed_video_needs_margins_only() -> None:
    assert safe_zone(Platform.LINKEDIN, AspectRatio.TALL).bottom == 0.92
    assert safe_zone(Platform.YOUTUBE, AspectRatio.LANDSCAPE).bottom == 0.90


def test_boxes_contain_join_and_share() -> None:
    one = Box(left=0.1, top=0.1, right=0.5, bottom=0.5)
    two = Box(left=0.3, top=0.2, right=0.9, bottom=0.4)
    assert one.contains(one) and not one.contains(two)
    assert one.joined(two) == Box(left=0.1, top=0.1, right=0.9, bottom=0.5)
    assert one.shared(two) == Box(left=0.3, top=0.2, right=0.5, bottom=0.4)
    assert one.joined(two).contains(two)
