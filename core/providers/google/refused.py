"""What Google answers when it refuses, read out of the shapes of its three SDKs.

Every service answers a `google.rpc.Status`: a status, words, and details of which two matter
here: RetryInfo (when to ask again) and QuotaFailure (which window is used up).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from core.errors import AppError, ContentRefused, ProviderRejected, ProviderUnavailable, QuotaExceeded
from core.models import JsonDict, clean_text

MOST_WORDS_OF_THEIRS = 200
"""Characters of Google's own message that are shown."""


class Refusal(NamedTuple):
    """An answer with an error status, whatever SDK brought it."""

    status: int
    words: str
    details: tuple[JsonDict, ...]
    retry_after_s: float | None

    @classmethod
    def of(cls, error: Any) -> Refusal:
        """Read an error of `google.genai`, of its interactions, or of `google.api_core`."""
        body = _first_dict(getattr(error, "details", None), getattr(error, "body", None))
        status = body.get("error", body)
        status = status if isinstance(status, dict) else {}
        details = _details(status.get("details") or getattr(error, "details", None))
        words = status.get("message") or getattr(error, "message", "") or ""
        return cls(
            status=_code(error),
            words="" if _MARKUP.search(str(words)) else clean_text(str(words))[:MOST_WORDS_OF_THEIRS],
            details=details,
            retry_after_s=_retry_after_s(details, getattr(error, "response", None)),
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Machine-readable reasons, such as API_KEY_INVALID."""
        return tuple(str(detail["reason"]) for detail in self.details if "reason" in detail)

    @property
    def quota_ids(self) -> tuple[str, ...]:
        """The windows that are used up, such as GenerateRequestsPerDayPerProjectPerModel."""
        lists = [detail.get("violations") for detail in self.details]
        found = [violation for each in lists if isinstance(each, list) for violation in each]
        ids = [one.get("quotaId") or one.get("subject") for one in found if isinstance(one, dict)]
        return tuple(clean_text(str(each)) for each in ids if each)


def error_for(refusal: Refusal, doing: str) -> AppError:
    """The error of ours that says the same."""
    status = refusal.status
    if status == 429:
        return _quota_exceeded(refusal, doing)
    if status in (401, 403) or "API_KEY_INVALID" in refusal.reasons:
        return ProviderRejected(
            f"Google does not accept our credentials while {doing}: {_said(refusal)}",
            "Check GOOGLE_API_KEY, or GOOGLE_CLOUD_PROJECT and GOOGLE_APPLICATION_CREDENTIALS, "
            "and that the service is switched on for them.",
        )
    if status == 404:
        return ProviderRejected(
            f"Google does not know what was asked for while {doing}: {_said(refusal)}",
            "The model may be retired or not offered in this region; choose another one.",
        )
    if status in (408, 409) or status >= 500 or status < 400:
        return ProviderUnavailable(
            f"Google is out of order while {doing}: {_said(refusal)}",
            "Try again in a minute.",
            retry_after_s=refusal.retry_after_s,
        )
    if _SAFETY.search(refusal.words):
        return ContentRefused(
            f"Google's safety filter refused while {doing}: {_said(refusal)}",
            "Reword what was asked for; nothing was charged.",
        )
    return ProviderRejected(
        f"Google calls the request wrong while {doing}: {_said(refusal)}",
        "Change what was asked for; asking the same again will not help.",
    )


_MARKUP = re.compile(r"<[!/a-z]", re.IGNORECASE)
_SAFETY = re.compile(
    r"polic(?:y|ies)|safety|prohibited|harmful|responsible ai|sensitive words", re.IGNORECASE
)


def _quota_exceeded(refusal: Refusal, doing: str) -> QuotaExceeded:
    window = f" ({', '.join(refusal.quota_ids)})" if refusal.quota_ids else ""
    if any("perday" in each.casefold() for each in refusal.quota_ids):
        hint = "It comes back at midnight Pacific time; or choose another model, or raise the quota."
    elif refusal.retry_after_s is not None:
        hint = f"Google asks to wait {math.ceil(refusal.retry_after_s)} s."
    else:
        hint = "Wait some minutes; if it stays so, look at the quota in Google's console."
    return QuotaExceeded(
        f"Google's quota is used up{window} while {doing}.",
        hint,
        retry_after_s=refusal.retry_after_s,
        quota_ids=refusal.quota_ids,
    )


def _said(refusal: Refusal) -> str:
    return refusal.words or f"status {refusal.status}"


def _code(error: Any) -> int:
    """The HTTP status; gRPC errors without one count as unavailable."""
    code = getattr(error, "status_code", None) or getattr(error, "code", None)
    code = getattr(code, "value", code)
    return code if isinstance(code, int) else 503


def _first_dict(*candidates: Any) -> JsonDict:
    return next((each for each in candidates if isinstance(each, dict)), {})


def _details(found: Any) -> tuple[JsonDict, ...]:
    """The list of details; gRPC brings them as messages."""
    if not isinstance(found, Iterable) or isinstance(found, (str, bytes, Mapping)):
        return ()
    read = [MessageToDict(each) if isinstance(each, Message) else each for each in found]
    return tuple(each for each in read if isinstance(each, dict))


def _retry_after_s(details: Iterable[JsonDict], response: Any) -> float | None:
    """Seconds from RetryInfo, or from the header Retry-After."""
    asked = next((detail["retryDelay"] for detail in details if "retryDelay" in detail), None)
    headers = getattr(response, "headers", None) or {}
    for text in (asked, headers.get("retry-after")):
        found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,9})?)s?", str(text or ""))
        if found:
            return float(found.group(1))
    return None
