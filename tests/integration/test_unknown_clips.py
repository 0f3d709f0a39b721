"""Orders of unknown outcome: counted as spent, and paid again only by a person's decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NotFound, OutcomeUnknown, ProviderRejected
from core.models import GenerationRequest
from core.studio import Studio
from tests.fakes.models import QuickVideo
from tests.studios import studio_in

BRIEF = GenerationRequest(prompt="A calm spot for a plumber who answers at 3 am", duration_s=8)
USD_PER_S = 0.5


def cut_off(times: int = 1) -> QuickVideo:
    """A paid model whose first orders end in a broken line."""
    video = QuickVideo(price_usd=USD_PER_S)
    video.errors = [OutcomeUnknown("The line broke.", "It is counted as spent.")] * times
    return video


def kind_of(studio: Studio, video_id: str, **wishes: object) -> str:
    """How a render ends: an error's kind, or nothing."""
    error = studio.render(video_id, **wishes).error_details  # type: ignore[arg-type]
    return error.kind if error else ""


def test_only_a_decision_pays_again_and_both_orders_count(tmp_path: Path) -> None:
    video = cut_off()
    with studio_in(tmp_path, video=video) as studio:
        video_id = studio.create(BRIEF)
        result = studio.render(video_id)
        assert result.error_details is not None
        assert "--retry-unknown" in result.error_details.hint
        [unknown] = studio.unknown_clips(video_id)
        siblings = len(video.submitted)
        assert kind_of(studio, video_id) == "OutcomeUnknown"
        assert len(video.submitted) == siblings
        assert unknown.spent_usd == unknown.estimated_usd > 0
        assert kind_of(studio, video_id, retry_unknown=True) == ""
        assert len(video.submitted) == siblings + 1
        assert studio.unknown_clips(video_id) == ()
        assert studio._parts.history.operation(unknown.key).spent_usd == pytest.approx(
            2 * unknown.estimated_usd
        )


def test_a_decision_holds_for_one_order(tmp_path: Path) -> None:
    video = cut_off(times=2)
    with studio_in(tmp_path, video=video) as studio:
        video_id = studio.create(BRIEF)
        scenes = len(studio.write_script(video_id).scenes)
        assert kind_of(studio, video_id) == "OutcomeUnknown"
        before = len(studio.unknown_clips(video_id))
        assert before == scenes == 2
        video.errors = [OutcomeUnknown("The line broke again.")] * 2
        assert kind_of(studio, video_id, retry_unknown=True) == "OutcomeUnknown"
        assert kind_of(studio, video_id) == "OutcomeUnknown"
        assert video.submitted == []


def test_a_clip_that_another_video_ordered_is_decided_on_where_it_is_missed(tmp_path: Path) -> None:
    video = cut_off()
    with studio_in(tmp_path, video=video) as studio:
        first, second = studio.create(BRIEF), studio.create(BRIEF)
        assert kind_of(studio, first) == "OutcomeUnknown"
        assert kind_of(studio, second) == "OutcomeUnknown"
        assert [operation.video_id for operation in studio.unknown_clips(second)] == [first]
        assert kind_of(studio, second, retry_unknown=True) == ""


def test_an_order_for_a_wording_that_is_gone_asks_for_no_decision(tmp_path: Path) -> None:
    with studio_in(tmp_path, video=cut_off()) as studio:
        video_id = studio.create(BRIEF)
        assert kind_of(studio, video_id) == "OutcomeUnknown"
        [unknown] = studio.unknown_clips(video_id)
        studio.edit_scene(video_id, unknown.scene_id, {"visual_prompt": "Close-up: a new tap."})
        assert studio.unknown_clips(video_id) == ()
        assert kind_of(studio, video_id) == ""


def test_a_second_ratio_is_cut_from_the_same_clips_and_shares_their_orders(tmp_path: Path) -> None:
    video = cut_off()
    with studio_in(tmp_path, video=video) as studio:
        video_id = studio.create(BRIEF)
        assert kind_of(studio, video_id, aspect_ratio="16:9") == "OutcomeUnknown"
        assert len(studio.unknown_clips(video_id)) == 1
        assert kind_of(studio, video_id, aspect_ratio="16:9", retry_unknown=True) == ""
        ordered = len(video.submitted)
        assert kind_of(studio, video_id) == ""
        assert len(video.submitted) == ordered


def test_a_video_without_unknown_orders_needs_no_decision(tmp_path: Path) -> None:
    with studio_in(tmp_path, video=QuickVideo()) as studio:
        video_id = studio.create(BRIEF)
        assert studio.unknown_clips(video_id) == ()
        assert kind_of(studio, video_id, retry_unknown=True) == ""
        with pytest.raises(NotFound):
            studio.unknown_clips("nobody")


def test_a_clip_that_was_collected_stays_paid_when_it_is_lost_here_and_there(tmp_path: Path) -> None:
    video = QuickVideo(price_usd=USD_PER_S)
    with studio_in(tmp_path, video=video) as studio:
        video_id = studio.create(BRIEF)
        studio.write_script(video_id)
        take = studio.regenerate(video_id, 1)
        Path(take.path).unlink()

        def gone(_: object) -> None:
            raise ProviderRejected("There is no such operation any more.")

        video.on_collect = gone
        assert kind_of(studio, video_id) == "ProviderRejected"
        [operation, *_] = studio._parts.history.operations(video_id)
        assert operation.spent_usd == pytest.approx(take.cost_usd)
