"""Secrets that this process knows by their value, so that no text that leaves it holds one.

The settings register theirs when they are read. Error messages and log lines pass through `masked`,
whoever wrote them: a provider that repeats the key it was given, a driver that quotes its address.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote, urlsplit

MASK = "***"
_SHORTEST = 6
"""Shorter ones would blank ordinary words."""

_known: set[str] = set()


def keep_secret(value: str) -> None:
    """Mask this value from now on, also as it stands in an address."""
    for form in (value.strip(), quote(value.strip(), safe="")):
        if len(form) >= _SHORTEST and form not in _known:
            _known.add(form)
            _pattern.cache_clear()


def keep_password_of(url: str) -> None:
    """The same for the password in an address, if there is one. Any text is fine."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return
    if password:
        keep_secret(password)


def masked(text: str) -> str:
    """The text without the secrets."""
    return _pattern().sub(MASK, text) if _known else text


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(value) for value in sorted(_known, key=len, reverse=True)))
