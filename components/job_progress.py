"""A job as it goes on: how far, scene by scene, until the video is there or the error is told."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from components.at_limit import LIMITS, SHORT, at_limit_buttons, start_anyway_button
from components.errors import literal, telling
from components.frame import PLAYER_WIDTH_PX, WIDE_PLAYER_PX
from components.labels import time_of
from components.media import media_url, still_url
from core.errors import AppError
from core.models import AspectRatio
from core.settings import AtLimit
from core.storage.records import VideoRecord, VideoStatus
from core.studio import Studio
from core.studio.jobs import Job, SceneJob

POLL_EVERY = "2s"
PREVIEW_WIDTH_PX = 260
STILL_WIDTH_PX = {
    AspectRatio.PORTRAIT: 76,
    AspectRatio.TALL: 92,
    AspectRatio.SQUARE: 100,
    AspectRatio.LANDSCAPE: 136,
}


def job_progress(studio: Studio, video_id: str) -> None:
    """Draw the video's job; ask again every two seconds only while it is active."""
    try:
        active = studio.is_active(video_id)
    except AppError as error:
        st.warning(literal(f"{error.message} {error.hint}"))
        return
    st.fragment(_draw, run_every=POLL_EVERY if active else None)(studio, video_id, was_active=active)


def _draw(studio: Studio, video_id: str, *, was_active: bool) -> None:
    video, job = studio.video(video_id), studio.job(video_id)
    if was_active != video.status.is_active:
        st.rerun()  # the whole page: only it can begin or end the asking
    if job is None:
        st.info("This video has not been rendered yet.")
    elif job.waits_until is not None:
        _waiting(studio, video, job)
    elif job.is_active:
        _running(studio, video, job)
    elif job.status is not VideoStatus.DONE:
        stopped(studio, job)
    elif job.is_preview:
        preview(studio, video)
    else:
        finished(video)


def preview(studio: Studio, video: VideoRecord) -> None:
    """The latest preview, if there is one."""
    if (made := studio.last_preview(video.video_id)) is None:
        return
    if not made.is_current:
        st.caption("The script has changed since.")
    st.video(
        media_url(video.video_id, made.name),
        width=WIDE_PLAYER_PX if video.aspect_ratio is AspectRatio.LANDSCAPE else PREVIEW_WIDTH_PX,
        alt=f"A preview of {video.title}",
    )


def finished(video: VideoRecord) -> None:
    """The finished video; a new render has a new address, so no browser shows an old one."""
    st.video(
        media_url(video.video_id, f"{final_name(video)}?{video.updated_at.timestamp():.0f}"),
        width=WIDE_PLAYER_PX if video.aspect_ratio is AspectRatio.LANDSCAPE else PLAYER_WIDTH_PX,
        alt=f"The video {video.title}",
    )


def final_name(video: VideoRecord) -> str:
    """The finished file's name; one in another ratio than the brief's has its own."""
    return Path(video.final_path or "final_video.mp4").name


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds: 0:07, 12:34."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"


def left(seconds: float) -> str:
    """Remaining time in words that do not pretend to know it exactly."""
    if seconds < 60:
        return f"about {max(5, 5 * round(seconds / 5))} s left"
    return f"about {round(seconds / 60)} min left"


