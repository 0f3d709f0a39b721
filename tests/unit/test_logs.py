"""Logging: JSON in a file, secrets masked, the job's id on each line."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from core.operations.cloud_logs import LABELS, TRACE
from core.operations.logs import MASK, adopt_loggers, configure_logging, mask_secrets


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.handlers = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "app.jsonl").read_text("utf-8").splitlines()]


def test_each_line_is_json_with_the_jobs_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(tmp_path, level="warning", terminal=False)
    with structlog.contextvars.bound_contextvars(job="v1.r1"):
        structlog.get_logger("core.test").info("filmed", scene="s1", text="a\nb “ü”")
        logging.getLogger("library").warning("from the standard library")
    first, second = _lines(tmp_path)
    assert (first["event"], first["job"], first["scene"], first["text"]) == (
        "filmed",
        "v1.r1",
        "s1",
        "a\nb “ü”",
    )
    assert (second["event"], second["job"], second["level"]) == (
        "from the standard library",
        "v1.r1",
        "warning",
    )
    [shown] = capsys.readouterr().err.splitlines()
    line = json.loads(shown)
    assert (line["message"], line["severity"]) == ("from the standard library", "WARNING")
    assert line[LABELS] == {"job": "v1.r1"} and TRACE not in line


def test_all_lines_of_a_job_are_one_trace_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(None, level="info", terminal=False, project="my-project")
    log = structlog.get_logger("core.test")
    for job in ("v1", "v1", "v2"):
        with structlog.contextvars.bound_contextvars(job=job, stage="encode", part=3):
            log.info("step started", seconds=1.5)
    log.info("no job")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["severity"] for line in lines] == ["INFO"] * 4
    assert lines[0][LABELS] == {"job": "v1", "stage": "encode", "part": "3"}
    assert lines[0]["job"] == "v1" and lines[0]["seconds"] == 1.5 and "time" in lines[0]
    traces = [line.get(TRACE) for line in lines]
    assert traces[0] == traces[1] != traces[2] and traces[3] is None
    assert traces[0].startswith("projects/my-project/traces/") and len(traces[0].rpartition("/")[2]) == 32


def test_lines_of_libraries_with_handlers_of_their_own_go_where_all_others_go(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stubborn = logging.getLogger("stubborn.web")
    stubborn.addHandler(logging.StreamHandler())
    silenced = logging.getLogger("stubborn.web.access")
    silenced.setLevel(logging.INFO)
    stubborn.propagate = silenced.propagate = False
    configure_logging(None, level="info", terminal=False)
    adopt_loggers("stubborn")
    stubborn.warning('said "it"')
    silenced.info("GET /a/signed/address")
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == 'said "it"'


def test_a_terminal_gets_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(None, level="info", terminal=True)
    structlog.get_logger("core.test").info("filmed", scene="s1")
    shown = capsys.readouterr().err
    assert "filmed" in shown
    assert not shown.startswith("{")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("api_key", "planted"),
        ("GOOGLE_API_KEY", "planted"),
        ("password", "planted"),
        ("access_token", "planted"),
        ("url", "postgresql://me:planted@db/x"),
        ("message", "calling with AIzaSyplanted0123456789abcdefgh"),
        ("nested", {"client_secret": "planted"}),
    ],
)
def test_a_secret_is_masked_wherever_it_stands(name: str, value: object) -> None:
    masked = mask_secrets(None, "info", {name: value})
    assert "planted" not in str(masked)
    assert MASK in str(masked)


def test_an_artefacts_key_is_no_secret() -> None:
    assert mask_secrets(None, "info", {"key": "ab12", "scene": 3}) == {"key": "ab12", "scene": 3}
