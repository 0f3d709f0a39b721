"""A webhook: events posted to an address of the operator's, as JSON, beside the work and never in its way.

What cannot be delivered in a few tries is logged and given up: an alert is also in the database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import requests
import structlog

from core.errors import InvalidInput
from core.models import JsonDict

TRIES, LIMIT_S = 3, 10.0

log = structlog.get_logger(__name__)


class Webhook:
    """One address. Raises InvalidInput for one that is none."""

    def __init__(self, url: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidInput("VVG_ALERT_WEBHOOK is no web address.", "Give one such as https://host/path.")
        self._url, self._sleep = url.strip(), sleep

    def send(self, event: str, facts: JsonDict) -> threading.Thread:
        """Post `{"event": ..., "facts": ...}` from a thread of its own, which is returned."""
        body = {"event": event, "facts": facts}
        thread = threading.Thread(target=self._deliver, args=(body,), name="webhook", daemon=True)
        thread.start()
        return thread

    def _deliver(self, body: JsonDict) -> None:
        for attempt in range(TRIES):
            try:
                answer = requests.post(self._url, json=body, timeout=LIMIT_S, allow_redirects=False)
                if answer.status_code < 300:
                    return
                said = f"status {answer.status_code}"
            except requests.RequestException as error:
                said = type(error).__name__  # its words may hold the address, which may hold a secret
            if attempt + 1 < TRIES:
                self._sleep(2.0**attempt)
        log.warning("webhook not delivered", what=body["event"], said=said)
