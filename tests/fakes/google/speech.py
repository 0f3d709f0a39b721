"""The fake's routes for speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

if TYPE_CHECKING:
    from tests.fakes.google.server import FakeGoogle


def routes(fake: FakeGoogle) -> list[Route]:  # noqa: ARG001 - the fake holds their state
    """None so far; asked before the routes for text, so a narrower pattern of a model's id wins."""
    return []
