"""Create: a brief in, a finished video out."""

from __future__ import annotations

import streamlit as st

from components.job_progress import job_progress
from components.services import studio
from core.errors import AppError
from core.intake import read_request
from core.models import MAX_DURATION_S, MAX_PROMPT_CHARS, MIN_DURATION_S, Platform

EXAMPLE = "A calm 20 second spot for a plumber who answers at 3 am"


def main() -> None:
    st.title("Make a short video")
    st.write("Describe it in a sentence. The script, the pictures, the voice and the music are made for you.")
    with st.form("brief", border=False):
        prompt = st.text_area(
            "What is it about?", key="prompt", placeholder=EXAMPLE, max_chars=MAX_PROMPT_CHARS, height=110
        )
        left, right = st.columns(2)
        platform = left.selectbox("Platform", list(Platform), key="platform", format_func=_platform_name)
        duration_s = right.slider("Seconds", int(MIN_DURATION_S), int(MAX_DURATION_S), 20, key="duration")
        if st.form_submit_button("Make the video", type="primary", width="stretch"):
            _start({"prompt": prompt, "platform": platform, "duration_s": duration_s})
    if video_id := st.query_params.get("video"):
        job_progress(studio(), video_id)


def _start(fields: dict[str, object]) -> None:
    try:
        video_id = studio().create(read_request(fields))
        studio().start(video_id)
    except AppError as error:
        st.error(f"{error.message} {error.hint}")
    else:
        st.query_params["video"] = video_id


def _platform_name(platform: Platform) -> str:
    names = {
        Platform.TIKTOK: "TikTok",
        Platform.LINKEDIN: "LinkedIn",
        Platform.X: "X",
        Platform.YOUTUBE: "YouTube",
    }
    return names.get(platform, platform.value.replace("_", " ").title())


main()
