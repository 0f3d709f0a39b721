"""Security headers on every answer, guarded cookies, and Streamlit's internal endpoints hidden."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.house import settings
from core.security.addresses import is_https
from core.security.headers import (
    HSTS,
    content_policy,
    guarded_cookie,
    inline_scripts,
    media_hosts,
    security_headers,
)
from core.settings import Settings

HIDDEN = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
FOR_SCRIPTS = "_streamlit_xsrf="
"""The cookie that Streamlit's own script reads."""
_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
_SHARED = ("/static/",)
"""Where the same is served to everybody; nothing else is for caches between us and a browser."""


class SecurityHeaders:
    """Pure ASGI, so that websockets and streamed files pass untouched."""

    def __init__(self, app: ASGIApp, settings: Settings | None = None) -> None:
        self._app, self._given = app, settings

    @cached_property
    def _settings(self) -> Settings:
        return self._given or settings()

    @cached_property
    def _headers(self) -> dict[str, str]:
        scripts = inline_scripts(_PAGE.read_text(encoding="utf-8"))
        return security_headers(content_policy(scripts, media_hosts(self._settings.storage_url)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(scope, MutableHeaders(scope=message))
            await send(message)

        asked = Response(status_code=404) if scope["path"].startswith(HIDDEN) else self._app
        await asked(scope, receive, send_with_headers)

    def _complete(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith(_SHARED):
            headers.setdefault("Cache-Control", "private")
        forwarded = Headers(scope=scope).getlist("x-forwarded-proto")
        safe = is_https(scope.get("scheme", "http"), forwarded, self._settings.proxies)
        if safe:
            headers.setdefault("Strict-Transport-Security", HSTS)
        _guard_cookies(headers, is_https=safe)


def _guard_cookies(headers: MutableHeaders, *, is_https: bool) -> None:
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        is_for_scripts = cookie.startswith(FOR_SCRIPTS)
        headers.append("set-cookie", guarded_cookie(cookie, is_https=is_https, is_for_scripts=is_for_scripts))
