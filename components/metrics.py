"""`/metrics`: figures for Prometheus, for who brings the key or asks from this machine."""

from __future__ import annotations

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from components.services import studio
from core.errors import AppError
from core.operations.metrics import CONTENT_TYPE

log = structlog.get_logger(__name__)


async def metrics(request: Request) -> Response:
    """All figures that this process knows, the database's too."""
    headers = request.headers
    is_forwarded = "x-forwarded-for" in headers or "forwarded" in headers
    address = request.client.host if request.client else ""
    said = headers.get("authorization", "")
    try:
        if not await anyio.to_thread.run_sync(
            lambda: studio().may_read_metrics(said, address, is_forwarded=is_forwarded)
        ):
            return Response(status_code=404)
        body = await anyio.to_thread.run_sync(lambda: studio().metrics())
    except AppError as error:
        log.warning("metrics cannot be read", kind=error.kind, message=error.message)
        return Response(status_code=503)
    return Response(body, media_type=CONTENT_TYPE)


ROUTE = Route("/metrics", metrics)
