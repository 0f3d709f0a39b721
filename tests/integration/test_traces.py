"""Traces: jobs and their steps arrive at a collector, without what they were given."""

from __future__ import annotations

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.operations import traces
from core.operations.traces import trace_settings

_JOB = """
import sys
from dbos import DBOS
from opentelemetry import trace
from core.operations.traces import trace_settings

config = {"name": "vvg", "system_database_url": sys.argv[1], "log_level": "ERROR"}
DBOS(config=config | trace_settings(sys.argv[2]))

@DBOS.step()
def a_step(prompt): return 1

@DBOS.workflow(name="a_job")
def a_job(prompt): return a_step(prompt)

DBOS.launch()
a_job("planted prompt")
DBOS.destroy()
trace.get_tracer_provider().shutdown()
"""


def test_a_job_and_its_steps_are_sent_without_what_they_were_given(tmp_path: Path) -> None:
    got: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{collector.server_port}/v1/traces"
        words = [sys.executable, "-c", _JOB, f"sqlite:///{tmp_path / 'jobs.sqlite'}", url]
        subprocess.run(words, check=True, timeout=120, cwd=Path(__file__).parents[2])
        collector.shutdown()
    sent = b"".join(got)
    assert b"a_job" in sent and b"a_step" in sent
    assert b"planted" not in sent


def test_without_an_address_nothing_is_sent_and_without_packages_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert trace_settings("") == {}
    monkeypatch.setattr(traces, "find_spec", lambda _: None)
    with pytest.raises(InvalidInput) as caught:
        trace_settings("http://collector:4318/v1/traces")
    assert "dbos[otel]" in caught.value.hint
