"""What other machines ask: is the process alive, and can it serve?

    /health          200 `ok` as long as the process answers: else it should be started again
    /health/ready    200 when the parts that everybody needs are well, else 503: send people elsewhere

Anybody may ask, so the answer names parts and nothing else: no reason, no path, no version.
"""

from __future__ import annotations

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from components.house import opened
from core.errors import AppError

NO_STORE = {"Cache-Control": "no-store"}
log = structlog.get_logger(__name__)


async def live(_request: Request) -> Response:
    """The process answers."""
    return Response("ok", media_type="text/plain", headers=NO_STORE)


async def ready(_request: Request) -> Response:
    """The parts that everybody needs are well."""
    parts = await anyio.to_thread.run_sync(_needed)
    is_ready = all(parts.values())
    answer = {"ready": is_ready, "parts": {name: "ok" if ok else "failing" for name, ok in parts.items()}}
    return JSONResponse(answer, 200 if is_ready else 503, headers=NO_STORE)


def _needed() -> dict[str, bool]:
    try:
        report = opened().readiness()
    except AppError as error:
        log.warning("not ready: the studio does not open", reason=error.message)
        return {"start": False}
    for check in report.bad:
        log.warning("not ready", part=check.name, reason=check.detail)
    return {check.name: check.ok for check in report.checks}


ROUTES = [Route("/health", live), Route("/health/ready", ready)]
