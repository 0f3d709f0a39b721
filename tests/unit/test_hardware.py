"""Which encoder is used: hardware only where it works and keeps the quality mark."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.media import encoder
from core.media.ffmpeg import Ffmpeg
from core.media.hardware import OPTIONS, QUALITY_MARK, SOFTWARE, FfmpegTrial, best_encoder
from core.models import FrameSize

SMALL = FrameSize(64, 112)


def test_the_first_that_keeps_the_mark_is_used_and_none_after_it_is_tried() -> None:
    tried: list[str] = []

    def trial(name: str) -> float:
        tried.append(name)
        return {"dead": 0.0, "poor": QUALITY_MARK - 0.1}.get(name, 97.0)

    assert best_encoder(trial, ["dead", "poor", "good", "better"]) == "good"
    assert tried == ["dead", "poor", "good"]


def test_without_a_good_one_it_is_x264() -> None:
    assert best_encoder(lambda _: QUALITY_MARK - 1) == SOFTWARE
    assert best_encoder(lambda _: 100.0, []) == SOFTWARE


def test_an_encoder_that_is_not_there_scores_nothing_and_one_that_is_scores_something() -> None:
    trial = FfmpegTrial(Ffmpeg(), SMALL, seconds=0.2)
    assert trial("h264_of_nobody") == 0.0
    assert 50 < trial(SOFTWARE) <= 100


@pytest.mark.parametrize("name", [SOFTWARE, *OPTIONS])
def test_every_encoder_makes_pieces_that_join(name: str) -> None:
    args = encoder.video_args(name)
    assert args[args.index("-c:v") + 1] == name
    pairs = set(pairwise(args))
    assert {("-pix_fmt", "yuv420p"), ("-profile:v", "high"), ("-g", "60"), ("-colorspace", "bt709")} <= pairs
    assert (("-crf", str(encoder.CRF)) in pairs) == (name == SOFTWARE)
