"""A place to drop a file which the browser sends straight to the storage, with progress and a way to stop.

For large files where machines share a storage; the sending itself is `direct_upload.js`. It goes on
while the page is drawn again, and while the popover it stands in is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st
from pydantic import Field, ValidationError

from components.services import studio
from core.artifacts.incoming import Ticket
from core.errors import AppError
from core.models import JsonDict, Value

_HERE = Path(__file__)
_HTML = "<div class='drop' role='group'></div>"
_component = st.components.v2.component(
    "direct_upload",
    html=_HTML,
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


class Sent(NamedTuple):
    """A file that lies in the storage, as the browser had it."""

    name: str
    ticket: Ticket
    crc32: int


class _Wish(Value):
    """What the browser would like to send."""

    name: str = Field(max_length=300)
    size: int


class _Report(Value):
    """What the browser says it has sent."""

    ticket: str
    crc32: int = Field(ge=0, le=0xFFFFFFFF)


def direct_upload(label: str, types: Sequence[str], most_mb: int, *, key: str) -> Sent | None:
    """What was sent; None before that."""
    told: JsonDict = st.session_state.get(f"{key}_told", {})
    _component(
        key=key,
        data={
            "id": key,
            "label": label,
            "accept": ",".join(f".{name}" for name in types),
            "hint": f"{', '.join(types).upper()} · at most {most_mb} MB",
            "leave": told.get("leave"),
            "refusal": told.get("refusal", ""),
        },
        default={"sent": None},
        on_sent_change=lambda: None,
        on_wanted_change=lambda: _answer(key),
    )
    return _sent(st.session_state.get(key), told)


def _answer(key: str) -> None:
    """Give leave to send the wanted file, or say why not."""
    try:
        wish = _Wish.model_validate(st.session_state[key]["wanted"])
        ticket, link = studio().admit_footage(wish.name, wish.size)
    except (AppError, ValidationError) as error:
        why = f"{error.message} {error.hint}" if isinstance(error, AppError) else "This file cannot be sent."
        st.session_state[f"{key}_told"] = {"refusal": why}
        return
    leave = {"ticket": ticket.ticket, "url": link.url, "headers": link.headers}
    st.session_state[f"{key}_told"] = {"leave": leave, "ticket": ticket, "name": wish.name}


def _sent(state: Any, told: JsonDict) -> Sent | None:
    """The file, if what the browser reports is what it had leave to send."""
    ticket = told.get("ticket")
    try:
        report = _Report.model_validate((state or {}).get("sent"))
    except ValidationError:
        return None
    if not isinstance(ticket, Ticket) or report.ticket != ticket.ticket:
        return None
    return Sent(told["name"], ticket, report.crc32)
