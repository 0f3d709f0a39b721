"""The fake Google as a pytest fixture; conftest hands it to every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fakes.google.server import FakeGoogle


@pytest.fixture
def fake_google() -> Iterator[FakeGoogle]:
    """A new fake for each test, without calls or faults."""
    from tests.fakes.google.server import FakeGoogle  # a web server is slow to import for every test

    with FakeGoogle() as google:
        yield google
