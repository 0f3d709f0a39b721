"""Google's failures as ours, in one place for every SDK of Google's.

    with google_failures("writing the script"):
        client.models.generate_content(...)

Four families come in: `google.genai` errors, those of its interactions, `google.api_core`'s
(speech), and what the network and the login throw. Out comes one AppError that says in a
sentence what happened, in the hint what to do, and in `retry_after_s` when to ask again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from traceback import walk_tb

import httpx2
import requests
from google.api_core import exceptions as api_core
from google.auth import exceptions as auth
from google.genai import _interactions as interactions
from google.genai import errors as genai_errors
from google.protobuf.json_format import ParseError
from pydantic import ValidationError

from core.errors import AppError, OutcomeUnknown, ProviderRejected, ProviderUnavailable
from core.providers.google.refused import Refusal, error_for

_NEVER_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    requests.exceptions.ConnectTimeout,
)
_CUT = (
    httpx2.TransportError,
    interactions.APIConnectionError,
    genai_errors.ContinuationInterruptedError,
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
    requests.exceptions.ChunkedEncodingError,
    api_core.RetryError,
)
_UNREADABLE = (
    genai_errors.UnknownApiResponseError,
    interactions.APIError,
    httpx2.HTTPError,
    requests.exceptions.RequestException,
    ParseError,
    ValidationError,
    JSONDecodeError,
)
_STUMBLES = (TypeError, AttributeError, LookupError)
"""What the SDKs throw at JSON of another shape; only from within their own code."""
_ANSWERED = (genai_errors.APIError, interactions.APIStatusError, api_core.GoogleAPICallError)
_MAYBE_DONE = (502, 504)
"""A gateway gave up waiting: what stands behind it may still be at work."""


@contextmanager
def google_failures(doing: str, *, paid: bool = False) -> Iterator[None]:
    """Turn what Google's SDKs throw inside into our errors; ours pass through.

    `doing` completes "Google failed while ...". With `paid`, whatever leaves open whether the
    request was carried out (a connection cut after sending, a time-out, an unreadable answer)
    becomes OutcomeUnknown, so that nobody pays twice.
    Raises QuotaExceeded (429), ContentRefused and ProviderRejected (400, 401, 403, 404),
    ProviderUnavailable (5xx, network, time-out, an answer that is not JSON), OutcomeUnknown.
    """
    try:
        yield
    except AppError:
        raise
    except Exception as error:
        ours = _ours(error, doing, paid=paid)
        if ours is None:
            raise
        raise ours from error


def _ours(error: Exception, doing: str, *, paid: bool) -> AppError | None:
    """The error to raise instead; None for what does not come from Google."""
    if isinstance(error, _ANSWERED):
        refusal = Refusal.of(error)
        if paid and refusal.status in _MAYBE_DONE:
            return _unknown(doing)
        return error_for(refusal, doing)
    if isinstance(error, auth.GoogleAuthError):
        return _login_failed(error, doing)
    return _network_failed(error, doing, paid=paid)


def _network_failed(error: Exception, doing: str, *, paid: bool) -> AppError | None:
    stumbled = isinstance(error, _STUMBLES) and _is_thrown_by_an_sdk(error)
    if not (stumbled or isinstance(error, (*_CUT, *_UNREADABLE))):
        return None
    if paid and not _was_never_sent(error):
        return _unknown(doing)
    if isinstance(error, _CUT):
        return ProviderUnavailable(
            f"Google could not be reached, or did not answer in time, while {doing}.",
            "Check the network and try again in a minute.",
        )
    return ProviderUnavailable(
        f"Google's answer while {doing} could not be read.",
        "A proxy or a login page may stand in between; check the network and try again.",
    )


def _is_thrown_by_an_sdk(error: Exception) -> bool:
    frames = [frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__)]
    return bool(frames) and str(frames[-1]).startswith("google.")


def _was_never_sent(error: Exception) -> bool:
    """Whether the request cannot have reached Google; interactions wrap the network's own error."""
    if isinstance(error, genai_errors.ContinuationInterruptedError):
        return False
    return isinstance(error, _NEVER_SENT) or isinstance(error.__cause__, _NEVER_SENT)


def _login_failed(error: auth.GoogleAuthError, doing: str) -> AppError:
    if isinstance(error, auth.TransportError) or error.retryable:
        return ProviderUnavailable(
            f"Google's login did not answer while {doing}.", "Check the network and try again in a minute."
        )
    return ProviderRejected(
        f"Google did not accept our Google Cloud credentials while {doing}.",
        "Check GOOGLE_APPLICATION_CREDENTIALS, or run gcloud auth application-default login.",
    )


def _unknown(doing: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"The connection to Google broke while {doing}: it may or may not have been carried out.",
        "It is counted as spent. Look at Google's console before paying again.",
    )
