"""At a limit the purpose of a call decides who is asked instead: nobody, somebody cheaper, or who is free."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import AppError, BudgetExceeded, ProviderRejected, QuotaExceeded
from core.models import AspectRatio
from core.providers.chain import Step, VideoChain
from core.providers.purpose import Purpose, paying_for
from core.providers.video.base import ClipRequest
from core.settings import AtLimit
from tests.unit.test_chains import Camera

REQUEST = ClipRequest(prompt="A cup", duration_s=2, aspect_ratio=AspectRatio.PORTRAIT)
TARGET = Path("clip.mp4")
LIMITS = [BudgetExceeded("no money"), QuotaExceeded("no room")]


class Models:
    """A dear model, a dearer stand-in, a cheap one for limits alone, and a free one."""

    def __init__(self, error: AppError) -> None:
        self.dear, self.dearer = Camera("veo", 0.4), Camera("omni", 0.7)
        self.cheap, self.free = Camera("lite", 0.1), Camera("animatic")
        self.dear.submit_errors = [error]
        self.chain = VideoChain(
            [
                Step(self.dear),
                Step(self.dearer),
                Step(self.cheap, for_limits=True),
                Step(self.free, is_allowed=False),
            ]
        )

    def taker(self, choice: AtLimit) -> str:
        with paying_for(Purpose(at_budget=choice, at_quota=choice)):
            return self.chain.submit(REQUEST).partition("|")[0]


@pytest.mark.parametrize("error", LIMITS)
@pytest.mark.parametrize("choice", [AtLimit.WAIT, AtLimit.STOP])
def test_to_wait_or_to_stop_asks_nobody_else(error: AppError, choice: AtLimit) -> None:
    models = Models(error)
    with pytest.raises(type(error)):
        models.taker(choice)
    assert models.dearer.orders == models.cheap.orders == models.free.orders == 0


@pytest.mark.parametrize("error", LIMITS)
def test_to_go_cheaper_asks_the_next_cheaper_model_and_never_a_dearer_one(error: AppError) -> None:
    models = Models(error)
    assert models.taker(AtLimit.CHEAPER) == "lite-1"
    assert models.dearer.orders == 0


def test_when_the_cheaper_model_has_no_room_either_what_is_free_is_left() -> None:
    models = Models(BudgetExceeded("no money"))
    models.cheap.submit_errors = [BudgetExceeded("no money at all")]
    assert models.taker(AtLimit.CHEAPER) == "animatic-1"


def test_to_draw_asks_only_who_is_free() -> None:
    models = Models(BudgetExceeded("no money"))
    assert models.taker(AtLimit.ANIMATIC) == "animatic-1"
    assert models.cheap.orders == models.dearer.orders == 0


def test_who_only_serves_at_a_limit_stands_in_for_nothing_else_and_is_not_advised() -> None:
    models = Models(ProviderRejected("no"))
    models.dearer.submit_errors = [ProviderRejected("no")]
    with pytest.raises(ProviderRejected) as caught:
        models.taker(AtLimit.CHEAPER)
    assert "animatic-1" in caught.value.hint and "lite-1" not in caught.value.hint


def test_the_clip_of_a_cheaper_model_says_who_filmed_it() -> None:
    models = Models(BudgetExceeded("no money"))
    with paying_for(Purpose(at_budget=AtLimit.CHEAPER)):
        operation = models.chain.submit(REQUEST)
    clip = models.chain.collect(operation, REQUEST, TARGET, lambda _: None)
    assert clip is not None and (clip.model, clip.is_fallback, clip.cost_usd) == ("lite-1", True, 0.2)


def test_a_chain_quotes_the_wanted_price_and_at_the_most_that_of_its_dearest_allowed_stand_in() -> None:
    quote = Models(BudgetExceeded("")).chain.quote(REQUEST)
    assert (quote.low_usd, quote.likely_usd, quote.high_usd) == pytest.approx((0.8, 0.8, 1.4))
