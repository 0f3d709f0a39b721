"""What stands between the socket and the routes: it records, asks for credentials, plays faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, ClassVar

from pydantic import Field
from starlette.datastructures import Headers, QueryParams
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from core.models import JsonDict, Value
from tests.fakes.google.faults import Fault
from tests.fakes.google.routing import camel

OPEN_PATHS = ("/token",)


class Call(Value):
    """One request as it arrived; header names in lower case, JSON keys in camel case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: JsonDict = Field(default_factory=dict)


class Wire(H11Protocol):
    """Uvicorn's HTTP protocol that remembers its sockets, so that a fault can drop one."""

    sockets: ClassVar[dict[object, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.sockets[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.sockets.pop(self.client, None)
        super().connection_lost(exc)


class Gate:
    """ASGI middleware: every request is noted, then refused, spoilt or passed on."""

    def __init__(self, app: ASGIApp, note: Callable[[Call], Fault | None]) -> None:
        self._app = app
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = await _whole_body(receive)
        call = _call(scope, raw)
        scope["json_body"] = call.body
        fault = self._note(call) or Fault()
        if fault.delay_s and await _hung_up(receive, fault.delay_s):
            return
        if fault.cut == "before":
            Wire.sockets[scope["client"]].abort()
            return
        if fault.cut == "midway":
            send = _halved(send, Wire.sockets[scope["client"]])
        await self._answer(call, fault)(scope, _replayed(raw, receive), send)

    def _answer(self, call: Call, fault: Fault) -> ASGIApp:
        if fault.status is not None:
            return Response(fault.content, fault.status, media_type=fault.media_type)
        return self._app if _is_known(call) else _UNKNOWN


def _is_known(call: Call) -> bool:
    bearer = call.headers.get("authorization", "")
    key = call.headers.get("x-goog-api-key") or call.query.get("key")
    return bool(key) or bearer.startswith("Bearer ") or call.path in OPEN_PATHS


_UNKNOWN = JSONResponse(
    {"error": {"code": 401, "message": "Request is missing credentials.", "status": "UNAUTHENTICATED"}}, 401
)


def _call(scope: Scope, raw: bytes) -> Call:
    return Call(
        method=scope["method"],
        path=scope["path"],
        query=dict(QueryParams(scope["query_string"])),
        headers=dict(Headers(scope=scope)),
        body=_json(raw),
    )


def _json(raw: bytes) -> JsonDict:
    try:
        body = camel(json.loads(raw))
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def _whole_body(receive: Receive) -> bytes:
    raw, more = b"", True
    while more:
        message = await receive()
        raw += message.get("body", b"")
        more = message.get("more_body", False)
    return raw


async def _hung_up(receive: Receive, delay_s: float) -> bool:
    """Whether the client left while it was kept waiting."""
    try:
        await asyncio.wait_for(receive(), delay_s)
    except TimeoutError:
        return False
    return True


def _replayed(raw: bytes, receive: Receive) -> Receive:
    """The body once more, for whoever reads it after the gate."""
    messages: list[Message] = [{"type": "http.request", "body": raw, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


def _halved(send: Send, socket: asyncio.Transport) -> Send:
    async def half(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            return
        body: Any = message.get("body", b"")
        await send({"type": message["type"], "body": body[: len(body) // 2], "more_body": True})
        socket.close()

    return half
