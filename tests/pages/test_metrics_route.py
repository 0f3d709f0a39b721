"""`/metrics` as a route: figures for who asks from this machine or brings the key, else nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from components import metrics
from core.studio import Studio


@pytest.fixture
def here(studio: Studio) -> Iterator[TestClient]:  # noqa: ARG001 - the route's own
    with TestClient(Starlette(routes=[metrics.ROUTE]), client=("127.0.0.1", 5000)) as client:
        yield client


def test_this_machine_reads_figures_and_what_comes_through_a_proxy_does_not(here: TestClient) -> None:
    answer = here.get("/metrics")
    assert answer.status_code == 200 and 'vvg_jobs{state="queued"} 0.0' in answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    assert here.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert here.get("/metrics", headers={"Forwarded": "for=127.0.0.1"}).status_code == 404


def test_others_need_the_key(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(Starlette(routes=[metrics.ROUTE]), client=("8.8.8.8", 5000)) as far:
        assert far.get("/metrics").status_code == 404
        assert far.get("/metrics", headers={"Authorization": "Bearer None"}).status_code == 404
        monkeypatch.setattr(type(studio), "may_read_metrics", lambda *_, **__: True)
        assert far.get("/metrics").status_code == 200
