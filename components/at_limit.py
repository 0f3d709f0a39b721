"""What a person can do about a job that met a limit or found no room on its machine: the ways on."""

from __future__ import annotations

import streamlit as st

from components.errors import telling
from core.settings import AtLimit
from core.studio import Studio
from core.studio.jobs import Job

LIMITS = ("BudgetExceeded", "QuotaExceeded")
"""Kinds of errors that have these ways on."""
SHORT = "MachineShort"

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


def start_anyway_button(studio: Studio, job: Job) -> None:
    """A button to go on though the machine is short of something."""

    @telling
    def go_on() -> str:
        studio.again(job.video_id, despite_shortage=True)
        return "On it, with the room there is."

    help_ = "Makes the video with what is free now. It may be slow, or stop when the disk is full."
    st.button("Start anyway", key="start_anyway", icon=":material/play_arrow:", help=help_, on_click=go_on)
