"""Layout: every phrase has its time, its lines and its place in the safe zone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import ImageFont

from core.media.captions import check_fonts, check_inside_safe_zone, text_boxes, typesetting
from core.media.captions.layout import SMALLEST_SCALE
from core.media.captions.styles import style_of
from core.media.captions.styles.base import turns
from core.media.captions.tokens import timed_tokens
from core.media.fonts import Script
from core.models import FPS, AspectRatio, CaptionStyle, FrameSize, Platform
from tests.unit.captions_support import (
    ARABIC,
    BURNT_STYLES,
    ENGLISH,
    GERMAN,
    HEBREW,
    HINDI,
    HOSTILE,
    PORTRAIT,
    THAI,
    narration,
    shown,
    track,
)

TEXTS = [ENGLISH, GERMAN, ARABIC, HINDI, THAI, " ".join(HOSTILE), "W" * 200, "ÅÇ̌ ẤỮ gjpqy|"]


@pytest.mark.parametrize("style", BURNT_STYLES)
@pytest.mark.parametrize("platform", Platform)
def test_captions_stay_in_the_safe_zone_of_every_platform_and_ratio(
    style: CaptionStyle, platform: Platform
) -> None:
    for ratio in AspectRatio:
        for text in TEXTS:
            check = check_inside_safe_zone(track(text, style, size=ratio.size, platform=platform))
            assert check.passed, (ratio, text[:20], check.measured, check.wanted)


def test_a_caption_outside_its_zone_is_told() -> None:
    captions = track(ENGLISH, platform=Platform.TIKTOK)
    moved = captions.model_copy(update={"zone": track(ENGLISH, platform=Platform.INSTAGRAM).zone})
    check = check_inside_safe_zone(moved)
    assert not check.passed and "y 0." in check.measured


def test_portrait_captions_stand_below_the_titles() -> None:
    for box in text_boxes(track(ENGLISH)):
        assert box.top > 0.6 and box.bottom < 0.8


def test_lines_are_centred_in_the_frame() -> None:
    for phrase in track(ENGLISH).phrases:
        for line in phrase.lines:
            assert line.left_px + line.width_px / 2 == pytest.approx(540)
            ends = [word.left_px + word.width_px for word in line.words]
            assert all(end < word.left_px for end, word in zip(ends, line.words[1:], strict=False))
            assert ends[-1] == pytest.approx(line.left_px + line.width_px)


def test_phrases_hold_a_few_words_and_keep_the_text() -> None:
    captions = track(ENGLISH)
    assert shown(captions)[:2] == [["It's 3 am"], ["and the", "kitchen"]]
    assert " ".join(phrase.text for phrase in captions.phrases) == ENGLISH


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, ARABIC, "a b. c d. e f.", "Hm! No! Yes! Go!"])
@pytest.mark.parametrize("style", BURNT_STYLES)
def test_phrases_never_overlap_and_are_seen_long_enough(style: CaptionStyle, text: str) -> None:
    phrases = track(text, style, offset_s=1.5).phrases
    assert phrases[0].start_s == 1.5
    for phrase, following in pairwise(phrases):
        assert phrase.end_s <= following.start_s
        assert phrase.end_s - phrase.start_s >= 0.5 or phrase.end_s == following.start_s
    assert phrases[-1].end_s - phrases[-1].start_s >= 0.5


def test_a_short_pause_is_held_through_and_a_long_one_is_not() -> None:
    spoken = narration("One two three. Four five six.")
    words = [
        word.model_copy(update={"start_s": word.start_s + 3 * (n > 2), "end_s": word.end_s + 3 * (n > 2)})
        for n, word in enumerate(spoken.words)
    ]
    apart = track(spoken.model_copy(update={"words": tuple(words), "duration_s": 9.0})).phrases
    close = track(spoken).phrases
    assert close[0].end_s == close[1].start_s
    assert apart[0].end_s == pytest.approx(words[2].end_s + 0.35, abs=0.01)


@pytest.mark.parametrize("text", [ENGLISH, ARABIC, GERMAN])
def test_words_light_up_within_80_ms_of_the_voice(text: str) -> None:
    spoken = narration(text)
    starts = [round(word.start_s + 0.3, 3) for word in spoken.words]
    lit = [turn.start_s for phrase in track(text, offset_s=0.3).phrases for turn in turns(phrase)]
    for start in starts:
        assert min(abs(start - time) for time in lit) <= 0.08
    assert lit == sorted(lit)


def test_turns_fill_their_phrase_without_a_gap() -> None:
    for phrase in track(ENGLISH).phrases:
        own = list(turns(phrase))
        assert own[0].start_s == phrase.start_s and own[-1].end_s == phrase.end_s
        assert all(before.end_s == after.start_s for before, after in pairwise(own))


def test_a_very_long_word_is_set_smaller_and_then_torn() -> None:
    captions = track(GERMAN)
    full = style_of(CaptionStyle.BOLD).look.em_share * 1080
    assert all(SMALLEST_SCALE * full * 0.99 <= phrase.em_px <= full for phrase in captions.phrases)
    assert any("Donaudampfschiff-" in line for lines in shown(captions) for line in lines)
    assert "Donaudampfschifffahrtsgesellschaft" in captions.phrases[0].text


def test_right_to_left_lines_are_drawn_whole() -> None:
    for text in (ARABIC, HEBREW):
        lines = [line for phrase in track(text).phrases for line in phrase.lines]
        assert all(line.right_to_left for line in lines)
        assert lines[0].whole
    assert not any(line.whole for phrase in track(ENGLISH).phrases for line in phrase.lines)


def test_scripts_without_a_font_are_named_and_never_drawn_as_boxes() -> None:
    captions = track("今日は good")
    assert captions.missing == {Script.HAN, Script.KANA}
    assert shown(captions) == [["good"]]
    assert captions.phrases[0].text == "今日は good"
    check = check_fonts(captions)
    assert not check.passed and check.measured == "no font for han, kana"
    assert check_fonts(track(ENGLISH)).passed


def test_emoji_are_left_out_of_the_picture_and_kept_in_the_text() -> None:
    captions = track("Party 🎉 now ❤️ 👩‍🚀 1️⃣ ★")
    assert "".join(line for lines in shown(captions) for line in lines).replace(" ", "") == "Partynow1★"
    assert "🎉" in captions.phrases[0].text
    assert check_fonts(captions).passed


def test_a_text_without_anything_to_draw_gives_phrases_without_lines() -> None:
    captions = track("漢字")
    assert all(not phrase.lines for phrase in captions.phrases)
    assert text_boxes(captions) == ()
    assert check_inside_safe_zone(captions).passed


def test_captions_that_are_not_burnt_have_no_boxes() -> None:
    captions = track(ENGLISH, CaptionStyle.NONE)
    assert captions.phrases and text_boxes(captions) == ()


def test_no_text_gives_no_captions() -> None:
    assert track("").phrases == ()


def test_two_thousand_characters_are_laid_out() -> None:
    captions = track(("Save water, call now. " * 100)[:2000], CaptionStyle.KARAOKE)
    assert len(captions.phrases) >= 100
    assert check_inside_safe_zone(captions).passed


def test_other_frame_sizes_scale() -> None:
    full, small = track(ENGLISH), track(ENGLISH, size=FrameSize(720, 1280))
    assert small.phrases[0].em_px == pytest.approx(full.phrases[0].em_px * 2 / 3)
    for one, two in zip(text_boxes(full), text_boxes(small), strict=True):
        assert one.top == pytest.approx(two.top, abs=0.002)


def test_a_layout_survives_json() -> None:
    captions = track(ARABIC, CaptionStyle.BOX)
    assert type(captions).model_validate_json(captions.model_dump_json()) == captions


def test_without_fribidi_lines_come_out_no_narrower(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow's basic layout knows no kerning; captions are laid out looser, never too tight."""
    exact = typesetting._length

    def basic(path: object, index: int, text: str) -> float:
        font = ImageFont.truetype(str(path), 1000, index, layout_engine=ImageFont.Layout.BASIC)
        return max(font.getlength(text), exact(path, index, text) * 0.97)

    kerned = track("AVATAR Tomorrow To", size=PORTRAIT).phrases[0].lines[0].width_px
    monkeypatch.setattr(typesetting, "_length", basic)
    loose = track("AVATAR Tomorrow To", size=PORTRAIT)
    assert loose.phrases[0].lines[0].width_px >= kerned * 0.97
    assert check_inside_safe_zone(loose).passed


