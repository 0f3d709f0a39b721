"""At most so many requests in a minute from one address, and from one person: 429 and when to come back.

What everybody needs to see a page at all (Streamlit's own files, health) is not counted.
"""

from __future__ import annotations

from functools import cached_property

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from components.house import settings
from core.security.addresses import client_address, network
from core.security.people import OWNER_OF_THE_MACHINE, acting_person
from core.security.rates import Rate
from core.settings import Settings

FREE = ("/static/", "/health", "/_stcore/health", "/_stcore/host-config")
TRY_AGAIN_LATER = 1013
"""The websocket's close code (IANA registry of RFC 6455)."""


class RateLimit:
    """Pure ASGI. Stands inside whoever finds out which person asks."""

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        self._app, self._given = app, settings

    @cached_property
    def _settings(self) -> Settings:
        return self._given or settings()

    @cached_property
    def _rate(self) -> Rate:
        return Rate(per_minute=self._settings.requests_at_most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        wait_s = max((self._rate.take(*who) for who in self._asking(scope)), default=0)
        if not wait_s:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER, "reason": "too many requests"})
        else:
            answer = PlainTextResponse("Too many requests.", 429, {"Retry-After": str(wait_s)})
            await answer(scope, receive, send)

    def _asking(self, scope: Scope) -> list[tuple[str, str]]:
        """The address, and the person where one is known."""
        if not self._settings.requests_at_most:
            return []
        forwarded = Headers(scope=scope).getlist("x-forwarded-for")
        peer = (scope.get("client") or ("unknown", 0))[0]
        address = network(client_address(peer, forwarded, self._settings.proxies))
        person = acting_person()
        known = [] if person.person_id in ("", OWNER_OF_THE_MACHINE.person_id) else [person.person_id]
        return [("address", address), *(("person", person_id) for person_id in known)]
