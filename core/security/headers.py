"""What browsers are told about every answer: what a page may load, who may frame it, what it may use.

The content policy is the tightest that Streamlit lives with. Scripts come from our own files alone:
no inline script but those of Streamlit's page, named by their hashes, and no `eval`. Inline styles
are allowed, because Streamlit writes all of its styles that way. Nothing is loaded from elsewhere,
but videos from the storage that machines share.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_UNUSED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "serial", "usb",
)  # fmt: skip
_STORAGES = {
    "gs": ("https://storage.googleapis.com", "STORAGE_EMULATOR_HOST"),
    "s3": ("https://*.amazonaws.com", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
}
HSTS = "max-age=31536000"
"""A year; said over https alone (RFC 6797, 7.2)."""


def security_headers(policy: str) -> dict[str, str]:
    """The headers of every answer."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def content_policy(scripts: Iterable[str] = (), media_hosts: Sequence[str] = ()) -> str:
    """The Content-Security-Policy; `scripts` are the texts of the inline scripts that may run.

    Where there are media hosts, browsers also send to them; what does so is a component, whose script
    Streamlit's own one makes into a blob.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    elsewhere = "".join(f" {host}" for host in media_hosts)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {hashes}".strip() + (" blob:" if media_hosts else ""),
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{elsewhere}",
            f"media-src 'self' data: blob:{elsewhere}",
            "font-src 'self' data:",
            f"connect-src 'self'{elsewhere}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def inline_scripts(page: str) -> list[str]:
    """The texts of a page's inline scripts, to the letter."""
    return _INLINE_SCRIPT.findall(page)


def media_hosts(storage_url: str) -> list[str]:
    """Where browsers are sent for large files, and send them: by the setting `VVG_STORAGE_URL`, or at the
    address of an own server, which is given to the clients of both services by variables of theirs."""
    kind = storage_url.partition("://")[0]
    if kind not in _STORAGES:
        return []
    host, *variables = _STORAGES[kind]
    own = next((urlsplit(os.environ[name]) for name in variables if os.environ.get(name)), None)
    return [f"{own.scheme}://{own.netloc}" if own and own.netloc else host]


def guarded_cookie(cookie: str, *, is_https: bool, is_for_scripts: bool) -> str:
    """A Set-Cookie line that other sites do not get sent; over https, never sent without it."""
    names = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
    wanted = [("samesite", "SameSite=Lax", True), ("secure", "Secure", is_https)]
    wanted.append(("httponly", "HttpOnly", not is_for_scripts))
    return "; ".join([cookie, *(text for name, text, is_wanted in wanted if is_wanted and name not in names)])


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
