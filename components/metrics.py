"""`/metrics`: figures for Prometheus, for who brings the key or asks from this machine."""

from __future__ import annotations

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from components.house import opened
from core.errors import AppError
from core.operations.metrics import CONTENT_TYPE
from core.security.people import OWNER_OF_THE_MACHINE, acting_as

log = structlog.get_logger(__name__)


def _read(request: Request) -> bytes | None:
    """The figures; None for who may not have them."""
    headers = request.headers
    is_forwarded = "x-forwarded-for" in headers or "forwarded" in headers
    address = request.client.host if request.client else ""
    with acting_as(OWNER_OF_THE_MACHINE):  # a key opens this door, not a person
        studio = opened()
        if studio.may_read_metrics(headers.get("authorization", ""), address, is_forwarded=is_forwarded):
            return studio.metrics()
        return None


async def metrics(request: Request) -> Response:
    """All figures that this process knows, the database's too."""
    try:
        figures = await anyio.to_thread.run_sync(_read, request)
    except AppError as error:
        log.warning("metrics cannot be read", kind=error.kind, message=error.message)
        return Response(status_code=503)
    return Response(status_code=404) if figures is None else Response(figures, media_type=CONTENT_TYPE)


ROUTE = Route("/metrics", metrics)
