"""The sidebar says on every page in which environment its visitor works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.settings import Environment
from core.studio import Studio
from tests.pages.conftest import OpenPage


@pytest.mark.parametrize(
    ("environment", "badge"),
    [
        (Environment.DEVELOPMENT, "Offline"),
        (Environment.STAGING, "Staging"),
        (Environment.PRODUCTION, "Production"),
    ],
)
def test_the_badge_names_the_environment(
    studio: Studio, open_page: OpenPage, environment: Environment, badge: str
) -> None:
    settings = studio._parts.settings.model_copy(update={"environment": environment})
    studio._parts = replace(studio._parts, settings=settings)
    page = open_page("history.py")
    assert not page.exception
    badges = [text.value for text in page.sidebar.markdown if "-badge[" in text.value]
    assert len(badges) == 1 and badge in badges[0]
