"""Usage: what was spent, what is left, and what nobody knows the outcome of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import QuotaExceeded
from core.intake import read_request
from core.models import ErrorDetails
from core.providers.meter import PaidCall
from core.providers.model_card import ModelKind
from core.providers.purpose import Purpose, paying_for
from core.settings import AtLimit
from core.storage.records import OperationState, VideoStatus
from core.studio import Studio
from tests.pages.conftest import OpenPage

SPOT = {"prompt": "A calm spot for a plumber", "duration_s": 8}


def shown(page: AppTest) -> str:
    """All words on the page."""
    return "\n".join(
        str(element.value) for element in [*page.markdown, *page.caption, *page.title, *page.subheader]
    )


def pay(studio: Studio, usd: float, video_id: str = "by-hand", kind: ModelKind = ModelKind.TEXT) -> None:
    call = PaidCall(kind=kind, model="gemini-3.8-flash", most_usd=usd)
    with paying_for(Purpose(video_id=video_id)), studio._parts.ledger.paying(call) as bill:
        bill.settle(usd)


def test_before_anything_was_paid_the_page_says_so(studio: Studio, open_page: OpenPage) -> None:
    page = open_page("usage.py")
    assert not page.exception
    assert "Nothing was paid in this time" in shown(page)
    assert studio.unknowns() == ()


def test_spending_is_added_up_and_the_budget_shows_what_is_left(studio: Studio, open_page: OpenPage) -> None:
    video_id = studio.create(read_request(SPOT))
    pay(studio, 1.5, video_id)
    pay(studio, 0.25)
    page = open_page("usage.py")
    assert not page.exception
    assert page.metric[0].value == "$1.75"
    assert "2 calls to providers" in shown(page)
    tables = [table.value for table in page.dataframe]
    assert any("A calm spot for a plumber" in set(table.iloc[:, 0]) for table in tables)
    assert any("Samples and tries" in set(table.iloc[:, 0]) for table in tables)


def test_the_ledger_can_be_taken_away_as_csv(studio: Studio, open_page: OpenPage) -> None:
    pay(studio, 0.5)
    assert "0.500000" in studio.ledger_csv(1)
    page = open_page("usage.py")
    assert "The ledger, 1 rows" in [expander.label for expander in page.expander]


@pytest.mark.parametrize(("button", "counts_usd"), [("free", 0.0), ("paid", 3.0)])
def test_a_person_settles_an_unknown_outcome(
    studio: Studio, open_page: OpenPage, button: str, counts_usd: float
) -> None:
    video_id = studio.create(read_request(SPOT | {"prompt": "A spot with $igns and *stars*"}))
    history = studio._parts.history
    history.begin_operation(
        "k1", video_id=video_id, scene_id="s1", model="veo-3.1/1080p/1", estimated_usd=3.0
    )
    history.operation_unknown("k1")
    page = open_page("usage.py")
    assert "Unknown outcomes" in shown(page) and "up to \\$3.00" in shown(page)
    page.button(key=f"{button}_k1").click().run()
    assert not page.exception
    assert history.operation("k1").state is OperationState.FAILED
    assert history.operation("k1").spent_usd == counts_usd
    assert "Unknown outcomes" not in shown(page)


def test_a_limit_that_fills_up_is_told_as_a_toast_once(studio: Studio, open_page: OpenPage) -> None:
    page = open_page("usage.py")
    pay(studio, 13.0)
    told = [toast.value for toast in page.run().toast]
    assert any("50 % used" in text for text in told)
    assert not page.run().toast


def test_a_waiting_job_says_why_and_until_when_and_offers_other_ways(
    studio: Studio, open_page: OpenPage
) -> None:
    video_id, render_id = started(studio)
    reason = ErrorDetails(kind="QuotaExceeded", message="The quota of 100 clips a day is used up.")
    studio._parts.history.render_waits(render_id, datetime.now(UTC) + timedelta(hours=1), reason)
    page = open_page(video=video_id)
    assert "Goes on by itself at" in shown(page)
    assert "quota of 100 clips a day" in page.info[0].value
    assert ways(page) == {AtLimit.CHEAPER, AtLimit.ANIMATIC}
    assert page.button(key="cancel")
    page.button(key=f"at_limit_{AtLimit.ANIMATIC}").click().run()
    last = studio._parts.history.last_render(video_id)
    assert last is not None and last.render_id != render_id
    assert (last.status, last.options) == (VideoStatus.QUEUED, {"at_limit": "animatic"})
    assert studio._parts.history.render(render_id).status is VideoStatus.CANCELLED


def test_a_job_that_the_budget_stopped_offers_all_ways(studio: Studio, open_page: OpenPage) -> None:
    video_id, render_id = started(studio)
    reason = ErrorDetails(kind="BudgetExceeded", message="The budget of $25.00 a day does not cover this.")
    studio._parts.history.fail_render(render_id, reason)
    page = open_page(video=video_id)
    assert "The budget of" in page.error[0].value
    assert ways(page) == {AtLimit.WAIT, AtLimit.CHEAPER, AtLimit.ANIMATIC}


def test_other_failures_offer_no_ways_around_a_limit(studio: Studio, open_page: OpenPage) -> None:
    video_id, render_id = started(studio)
    studio._parts.history.fail_render(render_id, ErrorDetails(kind="MediaError", message="Broken."))
    assert ways(open_page(video=video_id)) == set()


def test_a_window_that_the_provider_closed_is_shown_and_can_be_tried_again(
    studio: Studio, open_page: OpenPage
) -> None:
    ledger = studio._parts.ledger
    call = PaidCall(kind=ModelKind.VIDEO, model="veo-3.1", most_usd=1.0, clips=1)
    with pytest.raises(QuotaExceeded), ledger.paying(call):
        raise QuotaExceeded("no", quota_ids=("PerDayPerProject",))
    page = open_page("usage.py")
    assert "takes nothing for **veo\\-3\\.1** until" in shown(page) and "PerDayPerProject" in shown(page)
    page.button(key="open_veo-3.1_PerDayPerProject").click().run()
    assert studio.closed_windows() == ()
    with ledger.paying(call):
        pass


def started(studio: Studio) -> tuple[str, str]:
    """A video and its render."""
    video_id = studio.create(read_request(SPOT))
    return video_id, studio.start(video_id)


def ways(page: AppTest) -> set[AtLimit]:
    """The ways on that are offered."""
    keys = {str(button.key) for button in page.button}
    return {way for way in AtLimit if f"at_limit_{way}" in keys}
