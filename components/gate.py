"""The gate before everything: what only people who are signed in may send to this server.

Behind IAP that is every request and every page's connection, so that whoever reaches the container past
the proxy gets nothing. With OpenID Connect the page itself must open for strangers, since it holds the
button to sign in; uploads must not.
"""

from __future__ import annotations

import anyio.to_thread
import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from components.house import settings
from components.visitors import sender
from core.errors import AppError
from core.login import Login
from core.security.people import Person, Role, acting_as

FOR_MACHINES = ("/health", "/health/ready", "/_stcore/health", "/metrics")
"""What machines ask, which have no account; figures have a key of their own."""
FOR_MEMBERS = ("/_stcore/upload_file",)

log = structlog.get_logger(__name__)


class Gate:
    """Pure ASGI, so that websockets and streamed files pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_guarded = scope["type"] in ("http", "websocket") and _is_guarded(scope["path"])
        if not is_guarded:
            await self._app(scope, receive, send)
        elif (member := await anyio.to_thread.run_sync(_member, scope)) is not None:
            with acting_as(member):
                await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, "Sign in first.")(scope, receive, send)
        else:
            await Response("Sign in first.", 403, media_type="text/plain")(scope, receive, send)


def _is_guarded(path: str) -> bool:
    match settings().login:
        case Login.NONE:
            return False
        case Login.OIDC:
            return any(path == place or path.startswith(f"{place}/") for place in FOR_MEMBERS)
        case Login.IAP:
            return path not in FOR_MACHINES


def _member(scope: Scope) -> Person | None:
    """Who sent it, if they have a role here."""
    try:
        person = sender(scope)
    except AppError as error:
        log.info("not let in", path=scope["path"], reason=error.message)
        return None
    return None if person.role is Role.NONE else person
