"""Fixtures that every room's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings

from core import secret_values
from tests.fakes.google.fixture import fake_google as fake_google
from tests.fakes.google.fixture import google_server as google_server
from tests.postgres import postgres_server as postgres_server
from tests.postgres import postgres_url as postgres_url
from tests.room import ANY_ROOM

hypothesis_settings.register_profile("vvg", deadline=None, max_examples=60)
hypothesis_settings.load_profile("vvg")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own .env or VVG_ or GOOGLE_ variables must not change what tests see."""
    import os

    for name in list(os.environ):
        if name.startswith(("VVG_", "GOOGLE_", "GEMINI_")):
            monkeypatch.delenv(name)
    for name, text in ANY_ROOM.items():
        monkeypatch.setenv(name, text)


@pytest.fixture(autouse=True)
def _no_secrets_from_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What other tests' settings call a secret, or those a whole file shares, is an ordinary word here."""
    monkeypatch.setattr(secret_values, "_known", set())
    secret_values._pattern.cache_clear()
    yield
    secret_values._pattern.cache_clear()
