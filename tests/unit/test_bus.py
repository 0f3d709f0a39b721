"""The bus: everybody who listens hears, and nobody is harmed by one that fails."""

from __future__ import annotations

import structlog

from core.operations.bus import Bus
from core.operations.events import Event, Failed, Stopped

STOPPED = Stopped(event_id="r.1.cancelled", video_id="v", person="local")
FAILED = Failed(event_id="r.1.failed", video_id="v", person="local", error_kind="MediaError")


def test_a_listener_hears_the_kinds_it_wants_until_it_stops_listening() -> None:
    bus, all_heard, failures = Bus(), list[Event](), list[Failed]()
    bus.listen(Event, all_heard.append)
    end = bus.listen(Failed, failures.append)
    bus.tell(STOPPED)
    bus.tell(FAILED)
    end()
    bus.tell(FAILED)
    assert all_heard == [STOPPED, FAILED, FAILED]
    assert failures == [FAILED]


def test_a_listener_that_fails_is_logged_and_the_others_hear() -> None:
    bus, heard = Bus(), list[Event]()

    def fail(_: Event) -> None:
        raise RuntimeError("no")

    bus.listen(Event, fail)
    bus.listen(Event, heard.append)
    with structlog.testing.capture_logs() as logs:
        bus.tell(STOPPED)
    assert heard == [STOPPED]
    assert [line["what"] for line in logs] == ["video.cancelled"]


def test_two_buses_know_nothing_of_each_other() -> None:
    one, other, heard = Bus(), Bus(), list[Event]()
    one.listen(Event, heard.append)
    other.tell(STOPPED)
    assert heard == []
