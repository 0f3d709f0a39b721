"""The SDK's client for one route, set up so that nothing happens behind our back.

The SDK retries calls on its own (interactions four times, billed ones too) and takes settings
from the environment in ways that depend on each other. Here every value is passed by hand,
every call is made once, and every call has a time limit.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import google.auth
from google import genai
from google.auth.credentials import Credentials
from google.genai import types
from google.oauth2 import credentials as user_account
from google.oauth2 import service_account

from core.errors import InvalidInput
from core.models import JsonDict
from core.providers.google.access import GoogleAccess, Route
from core.providers.google.failures import google_failures

CLOUD_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
CALL_LIMIT_S = 120.0


def genai_client(
    access: GoogleAccess, route: Route, *, timeout_s: float = CALL_LIMIT_S, location: str = ""
) -> genai.Client:
    """A client for the route; `location` is the region that a model asks for, if it does.

    Keep a reference to it while calls run: a client that is collected closes its connections.
    Raises InvalidInput when settings of the route are missing or damaged, ProviderRejected
    when no Application Default Credentials are found.
    """
    if route not in access.routes:
        raise InvalidInput(_MISSING[route], _HINTS[route])
    if route is Route.KEY:
        options = _options(access.gemini_base_url, "GOOGLE_GEMINI_BASE_URL", timeout_s)
        return genai.Client(enterprise=False, api_key=access.key, http_options=options)
    return genai.Client(
        enterprise=True,
        project=access.project.strip(),
        location=location or access.location,
        credentials=cloud_credentials(access.credentials_file),
        http_options=_options(access.vertex_base_url, "GOOGLE_VERTEX_BASE_URL", timeout_s),
    )


def cloud_credentials(file: Path | None) -> Credentials:
    """The account of a JSON file, or Application Default Credentials; tokens are fetched when needed.

    Raises InvalidInput for a file that is no account, ProviderRejected when there are no defaults.
    """
    if file is None:
        with google_failures("looking for Google Cloud credentials"):
            found, _ = google.auth.default(scopes=[CLOUD_SCOPE])
            return found
    account = _account(file)
    try:
        return _LOADERS[account["type"]](account)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"{file.name} is not a usable Google account file.", _FILE_HINT) from error


def _service_account(account: JsonDict) -> Credentials:
    return service_account.Credentials.from_service_account_info(  # type: ignore[no-any-return, no-untyped-call]
        account, scopes=[CLOUD_SCOPE]
    )


def _user_account(account: JsonDict) -> Credentials:
    return user_account.Credentials.from_authorized_user_info(  # type: ignore[no-any-return, no-untyped-call]
        account, scopes=[CLOUD_SCOPE]
    )


_LOADERS = {"service_account": _service_account, "authorized_user": _user_account}


def _account(file: Path) -> JsonDict:
    try:
        account = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"The Google account file {file.name} cannot be read.", _FILE_HINT) from error
    if not isinstance(account, dict):
        raise InvalidInput(f"{file.name} is not a usable Google account file.", _FILE_HINT)
    return account


def _options(base_url: str, setting: str, timeout_s: float) -> types.HttpOptions:
    """One attempt means no retry, for interactions too, whose own default is four."""
    return types.HttpOptions(
        base_url=checked_address(base_url, setting) or None,
        timeout=max(1, round(timeout_s * 1_000)),
        retry_options=types.HttpRetryOptions(attempts=1),
    )


def checked_address(url: str, setting: str) -> str:
    """The web address without blanks, which may be empty; InvalidInput naming the setting otherwise."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if url and not is_web:
        raise InvalidInput(f"{setting} is no web address.", "Give one such as https://host:port, or none.")
    return url


_FILE_HINT = (
    "Let GOOGLE_APPLICATION_CREDENTIALS name the JSON key of a service account or a file made by "
    "gcloud auth application-default login."
)
_MISSING = {
    Route.KEY: "There is no Google API key.",
    Route.CLOUD: "There is no Google Cloud project.",
}
_HINTS = {
    Route.KEY: "Set GOOGLE_API_KEY; a key is made in Google AI Studio.",
    Route.CLOUD: "Set GOOGLE_CLOUD_PROJECT, and GOOGLE_APPLICATION_CREDENTIALS to an account of it.",
}
