"""The courier: what it took is delivered, whatever happens to the process or the receiver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from core.errors import InvalidInput
from core.operations.courier import CLAIM_S, DELAYS_S, Courier, kinds_of
from core.operations.events import Failed, LimitCrossed, PartMade, Stopped
from core.operations.webhook import Webhook
from core.storage.deliveries import Deliveries
from core.storage.engine import open_engine
from core.storage.migrate import migrate
from tests.fakes.ear import Ear, listening_ear

SECRET = "d2hpc3BlciB0aGlzIHRvIG5vYm9keSBwbGVhc2U="
FAILED = Failed(event_id="r.1.failed", video_id="v", person="ann", error_kind="MediaError")


class Office:
    """An outbox in a folder, an ear, and a clock that a test moves on."""

    def __init__(self, folder: Path, ear: Ear) -> None:
        self.ear = ear
        self.now = datetime.now(UTC)
        self.engine: sa.Engine = open_engine(f"sqlite:///{folder / 'app.sqlite'}")
        migrate(self.engine)
        self.outbox = Deliveries(self.engine, lambda: self.now)

    def courier(self, kinds: str = "") -> Courier:
        """As a new process would have it."""
        hook = Webhook(self.ear.url, SECRET, allow_private=True, resolve=lambda *_: ["127.0.0.1"])
        return Courier(self.outbox, hook, kinds_of(kinds), clock=lambda: self.now)

    @property
    def heard(self) -> list[dict[str, object]]:
        return [json.loads(body) for body, _ in self.ear.heard]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with listening_ear() as ear:
        office = Office(tmp_path, ear)
        yield office
        office.engine.dispose()


def test_an_event_is_delivered_once_and_forgotten(office: Office) -> None:
    courier = office.courier()
    courier.take(FAILED)
    courier.take(FAILED)
    assert courier.deliver_due() == 1
    assert courier.deliver_due() == 0
    [message] = office.heard
    assert message["type"] == "video.failed"
    assert message["text"] == "Video v: failed"
    assert message["data"] == {"video_id": "v", "person": "ann", "error_kind": "MediaError"}
    assert office.outbox.waiting().waiting == 0


def test_what_was_taken_before_a_crash_is_delivered_by_the_next_process(office: Office) -> None:
    office.courier().take(FAILED)
    assert office.courier().deliver_due() == 1


def test_a_message_of_a_process_that_died_while_sending_is_free_again_after_its_time(office: Office) -> None:
    office.courier().take(FAILED)
    assert office.outbox.claim(CLAIM_S) is not None
    assert office.courier().deliver_due() == 0
    office.now += timedelta(seconds=CLAIM_S)
    assert office.courier().deliver_due() == 1


def test_a_failed_delivery_is_tried_again_with_the_same_id_later_and_later_and_then_given_up(
    office: Office,
) -> None:
    office.ear.statuses = [500] * 20
    office.courier().take(FAILED)
    with structlog.testing.capture_logs() as logs:
        for delay_s in DELAYS_S:
            office.courier().deliver_due()
            office.now += timedelta(seconds=delay_s - 1)
            assert office.courier().deliver_due() == 0
            office.now += timedelta(seconds=1)
        office.courier().deliver_due()
        office.now += timedelta(days=30)
        office.courier().deliver_due()
    tries = [headers for _, headers in office.ear.heard]
    assert len(tries) == len(DELAYS_S) + 1
    assert {headers["webhook-id"] for headers in tries} == {"r.1.failed"}
    assert len({headers["webhook-timestamp"] for headers in tries}) == len(tries)
    assert [line["event"] for line in logs][-1] == "webhook given up"
    assert "PLANTED" not in str(logs) and SECRET not in str(logs)
    assert office.outbox.waiting().model_dump() == {"waiting": 0, "given_up": 1, "said": "status 500"}


def test_the_thread_delivers_at_once_and_what_is_due_at_the_end(office: Office) -> None:
    courier = office.courier()
    courier.start()
    courier.take(FAILED)
    courier.take(Stopped(event_id="r.2.cancelled", video_id="v", person="ann"))
    courier.stop()
    assert {message["type"] for message in office.heard} == {"video.failed", "video.cancelled"}


def test_only_the_wanted_kinds_are_sent_and_never_each_step(office: Office) -> None:
    crossed = LimitCrossed(event_id="day.80", limit_id="day", percent=80, text="Budget 80 % used.")
    step = PartMade(
        event_id="r.1.made", video_id="v", person="ann", stage="clips", part="s1", seconds=1, reused=False
    )
    some, everything = office.courier("limit.crossed"), office.courier()
    for event in (FAILED, crossed, step):
        some.take(event)
    assert office.outbox.waiting().waiting == 1
    everything.take(step)
    everything.deliver_due()
    assert [message["text"] for message in office.heard] == ["Budget 80 % used."]


def test_a_kind_that_there_is_not_is_refused() -> None:
    assert kinds_of(" video.failed, limit.crossed ") == {"video.failed", "limit.crossed"}
    with pytest.raises(InvalidInput, match=r"video\.exploded"):
        kinds_of("video.exploded")


def test_how_the_webhook_is_can_be_asked(office: Office) -> None:
    courier = office.courier()
    office.ear.statuses = [503]
    courier.take(FAILED)
    courier.deliver_due()
    assert courier.waiting().model_dump() == {"waiting": 1, "given_up": 0, "said": "status 503"}
    office.now += timedelta(seconds=DELAYS_S[0])
    courier.deliver_due()
    assert courier.waiting().model_dump() == {"waiting": 0, "given_up": 0, "said": ""}
