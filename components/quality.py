"""The quality report in plain words: what was checked, and of what is wrong where and how."""

from __future__ import annotations

import streamlit as st

from components.errors import literal
from core.models import QualityCheck, QualityReport, VideoScript

_PLAIN = {
    "duration": ("As long as planned", "Not as long as planned"),
    "picture": ("There is a picture", "There is no picture"),
    "video codec": ("Plays on every phone and in every browser", "May not play everywhere"),
    "frame size": ("The size that platforms ask for", "Not the size that platforms ask for"),
    "frame rate": ("Moves evenly", "Moves unevenly"),
    "colour tags": ("Colours look the same everywhere", "Colours may look different elsewhere"),
    "audio format": ("The sound plays everywhere", "The sound may not play everywhere"),
    "faststart": ("Starts to play at once", "Starts to play late"),
    "black picture": ("Never black", "The picture is black for a while"),
    "standing picture": ("Never stands still", "The picture stands still for a while"),
    "loudness": ("As loud as platforms play it", "Not as loud as platforms play it"),
    "true peak": ("Never too loud for a speaker", "Too loud in its peaks"),
    "captions inside the safe zone": (
        "Captions clear of the platform's buttons",
        "Captions where the platform has its buttons",
    ),
    "fonts for the captions": ("Every letter of the captions drawn", "Some letters have no font here"),
    "contrast of the captions": ("Captions easy to read", "Captions hard to read"),
}


def quality(report: QualityReport, script: VideoScript | None) -> None:
    """A sentence for the whole, then a line for each check; what is wrong comes first."""
    wrong = [check for check in report.checks if not check.passed]
    if wrong:
        count = len(wrong)
        st.markdown(f":orange[:material/warning: **{count} of {len(report.checks)} checks found something**]")
    else:
        st.markdown(f":green[:material/verified: **All {len(report.checks)} checks passed**]")
    for check in sorted(report.checks, key=lambda check: check.passed):
        _line(check, script)


def _line(check: QualityCheck, script: VideoScript | None) -> None:
    good, bad = _PLAIN.get(check.name, (check.name.capitalize(),) * 2)
    sign = ":green[:material/check_circle:]" if check.passed else ":orange[:material/error:]"
    with st.container(gap="xxsmall"):
        st.markdown(f"{sign} {literal(good if check.passed else bad)}{_where(check, script)}")
        wanted = "" if check.passed else f" Wanted: {literal(check.wanted)}."
        st.caption(f"{literal(check.name.capitalize())}: {literal(check.measured)}.{wanted}")


def _where(check: QualityCheck, script: VideoScript | None) -> str:
    ids = [scene.scene_id for scene in script.scenes] if script else []
    return f" in **scene {ids.index(check.scene_id) + 1}**" if check.scene_id in ids else ""
