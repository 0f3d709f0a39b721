"""What a person can do about a job that met a budget or a quota: the ways on, side by side."""

from __future__ import annotations

import streamlit as st

from components.errors import telling
from core.settings import AtLimit
from core.studio import Studio
from core.studio.jobs import Job

LIMITS = ("BudgetExceeded", "QuotaExceeded")
"""Kinds of errors that have these ways on."""

_WAYS = {
    AtLimit.WAIT: (
        "Wait for it",
        ":material/schedule:",
        "Goes on by itself as soon as there is room again",
    ),
    AtLimit.CHEAPER: (
        "Cheaper model",
        ":material/savings:",
        "Films what is missing with a cheaper model, if one fits",
    ),
    AtLimit.ANIMATIC: (
        "Draw the rest, free",
        ":material/draw:",
        "Draws and speaks what is missing on this machine; what is filmed stays",
    ),
}


def at_limit_buttons(studio: Studio, job: Job, *, without: AtLimit | None = None) -> None:
    """A button for each way; `without` is the one that is being gone already."""

    @telling
    def go_on(way: AtLimit) -> str:
        studio.again(job.video_id, at_limit=way)
        return "On it again."

    with st.container(horizontal=True, gap="small", width="content"):
        for way, (label, icon, said) in _WAYS.items():
            if way is not without:
                st.button(label, key=f"at_limit_{way}", icon=icon, help=said, on_click=go_on, args=(way,))
