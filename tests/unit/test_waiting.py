"""When a job that met a limit goes on by itself, and when it stops and asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import AppError, BudgetExceeded, MachineShort, ProviderUnavailable, QuotaExceeded
from core.settings import AtLimit
from core.stages.waiting import MOST_ATTEMPTS, goes_on_at
from tests.unit.ledger_support import NOON


def after_s(error: AppError, at_limit: AtLimit = AtLimit.WAIT, attempt: int = 1) -> float | None:
    moment = goes_on_at(error, at_limit, attempt, NOON)
    return None if moment is None else (moment - NOON) / timedelta(seconds=1)


def test_a_limit_that_says_when_is_waited_for_until_then() -> None:
    assert after_s(QuotaExceeded("x", retry_after_s=40)) == 40
    assert after_s(BudgetExceeded("x", retry_after_s=3600)) == 3600
    assert after_s(QuotaExceeded("x", retry_after_s=0)) == 1, "never at once, so that nothing spins"


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 60), (2, 120), (5, 960), (9, 3600), (39, 3600)])
def test_a_quota_that_does_not_say_when_is_asked_less_and_less_often(attempt: int, seconds: float) -> None:
    assert after_s(QuotaExceeded("x"), attempt=attempt) == seconds


@pytest.mark.parametrize("choice", [AtLimit.STOP, AtLimit.CHEAPER, AtLimit.ANIMATIC])
def test_who_did_not_choose_to_wait_is_asked(choice: AtLimit) -> None:
    assert after_s(QuotaExceeded("x", retry_after_s=40), choice) is None


def test_what_never_comes_back_and_what_is_no_limit_ends_the_job() -> None:
    assert after_s(BudgetExceeded("x")) is None
    assert after_s(ProviderUnavailable("x", retry_after_s=40)) is None
    assert after_s(QuotaExceeded("x", retry_after_s=40), attempt=MOST_ATTEMPTS) is None


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 15), (2, 30), (4, 120), (39, 120), (9999, 120)])
def test_a_machine_without_room_is_looked_at_again_whatever_was_chosen(attempt: int, seconds: float) -> None:
    assert after_s(MachineShort("x"), AtLimit.STOP, attempt) == seconds