def _running(studio: Studio, video: VideoRecord, job: Job) -> None:
    with st.container(border=True, key="job", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{literal(job.message)}** · {job.fraction:.0%}", width="content")
            _cancel(studio, video, job)
        st.progress(job.fraction)
        st.caption(_facts(job))
        if job.scenes:
            with st.container(horizontal=True, gap="small", key="scenes"):
                for scene in job.scenes:
                    _scene(video, scene)


def _waiting(studio: Studio, video: VideoRecord, job: Job) -> None:
    """Why the job waits, until when, and what else could be done."""
    said = f"{job.error.message}" if job.error else "A limit has no room."
    is_short = job.error is not None and job.error.kind == SHORT
    when = "Goes on by itself as soon as there is room"
    if not is_short:
        when = f"Goes on by itself at {time_of(job.waits_until or datetime.now(UTC))}"
    with st.container(border=True, key="job", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{when}**", width="content")
            _cancel(studio, video, job)
        may_go_on = studio.may("again", video)
        if is_short and job.error is not None:
            st.info(literal(f"{said} {job.error.hint}"), icon=":material/memory:")
            if may_go_on:
                start_anyway_button(studio, job)
        else:
            st.info(literal(said), icon=":material/schedule:")
        if may_go_on and not is_short:
            at_limit_buttons(studio, job, without=AtLimit.WAIT)
        st.caption("What is finished is kept. You may close this page.")


def _facts(job: Job) -> str:
    facts = [f"{clock(job.elapsed_s)} so far"]
    if job.remaining_s is not None:
        facts.append(left(job.remaining_s))
    facts.append(f"\\${job.cost_usd:.2f} spent" if job.cost_usd else "free")
    return " · ".join([*facts, "you may close this page; the work goes on"])


def _cancel(studio: Studio, video: VideoRecord, job: Job) -> None:
    if not studio.may("cancel", video):
        return
    if job.is_stopping:
        st.button("Stopping …", key="cancel", disabled=True)
        return

    @telling
    def stop() -> str:
        studio.cancel(job.video_id)
        return "Stopping. What is finished is kept."

    st.button("Cancel", key="cancel", icon=":material/close:", on_click=stop)


def _scene(video: VideoRecord, scene: SceneJob) -> None:
    """One scene in a frame of always the same size: its share of filming, then its picture."""
    width_px = STILL_WIDTH_PX[video.aspect_ratio]
    is_there = scene.take_id is not None
    with st.container(width=width_px, gap="xxsmall", key=f"scene_{scene.number}"):
        st.image(
            still_url(video.video_id, scene.take_id) if scene.take_id else _blank(video.aspect_ratio),
            width=width_px,
            alt=f"Scene {scene.number}" if is_there else f"Scene {scene.number}, {scene.fraction:.0%} filmed",
        )
        state = ":material/check:" if is_there else f"{scene.fraction:.0%}"
        st.caption(f"{scene.number} · {state}", text_alignment="center")


def _blank(ratio: AspectRatio) -> str:
    """A grey frame in that shape."""
    width, height = ratio.size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        '<rect width="100%" height="100%" rx="60" fill="#8a8178" fill-opacity="0.22"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def stopped(studio: Studio, job: Job) -> None:
    """Why it stopped, and the way on. A retry uses everything that was already made."""

    @telling
    def go_on(*, retry_unknown: bool = False) -> str:
        studio.again(job.video_id, retry_unknown=retry_unknown)
        return "On it again."

    is_cancelled = job.status is VideoStatus.CANCELLED
    with st.container(border=True, key="job"):
        if is_cancelled:
            st.info("You stopped this video. What was finished is kept.", icon=":material/pause_circle:")
        else:
            said = f"{job.error.message} {job.error.hint}" if job.error else "The video could not be made."
            st.error(literal(said.strip()), icon=":material/error:")
        if not studio.may("again", studio.video(job.video_id)):
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            label = "Go on" if is_cancelled else "Retry"
            st.button(label, key="retry", type="primary", icon=":material/replay:", on_click=go_on)
            if job.error is not None and job.error.kind in LIMITS:
                at_limit_buttons(studio, job)
            if job.error is not None and job.error.kind == SHORT:
                start_anyway_button(studio, job)
            if not is_cancelled:
                _pay_again(studio, job.video_id, lambda: go_on(retry_unknown=True))
            st.caption("Everything already made is used again.", width="content")


def _pay_again(studio: Studio, video_id: str, go_on: Callable[[], None]) -> None:
    """Clips that may have been paid already are ordered again by a person's decision alone."""
    unknown = studio.unknown_clips(video_id)
    if not unknown:
        return
    price = f"\\${sum(operation.estimated_usd for operation in unknown):.2f}"
    clips = "1 clip" if len(unknown) == 1 else f"{len(unknown)} clips"
    st.button("Pay again for the unknown clips", key="pay_again", icon=":material/payments:", on_click=go_on)
    st.caption(f"{clips} may be paid twice: up to {price}.", width="content")
