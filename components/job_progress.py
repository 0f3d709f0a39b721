"""A job as it goes on: a bar while it runs, the video or the error at its end."""

from __future__ import annotations

import streamlit as st

from components.media import PREFIX
from core.errors import AppError
from core.models import GenerationResult, ProgressUpdate
from core.studio import Studio

POLL_EVERY = "2s"


def job_progress(studio: Studio, video_id: str) -> None:
    """Draw the video's job; ask again every two seconds only while it is active."""
    try:
        active = studio.is_active(video_id)
    except AppError as error:
        st.warning(f"{error.message} {error.hint}")
        return
    st.fragment(_draw, run_every=POLL_EVERY if active else None)(studio, video_id, was_active=active)


def _draw(studio: Studio, video_id: str, *, was_active: bool) -> None:
    active = studio.is_active(video_id)
    if was_active and not active:
        st.rerun()
    if active:
        _running(studio, video_id, studio.progress(video_id))
    else:
        _ended(studio, video_id, studio.last_result(video_id))


def _running(studio: Studio, video_id: str, update: ProgressUpdate | None) -> None:
    message = update.message if update and update.message else "Waiting for its turn"
    st.progress(update.fraction if update else 0.0, f"{message} {_left(update)}")
    st.button("Cancel", key="cancel", on_click=studio.cancel, args=(video_id,))


def _ended(studio: Studio, video_id: str, result: GenerationResult | None) -> None:
    if result is None:
        st.info("This video has not been rendered yet.")
        return
    if result.error_details is not None:
        st.error(f"{result.error_details.message} {result.error_details.hint}")
        st.button("Try again", key="retry", on_click=studio.start, args=(video_id,), type="primary")
        return
    stats = result.generation_stats
    st.video(f"{PREFIX}/{video_id}/final_video.mp4", alt="The finished video")
    st.caption(
        f"{stats.total_duration_s:.0f} s of video, made in {stats.generation_time_s:.0f} s "
        f"for ${stats.cost_usd:.2f}. Files: `{result.final_video_path}`"
    )


def _left(update: ProgressUpdate | None) -> str:
    if update is None or update.remaining_s is None:
        return ""
    return f"· about {max(1, round(update.remaining_s))} s left"
