"""Metrics: what is counted, who may read it, and that the dashboard asks for what there is."""

from __future__ import annotations

import json
import re
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from core.errors import InvalidInput, QuotaExceeded
from core.models import GenerationRequest
from core.operations.bus import Bus
from core.operations.events import Event, Started
from core.operations.metrics import REGISTRY, count_event, counting_call, counting_step, exposition
from core.operations.metrics_server import may_read, serve_metrics
from tests.fakes.models import QuickVideo
from tests.studios import studio_in

ROOT = Path(__file__).parents[2]
KEY = SecretStr("a-key")


def count(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_steps_and_calls_are_counted_by_how_they_ended() -> None:
    step = {"stage": "encode", "outcome": "reused"}
    before = count("vvg_step_seconds_count", **step)
    with counting_step("encode") as ended:
        ended.outcome = "reused"
    assert count("vvg_step_seconds_count", **step) == before + 1

    calls = {"kind": "video", "model": "veo", "outcome": "QuotaExceeded"}
    before = count("vvg_provider_call_seconds_count", **calls)
    with pytest.raises(QuotaExceeded), counting_call("video", "veo"):
        raise QuotaExceeded("none left")
    assert count("vvg_provider_call_seconds_count", **calls) == before + 1

    bugs = {"stage": "encode", "outcome": "bug"}
    before = count("vvg_step_seconds_count", **bugs)
    with pytest.raises(ZeroDivisionError), counting_step("encode"):
        _ = 1 / 0
    assert count("vvg_step_seconds_count", **bugs) == before + 1


def test_events_of_the_bus_are_counted_by_kind_alone() -> None:
    bus, before = Bus(), count("vvg_events_total", event="video.started")
    bus.listen(Event, count_event)
    bus.tell(Started(event_id="1", video_id="v-secret", person="somebody"))
    assert count("vvg_events_total", event="video.started") == before + 1
    assert b"v-secret" not in exposition() and b"somebody" not in exposition()


@pytest.mark.parametrize(
    ("key", "authorization", "address", "is_forwarded", "allowed"),
    [
        (KEY, "Bearer a-key", "8.8.8.8", True, True),
        (KEY, "Bearer a-keY", "8.8.8.8", True, False),
        (KEY, "a-key", "8.8.8.8", False, False),
        (KEY, "Bearer ä", "8.8.8.8", False, False),
        (None, "Bearer None", "8.8.8.8", False, False),
        (None, "Bearer ", "8.8.8.8", False, False),
        (None, "", "127.0.0.1", False, True),
        (None, "", "::1", False, True),
        (None, "", "::ffff:127.0.0.1", False, True),
        (None, "", "::ffff:8.8.8.8", False, False),
        (None, "", "", False, False),
        (KEY, "", "127.0.0.1", False, True),
        (None, "", "127.0.0.1", True, False),
    ],
)
def test_figures_are_for_the_key_or_this_machine(
    key: SecretStr | None, authorization: str, address: str, is_forwarded: bool, allowed: bool
) -> None:
    assert may_read(key, authorization, address, is_forwarded=is_forwarded) is allowed


def test_a_worker_answers_on_its_own_port_and_a_taken_port_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = serve_metrics(port, None, exposition)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert b"process_open_fds" in answer.read()
        forwarded = urllib.request.Request(
            f"http://127.0.0.1:{port}/metrics", headers={"X-Forwarded-For": "8.8.8.8"}
        )
        for refused in (forwarded, f"http://127.0.0.1:{port}/"):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(refused, timeout=10)
            assert caught.value.code == 404
            caught.value.close()
        with pytest.raises(InvalidInput, match="cannot be opened"):
            serve_metrics(port, None, exposition)
    finally:
        server.shutdown()
        server.server_close()


def test_the_dashboard_asks_for_figures_that_there_are_and_labels_tell_nothing_private(
    tmp_path: Path,
) -> None:
    with studio_in(tmp_path, video=QuickVideo()) as studio:
        video_id = studio.create(GenerationRequest(prompt="A very secret bakery", duration_s=8))
        studio._parts.history.start_render(video_id, 1, {})
        text = studio.metrics().decode()
        own = studio.own_metrics().decode()
    families = list(text_string_to_metric_families(text))
    there = {family.name for family in families} | {f"{family.name}_total" for family in families}
    there |= {f"{family.name}_{part}" for family in families for part in ("bucket", "count", "sum")}
    asked = set[str]()
    for panel in json.loads((ROOT / "deploy/grafana/dashboard.json").read_text("utf-8"))["panels"]:
        for target in panel["targets"]:
            asked.update(re.findall(r"\b(?:vvg|process)_[a-z_]+\b", target["expr"]))
    assert len(asked) > 15 and asked <= there, asked - there
    samples = {s.name: s.value for family in families for s in family.samples}
    assert samples["vvg_queue_age_seconds"] >= 0 and 'vvg_jobs{state="queued"} 1.0' in text
    assert "bakery" not in text and video_id not in text
    assert "vvg_jobs" not in own and "vvg_machine_free_memory_bytes" in own
