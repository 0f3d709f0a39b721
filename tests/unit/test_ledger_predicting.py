"""What fits today and when the rest will, told before anything starts."""

from __future__ import annotations

from datetime import timedelta

from core.ledger.predicting import Fit, predicted
from core.providers.limit import Limit, Measure, Period
from core.providers.meter import PaidCall
from core.providers.model_card import ModelKind
from tests.unit.ledger_support import DOLLARS, MINUTE, NOON, clip

CLIPS = Limit(
    id="clips", title="a day", measure=Measure.CLIPS, most=10, period=Period.DAY, kind=ModelKind.VIDEO
)
MIDNIGHT_PACIFIC = NOON.replace(hour=8) + timedelta(days=1)
MIDNIGHT_UTC = NOON.replace(hour=0) + timedelta(days=1)


def video(clips: int, usd_each: float = 0.1) -> list[PaidCall]:
    return [clip(usd_each) for _ in range(clips)]


def days(fits: tuple[Fit, ...]) -> list[int | None]:
    return [None if fit.starts_at is None else (fit.starts_at - NOON).days for fit in fits]


def test_a_batch_is_spread_over_the_days_that_its_clips_need() -> None:
    fits = predicted([CLIPS], lambda _: 4, [video(5)] * 5, NOON)
    assert [fit.starts_at for fit in fits] == [
        NOON,
        MIDNIGHT_PACIFIC,
        MIDNIGHT_PACIFIC,
        MIDNIGHT_PACIFIC + timedelta(days=1),
        MIDNIGHT_PACIFIC + timedelta(days=1),
    ]
    assert fits[0].limit is None and fits[1].limit == CLIPS


def test_the_limit_that_makes_room_last_decides() -> None:
    fits = predicted([DOLLARS, CLIPS], lambda limit: 9_500_000 if limit is DOLLARS else 8, [video(3)], NOON)
    assert fits[0].starts_at == MIDNIGHT_PACIFIC, "the budget is back at midnight UTC, the clips later"
    fits = predicted([DOLLARS, CLIPS], lambda limit: 9_900_000 if limit is DOLLARS else 0, [video(3)], NOON)
    assert fits[0].starts_at == MIDNIGHT_UTC


def test_what_is_larger_than_the_whole_limit_never_fits_and_lets_the_others_go_on() -> None:
    fits = predicted([CLIPS], lambda _: 0, [video(11), video(2)], NOON)
    assert days(fits) == [None, 0]
    assert fits[0].limit == CLIPS


def test_a_budget_that_never_comes_back_never_fits_again() -> None:
    ever = DOLLARS.model_copy(update={"period": Period.EVER})
    assert days(predicted([ever], lambda _: 9_900_000, [video(2)], NOON)) == [None]


def test_what_is_full_for_a_minute_is_waited_for_and_not_told() -> None:
    assert days(predicted([MINUTE], lambda _: 99, [video(1)], NOON)) == [0]


def test_what_costs_nothing_always_fits() -> None:
    free = [PaidCall(kind=ModelKind.SPEECH, model="espeak", most_usd=0)]
    assert days(predicted([DOLLARS.model_copy(update={"most": 0})], lambda _: 0, [free], NOON)) == [0]
