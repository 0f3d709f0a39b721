"""The ledger: reserved before, settled after, and never more than a limit allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import (
    AppError,
    BudgetExceeded,
    ContentRefused,
    OutcomeUnknown,
    ProviderRejected,
    ProviderUnavailable,
    QuotaExceeded,
)
from core.providers.limit import Limit, Measure, Period, Scope
from core.providers.purpose import Purpose, paying_for
from core.storage.history import History
from core.storage.records import OperationState, Outcome
from tests.unit.ledger_support import CLIPS, DOLLARS, MINUTE, NOON, Desk, clip, of_clip, text


def spent(desk: Desk) -> float:
    return sum(charge.spent_usd for charge in desk.history.charges(datetime(2000, 1, 1, tzinfo=UTC)))


def outcomes(desk: Desk) -> list[Outcome]:
    return [charge.outcome for charge in reversed(desk.history.charges(datetime(2000, 1, 1, tzinfo=UTC)))]


def test_a_call_is_reserved_while_it_runs_and_costs_what_it_cost_afterwards(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    with desk.ledger.paying(text(0.50)) as bill:
        assert spent(desk) == 0.50
        bill.settle(0.013)
    assert (spent(desk), outcomes(desk)) == (0.013, [Outcome.USED])


@pytest.mark.parametrize(
    ("error", "outcome", "counts_usd"),
    [
        (ContentRefused("no"), Outcome.REFUSED, 0.0),
        (ProviderRejected("no"), Outcome.FAILED, 0.0),
        (ProviderUnavailable("no"), Outcome.RELEASED, 0.0),
        (QuotaExceeded("no"), Outcome.RELEASED, 0.0),
        (OutcomeUnknown("perhaps"), Outcome.UNKNOWN, 2.0),
        (KeyboardInterrupt(), Outcome.UNKNOWN, 2.0),
        (RuntimeError("a bug"), Outcome.UNKNOWN, 2.0),
    ],
)
def test_how_a_call_ends_decides_what_it_counts(
    tmp_path: Path, error: BaseException, outcome: Outcome, counts_usd: float
) -> None:
    desk = Desk(tmp_path, DOLLARS)
    with pytest.raises(type(error)), desk.ledger.paying(text(2.0)):
        raise error
    assert (outcomes(desk), spent(desk)) == ([outcome], counts_usd)


def test_an_answer_that_was_paid_and_is_of_no_use_is_wasted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    with pytest.raises(ProviderRejected), desk.ledger.paying(text(2.0)) as bill:
        bill.settle(0.25)
        raise ProviderRejected("of no use")
    assert (outcomes(desk), spent(desk)) == ([Outcome.WASTED], 0.25)


def test_the_budget_turns_away_what_it_does_not_cover_and_says_what_and_when(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    for key in "abc":
        with paying_for(of_clip(key)), desk.ledger.paying(clip(3.0)):
            pass
    with pytest.raises(BudgetExceeded) as caught, desk.ledger.paying(clip(1.01)):
        pytest.fail("the call was made")
    assert "$10.00 a day" in caught.value.message and "$9.00" in caught.value.message
    assert "$1.01" in caught.value.message and "VVG_DAILY_BUDGET_USD" in caught.value.hint
    assert caught.value.retry_after_s == 12 * 3600
    with desk.ledger.paying(clip(1.0)):
        pass


def test_the_budget_comes_back_with_the_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    with desk.ledger.paying(clip(10.0)):
        pass
    desk.later(hours=12)
    with desk.ledger.paying(clip(10.0)):
        pass


def test_what_costs_more_than_the_whole_budget_never_fits(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    with pytest.raises(BudgetExceeded) as caught, desk.ledger.paying(clip(10.5)):
        pytest.fail("the call was made")
    assert caught.value.retry_after_s is None


def test_a_full_minute_says_when_the_oldest_call_leaves_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MINUTE)
    for _ in range(2):
        with desk.ledger.paying(text()):
            pass
        desk.later(seconds=20)
    with pytest.raises(QuotaExceeded) as caught, desk.ledger.paying(text()):
        pytest.fail("the call was made")
    assert caught.value.retry_after_s == 20
    with desk.ledger.paying(clip()):
        pass
    desk.later(seconds=20)
    with desk.ledger.paying(text()):
        pass


def test_refused_clips_count_for_the_quota_and_those_nobody_took_do_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CLIPS)
    for error in (ContentRefused("no"), ProviderUnavailable("no"), QuotaExceeded("no")):
        with pytest.raises(AppError), desk.ledger.paying(clip()):
            raise error
    (standing,) = desk.ledger.standings()
    assert (standing.used, standing.left) == (1, 2)


def test_limits_of_an_owner_and_of_a_video_count_only_theirs(tmp_path: Path) -> None:
    per_video = Limit(
        id="budget:video", title="a video", measure=Measure.USD, most=2, period=Period.EVER, zone="UTC",
        scope=Scope.VIDEO, is_budget=True,
    )  # fmt: skip
    per_owner = DOLLARS.model_copy(update={"id": "budget:owner", "most": 3, "scope": Scope.OWNER})
    desk = Desk(tmp_path, per_video, per_owner)

    def pay(video_id: str, owner: str) -> None:
        with paying_for(Purpose(video_id=video_id, owner=owner)), desk.ledger.paying(text(1.5)):
            pass

    pay("one", "ann")
    with pytest.raises(BudgetExceeded, match="a video") as caught:
        pay("one", "ben")
    assert caught.value.retry_after_s is None, "a video's budget does not come back"
    pay("two", "ann")
    with pytest.raises(BudgetExceeded):
        pay("three", "ann")
    pay("three", "ben")


@pytest.mark.parametrize(
    ("end", "counts_usd", "outcome"),
    [
        (lambda h: h.operation_collected("k", 2.5), 2.5, Outcome.USED),
        (lambda h: h.operation_refused("k"), 0.0, Outcome.REFUSED),
        (lambda h: h.operation_failed("k"), 0.0, Outcome.FAILED),
        (lambda h: h.operation_unknown("k"), 3.0, Outcome.UNKNOWN),
        (lambda h: h.operation_spoilt("k"), 3.0, Outcome.WASTED),
    ],
)
def test_the_charge_of_a_clip_is_settled_with_its_operation(
    tmp_path: Path, end: Callable[[History], None], counts_usd: float, outcome: Outcome
) -> None:
    desk = Desk(tmp_path, DOLLARS)
    desk.order("k", 3.0)
    with paying_for(of_clip("k")), desk.ledger.paying(clip(3.0)):
        pass
    desk.history.operation_submitted("k", "operations/1")
    assert (spent(desk), outcomes(desk)) == (3.0, [Outcome.RESERVED])
    end(desk.history)
    assert (spent(desk), outcomes(desk)) == (counts_usd, [outcome])
    assert desk.history.operation("k").spent_usd == counts_usd


def test_a_person_decides_about_an_unknown_clip_in_one_of_two_ways(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    for key in ("paid", "free"):
        desk.order(key, 3.0)
        with paying_for(of_clip(key)), pytest.raises(OutcomeUnknown), desk.ledger.paying(clip(3.0)):
            raise OutcomeUnknown("cut")
        desk.history.operation_unknown(key)
    desk.history.retry_unknown("paid")
    desk.history.unknown_was_free("free")
    assert spent(desk) == 3.0
    for key in ("paid", "free"):
        assert desk.history.operation(key).state is OperationState.FAILED
        again = desk.history.begin_operation(key, video_id="v", scene_id="s", model="veo", estimated_usd=3)
        assert again.is_new


def test_reservations_of_the_dead_stay_counted_and_are_called_unknown(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    with desk.ledger.paying(text(1.0)):
        assert desk.ledger.expire(lambda _: True) == 0
        assert desk.ledger.expire(lambda _: False) == 1
        assert (outcomes(desk), spent(desk)) == ([Outcome.UNKNOWN], 1.0)


def test_a_quota_of_the_day_that_the_provider_names_is_closed_until_its_midnight(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = QuotaExceeded("no", quota_ids=("PredictPerDayPerProject",), retry_after_s=30)
    with pytest.raises(QuotaExceeded), desk.ledger.paying(clip()):
        raise told
    with pytest.raises(QuotaExceeded, match="PredictPerDayPerProject") as caught, desk.ledger.paying(clip()):
        pytest.fail("asked although the provider said when")
    assert caught.value.retry_after_s == 20 * 3600, "midnight Pacific is 08:00 UTC"
    with desk.ledger.paying(text()):
        pass
    desk.later(hours=20)
    with desk.ledger.paying(clip()):
        pass


def test_a_wait_that_the_provider_asks_for_holds_for_all(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with pytest.raises(QuotaExceeded), desk.ledger.paying(clip()):
        raise QuotaExceeded("no", retry_after_s=40)
    desk.later(seconds=39)
    with pytest.raises(QuotaExceeded), desk.ledger.paying(clip()):
        pytest.fail("too early")
    desk.later(seconds=1)
    with desk.ledger.paying(clip()):
        pass


def test_alerts_are_raised_once_at_half_at_four_fifths_and_when_nothing_fits(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    for usd in (4.9, 0.2, 0.1, 3.5):
        with desk.ledger.paying(clip(usd)):
            pass
    assert [alert.percent for alert in desk.alerts] == [50, 80]
    for _ in range(2):
        with pytest.raises(BudgetExceeded), desk.ledger.paying(clip(9.0)):
            pass
    assert [alert.percent for alert in desk.alerts] == [50, 80, 100]
    assert "$8.70 of $10.00" in desk.alerts[-1].text
    raised = desk.ledger.alerts_since(NOON.replace(year=2025))
    assert [alert.text for alert in raised] == [alert.text for alert in desk.alerts]
    desk.later(hours=12)
    with desk.ledger.paying(clip(6.0)):
        pass
    assert [alert.percent for alert in desk.alerts] == [50, 80, 100, 50], "a new day"


def test_one_call_may_cross_several_marks(tmp_path: Path) -> None:
    desk = Desk(tmp_path, DOLLARS)
    with desk.ledger.paying(clip(10.0)):
        pass
    assert [alert.percent for alert in desk.alerts] == [50, 80, 100]
