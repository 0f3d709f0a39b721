"""The fake Google as a pytest fixture; conftest hands it to every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fakes.google.server import FakeGoogle


@pytest.fixture(scope="session")
def google_server() -> Iterator[FakeGoogle]:
    """One web server for all tests: stopping one takes longer than most tests."""
    from tests.fakes.google.server import FakeGoogle  # slow to import for tests that need no server

    with FakeGoogle() as google:
        yield google


@pytest.fixture
def fake_google(google_server: FakeGoogle, monkeypatch: pytest.MonkeyPatch) -> FakeGoogle:
    """The fake as new for each test, without calls or faults; no request leaves this machine by https."""
    for name, value in google_server.keeps_in.items():
        monkeypatch.setenv(name, value)
    google_server.forget()
    return google_server
