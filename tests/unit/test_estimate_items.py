"""What an estimate adds up: only what is still to be paid, and the waiting as it will be."""

from __future__ import annotations

import pytest

from core.providers.model_card import ModelKind
from core.providers.quote import Quote
from core.stages.estimate import EstimateItem, _about, _wait_s, scene_count


def item(kind: ModelKind, wait_s: float) -> EstimateItem:
    return EstimateItem.of("x", kind, Quote.exactly(1.0, "m", wait_s))


def test_texts_and_voices_are_waited_for_one_by_one_and_clips_four_together() -> None:
    clips = [item(ModelKind.VIDEO, 60)] * 5
    assert _wait_s([item(ModelKind.TEXT, 15), item(ModelKind.SPEECH, 2), *clips]) == 15 + 2 + 2 * 60


def test_a_clip_that_is_only_planned_may_cost_a_fifth_more_or_less() -> None:
    quote = _about(Quote(model="m", low_usd=1.0, likely_usd=1.0, high_usd=1.5))
    assert (quote.low_usd, quote.likely_usd, quote.high_usd) == pytest.approx((0.8, 1.0, 1.8))


@pytest.mark.parametrize(("seconds", "scenes"), [(8, 3), (20, 4), (60, 10)])
def test_longer_videos_have_more_scenes(seconds: float, scenes: int) -> None:
    assert scene_count(seconds) == scenes


def test_an_item_is_asked_of_the_limits_as_the_call_that_it_is() -> None:
    clip, voice = item(ModelKind.VIDEO, 0).call, item(ModelKind.SPEECH, 0).call
    assert (clip.clips, voice.clips, clip.most_usd) == (1, 0, 1.0)
