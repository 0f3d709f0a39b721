"""Errors as people see them: one sentence and what to do, never a traceback.

with shown():                                  # while a page draws
    record = studio().describe(video_id)

@telling                                       # an effect: a button's on_click
def _delete(video_id: str) -> str:
    studio().delete(video_id)
    return "Deleted. It can be restored from History."
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import ParamSpec

import streamlit as st

from core.errors import AppError
from core.operations.logs import report_bug

P = ParamSpec("P")


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """An AppError inside the block is shown in its place and ends the page there."""
    try:
        yield
    except AppError as error:
        show(error)
        st.stop()


def show(error: AppError) -> None:
    """The error in a box; the page goes on."""
    st.error(_plain(error), icon=":material/error:")


def telling(effect: Callable[P, str | None]) -> Callable[P, None]:
    """A callback whose returned sentence becomes a toast; an AppError becomes one too.

    Callbacks run before the page is drawn, so they may not use `shown`: it would leave the page blank.
    """

    @functools.wraps(effect)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            said = effect(*args, **kwargs)
        except AppError as error:
            st.toast(_plain(error), icon=":material/error:", duration="long")
        else:
            if said:
                st.toast(said, icon=":material/check_circle:")

    return told


def unexpected(error: Exception) -> bool:
    """What no page caught: an AppError as ever, a bug by the number it has in the log. True: it is shown."""
    if not isinstance(error, AppError):
        number = report_bug(error)
        error = AppError("Something went wrong inside the program.", f"Look for {number} in the log.")
    show(error)
    return True


def _plain(error: AppError) -> str:
    """Message and hint as literal text: what people typed is no Markdown."""
    return literal(f"{error.message} {error.hint}".strip())


def literal(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is."""
    return "".join(f"\\{c}" if c in _MARKUP else c for c in text)


_MARKUP = set("\\`*_{}[]()<>#+-.!|~$:^=")
