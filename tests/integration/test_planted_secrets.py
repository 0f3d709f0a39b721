"""Secrets planted in every setting that takes one, a day with failures, a search through all that is left."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from components.house import SETTINGS, STUDIO
from core import bootstrap
from core.errors import AppError
from core.intake import read_request
from core.operations.logs import report_bug
from core.operations.once import forget, keep
from core.settings import Settings, load_settings
from core.studio import Studio
from tests.fakes.google.credentials import ACCESS_TOKEN
from tests.fakes.google.faults import Fault, error
from tests.fakes.google.production import production_settings
from tests.fakes.google.server import FakeGoogle
from tests.studios import small_frames

ROOT = Path(__file__).parents[2]
BRIEF = {"prompt": "A calm spot for a plumber", "duration_s": 8, "music": "none", "caption_style": "none"}
PAGES = ("script_review.py", "history.py", "health.py")


def planted(name: str) -> str:
    """A secret of its own for each setting, random enough in base64 for those that ask for it."""
    return base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()


SECRET_SETTINGS = [
    name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)
]
MARKS = [ACCESS_TOKEN, *(planted(name) for name in SECRET_SETTINGS)]


@pytest.fixture
def settings(fake_google: FakeGoogle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Production over the fake; every secret setting holds a secret of its own."""
    monkeypatch.chdir(tmp_path)
    for name, value in production_settings(fake_google, tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    for name in SECRET_SETTINGS:
        value = f"https://127.0.0.1:9/{planted(name)}" if name.endswith("_url") else planted(name)
        monkeypatch.setenv(str(Settings.model_fields[name].validation_alias or f"VVG_{name.upper()}"), value)
    made = load_settings()
    assert {"google_api_key", "webhook_secret", "webhook_url"} <= set(SECRET_SETTINGS)
    assert all(isinstance(getattr(made, name), SecretStr) for name in SECRET_SETTINGS)
    return made


@contextlib.contextmanager
def _own_logging(settings: Settings) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    bootstrap.start_logging(settings, quiet=False)
    try:
        yield
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()


@pytest.fixture
def studio(settings: Settings) -> Iterator[Studio]:
    with _own_logging(settings), small_frames():
        opened = bootstrap.open_studio(settings, takes_jobs=True)
        keep(SETTINGS, settings)
        keep(STUDIO, opened)
        try:
            yield opened
        finally:
            forget(STUDIO)
            forget(SETTINGS)
            opened.close()


def echo(status: int) -> Fault:
    """A service that repeats what it was given."""
    return error(
        status, f"The key {planted('google_api_key')} of {planted('webhook_secret')} may not do this."
    )


def a_day(studio: Studio, google: FakeGoogle) -> list[str]:
    """What people and programs were told."""
    told = []
    video_id = studio.create(read_request(BRIEF))
    google.fail_next(":generateContent", *[echo(403)] * 6)
    for attempt in (lambda: studio.write_script(video_id), lambda: studio.rewrite(video_id, "funnier")):
        try:
            attempt()
        except AppError as refused:
            told.append(f"{refused.message} {refused.hint} {refused!r}")
    google.forget()
    studio.write_script(video_id)
    google.fail_next("predictLongRunning", *[echo(400)] * 6)
    told.append(studio.render(video_id).model_dump_json())
    told.append(report_bug(RuntimeError(f"crash with {planted('google_api_key')}")))
    told += [str(studio.describe(video_id)), str(studio.health()), repr(studio._parts.settings)]
    return [*told, *(_page(name, video_id) for name in PAGES)]


def _page(name: str, video_id: str) -> str:
    page = AppTest.from_file(str(ROOT / "components" / "router.py"), default_timeout=60).run()
    page.query_params["video"] = video_id
    page.switch_page(str(ROOT / "pages" / name)).run()
    assert not page.exception, page.exception
    return str(page)


def left_behind(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder and every cell of its databases."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
        if path.suffix in (".sqlite", ".db"):
            connection = sqlite3.connect(path)
            yield f"{path.name}, dumped", "\n".join(connection.iterdump()).encode(errors="replace")
            connection.close()


def test_nothing_that_is_said_or_left_holds_a_planted_secret(
    studio: Studio, fake_google: FakeGoogle, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told = a_day(studio, fake_google)
    assert any("***" in text for text in told), "the service's words were told, without the secret"
    said = capfd.readouterr()
    found = [(mark, text[:200]) for mark in MARKS for text in (*told, said.out, said.err) if mark in text]
    assert not found
    account = tmp_path / "data" / "service-account.json"  # the operator's own file
    spilt = [
        (name, mark)
        for name, data in left_behind(tmp_path / "data")
        for mark in MARKS
        if name != account.name and mark.encode() in data
    ]
    assert not spilt
    logged = (tmp_path / "data" / "logs" / "app.jsonl").read_text("utf-8")
    assert "crash with ***" in logged