@pytest.mark.parametrize("style", BURNT_STYLES)
@pytest.mark.parametrize("text", [ENGLISH, GERMAN, ARABIC])
def test_a_word_is_lit_within_80_ms_of_the_voice(style: CaptionStyle, text: str) -> None:
    spoken = narration(text)
    voice_s = [round(0.3 + token.start_s, 3) for token in timed_tokens(spoken)]
    lit_s = [turn.start_s for p in track(spoken, style, offset_s=0.3).phrases for turn in turns(p)]
    late_s = [min(abs(start - lit) for lit in lit_s) for start in voice_s]
    assert max(late_s) + 1 / FPS <= 0.08, "the frame that first shows it included"


SPOKEN = (
    "A laughing child opens two bottles and a notebook on a crowded table.",
    "Fresh herbs fall slowly over a steaming plate in a quiet kitchen.",
    "A bathroom shelf, a late-night desk and a coat that is still dry.",
    "Zwei Flaschen klingen in einer ruhigen Runde, und die Gedanken werden leise.",
    "Die Kellnerin stellt den Teller ab, bevor jemand danach fragt.",
    "O encanador atende na hora, e a cozinha seca antes do café.",
    "La nevera está vacía, pero la cena llega en veinte minutos.",
    "Un plombier qui répond la nuit et qui dit le prix avant de venir.",
)


@pytest.mark.parametrize("style", BURNT_STYLES)
@pytest.mark.parametrize("text", SPOKEN)
def test_no_line_holds_one_lost_word_beside_a_longer_line(style: CaptionStyle, text: str) -> None:
    for phrase in track(text, style).phrases:
        if len(phrase.lines) == 2 and sum(len(line.words) for line in phrase.lines) > 2:
            shorter, longer = sorted(phrase.lines, key=lambda line: line.width_px)
            assert len(shorter.words) > 1 or shorter.width_px >= 0.6 * longer.width_px, phrase.text
