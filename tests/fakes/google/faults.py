"""Bad answers on demand: each is a value that `FakeGoogle.fail_next` plays once.

A fault with a `status` replaces the answer, one without it spoils or delays the real one.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from core.models import Value


class Fault(Value):
    """What happens instead of, or to, the real answer."""

    status: int | None = None
    """None: the real answer is made."""
    content: str = ""
    media_type: str = "application/json"
    delay_s: float = 0.0
    """Waited before anything is answered; ends early when the client hangs up."""
    cut: Literal["", "before", "midway"] = ""
    """`before`: the request is read, then the connection drops; `midway`: half of the body arrives."""


def answer(body: Any, status: int = 200) -> Fault:
    """Any JSON in place of the real answer."""
    return Fault(status=status, content=json.dumps(body))


def error(status: int, message: str, code: str = "", details: list[dict[str, Any]] | None = None) -> Fault:
    """An error in the shape all of Google's services share (google.rpc.Status)."""
    body: dict[str, Any] = {
        "code": status,
        "message": message,
        "status": code or _CODES.get(status, "UNKNOWN"),
    }
    if details:
        body["details"] = details
    return answer({"error": body}, status)


def quota_exceeded(retry_after_s: float | None = None, quota_id: str = "") -> Fault:
    """429; with RetryInfo and QuotaFailure when they are given, otherwise the short form."""
    details: list[dict[str, Any]] = []
    if quota_id:
        details.append({"@type": f"{_RPC}.QuotaFailure", "violations": [{"quotaId": quota_id}]})
    if retry_after_s is not None:
        details.append({"@type": f"{_RPC}.RetryInfo", "retryDelay": f"{retry_after_s:g}s"})
    return error(429, "Resource has been exhausted (e.g. check quota).", details=details)


def server_error() -> Fault:
    """500 INTERNAL."""
    return error(500, "An internal error has occurred.")


def unavailable() -> Fault:
    """503, as an overloaded model answers."""
    return error(503, "The model is overloaded. Please try again later.")


def forbidden() -> Fault:
    """403, as an account without the permission gets."""
    return error(403, "Permission 'aiplatform.endpoints.predict' denied on resource.")


def retired_model(model: str) -> Fault:
    """404, as a model that is gone answers."""
    return error(404, f"models/{model} is not found for API version v1, or is not supported.")


def bad_request(message: str = "Request contains an invalid argument.") -> Fault:
    """400 INVALID_ARGUMENT."""
    return error(400, message)


def invalid_key() -> Fault:
    """400 with the reason API_KEY_INVALID, as the Gemini API answers a wrong key."""
    reason = {"@type": f"{_RPC}.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}
    return error(400, "API key not valid. Please pass a valid API key.", details=[reason])


def cut() -> Fault:
    """The request arrives, the connection drops before an answer: its outcome is unknown."""
    return Fault(cut="before")


def cut_midway() -> Fault:
    """The connection drops after half of the real answer."""
    return Fault(cut="midway")


def slow(delay_s: float) -> Fault:
    """The real answer, late."""
    return Fault(delay_s=delay_s)


def html(status: int = 200) -> Fault:
    """A web page where JSON was due, as proxies and captive portals answer."""
    page = "<!doctype html><html><body><h1>Please log in to this network</h1></body></html>"
    return Fault(status=status, content=page, media_type="text/html")


NO_WAY_OUT = Fault(status=502, content="Nothing leaves this machine.", media_type="text/plain")
"""What a proxy answers who lets nobody out."""

_RPC = "type.googleapis.com/google.rpc"
_CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
