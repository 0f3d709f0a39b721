"""Who is asking: the person behind a page or behind a request, or nobody.

A page's visitor is known by Streamlit's login, or by the header that IAP signed when the page's
connection was opened; a request's sender by the same cookie or header. Without a login everybody is
the owner of the machine.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

# Streamlit has no public way to read its cookie outside a page; tests/pages/test_visitors.py would tell
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from components.house import opened, settings
from core.errors import NotAllowed
from core.login import Login
from core.operations.once import once
from core.security.addresses import client_address
from core.security.iap import HEADER, IapHeader, keys_at
from core.security.identity import Identity, identity_of
from core.security.people import NOBODY, OWNER_OF_THE_MACHINE, Person, Role, acting_as

ROLE_LIVES_S = 5.0
"""How soon a change on the People page holds for those who are signed in."""
_MOST_KEPT = 1_000
_SIGNED_IN = "signed in through IAP"


def visitor() -> Person:
    """Who opened this page; nobody where nobody is signed in. Raises NotAllowed, saying why."""
    match settings().login:
        case Login.NONE:
            return _owner(_address_of_page())
        case Login.OIDC:
            return _by_claims(st.user.to_dict(), _address_of_page())
        case Login.IAP:
            return _by_iap_of_page()


def is_team() -> bool:
    """Whether people sign in, so that it matters whose a video is."""
    return settings().login is not Login.NONE


def sender(scope: Scope) -> Person:
    """Who sent this request. Raises as `visitor`. It may read the database."""
    headers, client = Headers(scope=scope), scope.get("client")
    address = _client(client[0] if client else "", headers.getlist("x-forwarded-for"))
    match settings().login:
        case Login.NONE:
            return _owner(address)
        case Login.OIDC:
            return _by_claims(_claims_in(cookie_parser(headers.get("cookie", ""))), address)
        case Login.IAP:
            return _person_of(_iap().identity(headers.get(HEADER)), address)


def _owner(address: str) -> Person:
    return OWNER_OF_THE_MACHINE.model_copy(update={"address": address})


def _address_of_page() -> str:
    peer = st.context.ip_address
    # without a browser, as in Streamlit's own page tests, there is no address but something else
    return _client(peer if isinstance(peer, str) else "", st.context.headers.get_all("X-Forwarded-For"))


def _client(peer: str, forwarded_for: Sequence[str]) -> str:
    """The visitor's own address, as far as our own proxies tell it."""
    return client_address(peer, forwarded_for, settings().proxies)


def _by_claims(claims: Mapping[str, Any], address: str) -> Person:
    if claims.get("is_logged_in") is not True:
        return NOBODY
    return _person_of(identity_of(claims, settings(), time.time()), address)


def _claims_in(cookies: dict[str, str]) -> dict[str, Any]:
    """What Streamlit's own cookie says, if its signature is right."""
    try:
        raw = _get_signed_cookie_with_chunks(cookies, USER_COOKIE_NAME)
        claims = json.loads(raw) if raw else {}
    except (ValueError, UnicodeError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _iap() -> IapHeader:
    in_force = settings()
    return once("iap", lambda: IapHeader(in_force.iap_audience, keys_at(in_force.iap_keys_url)))


def _by_iap_of_page() -> Person:
    """The header is minutes old when a page is; so it is checked once for each connection."""
    header = st.context.headers.get(HEADER) or ""
    digest = hashlib.sha256(header.encode()).hexdigest()
    kept = st.session_state.get(_SIGNED_IN)
    if kept is None or kept[0] != digest:
        kept = st.session_state[_SIGNED_IN] = (digest, _iap().identity(header), time.time())
    _, identity, since_s = kept
    if time.time() - since_s > settings().session_hours * 3600:
        raise NotAllowed("This page has been open for too long.", "Reload it.")
    return _person_of(identity, _address_of_page())


class _Recent:
    """Persons as they were recognised a moment ago, so that not every call asks the database."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Person]] = {}
        self._alone = threading.Lock()

    def person(self, identity: Identity, address: str) -> Person:
        key, now_s = identity.model_dump_json(), time.monotonic()
        with self._alone:
            known = self._kept.get(key)
        if known is not None and now_s - known[0] < ROLE_LIVES_S:
            return known[1]
        asking = Person(person_id=identity.email, role=Role.NONE, address=address)
        with acting_as(asking):  # so that a refusal is written down under their name
            person = opened().recognise(identity, address)
        with self._alone:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (now_s, person)
        return person


_recent = _Recent()


def _person_of(identity: Identity, address: str) -> Person:
    return _recent.person(identity, address).model_copy(update={"address": address})
