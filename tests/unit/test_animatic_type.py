"""Key words: readable, balanced, inside the frame, whatever they hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import AspectRatio, Mood, SceneRole
from core.providers.video.animatic import frame_size
from core.providers.video.animatic import typesetting as ts
from core.providers.video.animatic.layer import place, seen_by
from core.providers.video.animatic.lettering import block, lettering
from core.providers.video.animatic.motion import Camera
from core.providers.video.animatic.palette import palette_for
from core.providers.video.animatic.stage import Stage

WORDS = [
    "Call now",
    "Burst pipe at 3 AM?",
    "One bottle. Zero waste.",
    '{\\an8}%{pts} "it\'s" <b>\\N</b>',
    "Donaudampfschifffahrtsgesellschaftskapitän " * 4,
    "one two three four five six seven eight nine ten eleven twelve",
    "اتصل بنا الآن",
    "שיחה אחת ואתם מסודרים",
    "आज रात भी खुला",
    "โทรหาเราเลย",
    "I",
    "W" * 200,
]


@pytest.mark.parametrize("ratio", AspectRatio)
@pytest.mark.parametrize(
    "role", [SceneRole.HOOK, SceneRole.PROBLEM, SceneRole.STORY, SceneRole.CALL_TO_ACTION]
)
def test_words_stay_inside_the_frame_at_every_moment(ratio: AspectRatio, role: SceneRole) -> None:
    size = frame_size(ratio, 120)
    stage, palette = Stage.of(size), palette_for(Mood.CALM, role, 0)
    for text in WORDS:
        words = block(text, stage, role)
        assert words is not None
        layers = lettering(words, stage, palette, role, 3.0)
        for t, camera in (
            (0.3, Camera()),
            (0.7, Camera(5, 4, 1.15, 0.4)),
            (2.9, Camera(-5, -4, 1.15, -0.4, 1.0)),
        ):
            frame = np.zeros((size.height, size.width, 4), np.uint8)
            for layer in layers:
                place(
                    frame,
                    layer,
                    seen_by(camera, layer.depth, stage.unit, (size.width / 2, size.height / 2)),
                    t,
                )
            rows, columns = np.nonzero(frame[..., :3].max(axis=2) > 60)
            assert t < 0.5 or len(rows)
            if len(rows):
                assert rows.min() >= 2 and rows.max() < size.height * 0.62, text
                assert columns.min() >= 2 and columns.max() <= size.width - 3, text


def test_nothing_is_set_when_there_are_no_words() -> None:
    stage = Stage.of(frame_size(AspectRatio.PORTRAIT, 720))
    assert block("", stage, SceneRole.HOOK) is None
    assert block("🎉 🔥", stage, SceneRole.HOOK) is None
    assert block("!!! …", stage, SceneRole.HOOK) is None


@pytest.mark.parametrize("text", ["今すぐ電話", "지금 전화하세요", "立即致电 24h"])
def test_a_script_without_a_font_is_left_out_rather_than_drawn_as_boxes(text: str) -> None:
    assert ts.readable(text) == []


def test_emoji_are_dropped_and_the_words_beside_them_kept() -> None:
    assert ts.readable("Big 🎉 sale🔥") == ["Big", "sale"]


def test_one_foreign_word_does_not_take_the_others_along() -> None:
    assert ts.readable("Fresh ramen ラーメン every day") == ["Fresh", "ramen", "every", "day"]


def test_without_a_shaper_joined_scripts_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ts, "has_shaping", lambda: False)
    assert ts.readable("اتصل بنا") == []
    assert ts.readable("आज रात") == []
    assert ts.readable("Call now") == ["Call", "now"]


def test_lines_are_balanced() -> None:
    setting = ts.set_words("Run like it is Friday", 84, 40, 17)
    assert setting is not None
    widths = [line.width for line in setting.lines]
    assert len(widths) > 1
    assert min(widths) > 0.6 * max(widths)


def test_a_number_is_not_torn_from_what_it_counts() -> None:
    setting = ts.set_words("Start in 5 minutes", 84, 40, 17)
    assert setting is not None
    assert any("5 minutes" in line.text for line in setting.lines)
    assert ts.stress_of(setting.lines) == ts.Stress(1, *_range(setting.lines[1].words, "5", "minutes"))


def _range(words: tuple[str, ...], first: str, last: str) -> tuple[int, int]:
    return words.index(first), words.index(last) + 1


def test_the_longest_word_is_stressed_when_there_is_no_number() -> None:
    setting = ts.set_words("Glow that stays forever", 84, 40, 17)
    assert setting is not None
    line, first, end = ts.stress_of(setting.lines)
    assert setting.lines[line].words[first:end] == ("forever",)


def test_an_overlong_word_is_cut_with_an_ellipsis() -> None:
    setting = ts.set_words("x" * 200, 84, 40, 17)
    assert setting is not None
    assert len(setting.lines) == 3
    assert setting.lines[-1].text.endswith("…")


def test_hebrew_and_arabic_read_from_the_right() -> None:
    right, left = ts.set_words("שלום", 84, 40, 17), ts.set_words("Hello", 84, 40, 17)
    assert right is not None and right.right_to_left
    assert left is not None and not left.right_to_left


@given(st.text(max_size=60))
def test_whatever_is_set_fits_its_box(text: str) -> None:
    setting = ts.set_words(text, 84.0, 40.0, 17.0, spare=0.3)
    if setting is None:
        return
    assert 1 <= len(setting.lines) <= ts.MAX_LINES
    assert setting.size * len(setting.lines) * ts.LINE_HEIGHT <= 40.001
    assert all((line.width + 0.3) * setting.size <= 84.001 for line in setting.lines)
