"""Script Review: the script of `?video=ID`, scene by scene beside its storyboard, until it is right."""

from __future__ import annotations

import streamlit as st

from components.addresses import CLIPS, HISTORY, link
from components.chooser import choose_video, is_for_change, video_of_address
from components.cost import fit_note, item_list, price_words
from components.errors import literal, show, shown, telling
from components.job_progress import job_progress, preview, stopped
from components.labels import address, name_of
from components.reference_pictures import reference_pictures
from components.scene_editor import rewrite, scene_editor
from components.services import studio
from components.styles import SCENES_STYLE
from core.errors import AppError
from core.models import VideoScript
from core.providers.model_card import ModelKind
from core.stages.estimate import Estimate
from core.stages.stand_ins import short_name
from core.storage.records import VideoRecord, VideoStatus
from core.studio.pacing import Pacing

_VERSIONS_SHOWN = 12


def main() -> None:
    with shown():
        if video := video_of_address(studio()):
            if is_for_change(video, "edit_scene"):
                _review(video)
        else:
            choose_video(studio(), "Script", "Every scene beside its picture, to read and to change.")


def _review(video: VideoRecord) -> None:
    link(HISTORY, "The video", video.video_id, icon=":material/arrow_back:")
    st.html(SCENES_STYLE)
    st.title(literal(video.title), anchor=False)
    script = studio().script(video.video_id)
    if script is None:
        _unwritten(video)
        return
    pacing = _pacing(video.video_id)
    st.space("xsmall")
    if asked := script.metadata.written_for:
        writers = f"{short_name(script.metadata.written_by)} in place of {short_name(asked)}"
        st.markdown(f":orange[:material/swap_horiz: Written by {literal(writers)}]")
    _summary(video, script, pacing)
    _job(video)
    if not video.status.is_active:
        _last_preview(video)
    _tools(video.video_id, pacing)
    reference_pictures(video.video_id, script, studio().pictures_taken(video.video_id))
    stills = studio().storyboard_names(video.video_id)
    paces = pacing.scenes if pacing else (None,) * len(script.scenes)
    for number, (scene, still, pace) in enumerate(zip(script.scenes, stills, paces, strict=True), start=1):
        scene_editor(video.video_id, number, scene, still, video.request.frame_ratio.value, pace)


def _unwritten(video: VideoRecord) -> None:
    if video.status.is_active:
        job_progress(studio(), video.video_id)
        return
    with st.container(border=True):
        st.markdown(literal(video.request.prompt))
        st.caption(f"{name_of(video.platform)} · {video.duration_s:.0f} s · {video.aspect_ratio.value}")
        if st.button("Write the script", key="write", type="primary", icon=":material/edit_note:"):
            with st.spinner("Writing, and reading it aloud …"):
                studio().write_script(video.video_id)
            st.rerun()


def _pacing(video_id: str) -> Pacing | None:
    """None, with the reason shown, where the voice cannot tell."""
    try:
        return studio().pacing(video_id)
    except AppError as error:
        show(error)
        return None


def _summary(video: VideoRecord, script: VideoScript, pacing: Pacing | None) -> None:
    estimate = _estimate(video.video_id)
    missing = sum(item.kind is ModelKind.VIDEO for item in estimate.due) if estimate else 0
    with st.container(horizontal=True, vertical_alignment="top", border=True, gap="medium", key="summary"):
        if pacing:
            st.metric(
                "Length",
                f"{pacing.total_s:.1f} s",
                None if pacing.is_on_target else f"{pacing.total_s - pacing.target_s:+.1f} s",
                delta_color="inverse",
                help=f"The brief asks for {pacing.target_s:.0f} s",
                width="content",
            )
        st.metric("Scenes", len(script.scenes), width="content")
        clips = f"{missing} clip{'s' if missing != 1 else ''}" if missing else "Nothing"
        if estimate:
            st.metric("Still to film", clips, width="content")
            st.metric(
                "Cost of it",
                f"${estimate.total_usd:.2f}" if estimate.total_usd else "Free",
                help=f"{price_words(estimate)}; what is there already costs nothing",
                width="content",
            )
        st.space("stretch")
        _ways_on(video)
    if estimate is None:
        return
    fit_note(estimate)
    if estimate.high_usd or any(item.price_usd for item in estimate.items):
        with st.expander("What it costs, item by item", icon=":material/receipt_long:"):
            item_list(estimate)


def _estimate(video_id: str) -> Estimate | None:
    """None, with the reason shown, where the model cannot film what the script asks for."""
    try:
        return studio().price(video_id)
    except AppError as error:
        show(error)
        return None


def _ways_on(video: VideoRecord) -> None:
    is_busy = video.status.is_active
    with st.container(width="content", gap="xsmall", horizontal_alignment="right", key="ways_on"):
        st.button(
            "Render again" if video.status is VideoStatus.DONE else "Render",
            key="render",
            type="primary",
            icon=":material/movie:",
            disabled=is_busy,
            help="A job is at work" if is_busy else "Makes the video from this script",
            on_click=_render,
            args=(video.video_id,),
        )
        st.button(
            "Free preview",
            key="preview",
            icon=":material/play_circle:",
            disabled=is_busy,
            help="Draws the scenes that are not filmed yet, so that you see and hear the whole for free",
            on_click=_preview,
            args=(video.video_id,),
        )


@telling
def _render(video_id: str) -> str:
    studio().start(video_id)
    return "The render has started."


@telling
def _decline(video_id: str) -> str:
    studio().decline(video_id)
    return "It is not asked for any more."


@telling
def _preview(video_id: str) -> str:
    studio().preview(video_id)
    return "The preview is being made."


def _last_preview(video: VideoRecord) -> None:
    """The preview, or why there is none."""
    job = studio().job(video.video_id)
    if job is not None and job.is_preview and job.status is VideoStatus.FAILED:
        stopped(studio(), job)
    if studio().last_preview(video.video_id) is not None:
        with st.expander("Preview", expanded=True, icon=":material/play_circle:", key="last_preview"):
            preview(studio(), video)


def _job(video: VideoRecord) -> None:
    """The job while it runs or when it failed; a wish that waits; a way to what is finished."""
    if (asked := studio().approval(video.video_id)) is not None:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="approval"):
            st.markdown(
                f":material/hourglass_top: {address(asked.asked_by)} asked for a render of up to "
                f"\\${asked.most_usd:.2f}; an approver decides.",
                width="stretch",
            )
            st.button("Take it back", key="decline", on_click=_decline, args=(video.video_id,))
    if video.status.is_active or video.status in (VideoStatus.FAILED, VideoStatus.CANCELLED):
        job_progress(studio(), video.video_id)
    elif video.status is VideoStatus.DONE:
        with st.container(horizontal=True, gap="small"):
            link(HISTORY, "Watch the finished video", video.video_id, icon=":material/play_circle:")
            link(CLIPS, "Clips", video.video_id, icon=":material/movie_edit:")


def _tools(video_id: str, pacing: Pacing | None) -> None:
    standing = studio().standing(video_id)
    with st.container(horizontal=True, gap="small", key="tools"):
        st.button(
            "Undo", key="undo", icon=":material/undo:", disabled=standing.undo is None, on_click=_undo,
            args=(video_id,),
        )  # fmt: skip
        st.button(
            "Redo", key="redo", icon=":material/redo:", disabled=standing.redo is None, on_click=_redo,
            args=(video_id,),
        )  # fmt: skip
        with st.popover("Versions", icon=":material/history:"):
            _versions(video_id)
        with st.popover("Rewrite all", icon=":material/auto_fix_high:"):
            key = f"{video_id}_instruction"
            st.text_input(
                "How should the script be?", key=key, max_chars=200, placeholder="calmer, shorter …"
            )
            st.button(
                "Rewrite the words", key=f"{key}_go", type="primary", on_click=rewrite, args=(video_id, key)
            )
        if pacing and not (pacing.is_on_target and all(s.real_s <= s.asked_s + 0.1 for s in pacing.scenes)):
            st.button(
                f"Fit to {pacing.target_s:.0f} s",
                key="fit",
                icon=":material/timer:",
                help="Gives every scene the seconds its words need",
                on_click=_fit,
                args=(video_id,),
            )


@telling
def _undo(video_id: str) -> None:
    studio().undo(video_id)


@telling
def _redo(video_id: str) -> None:
    studio().redo(video_id)


@telling
def _fit(video_id: str) -> str:
    studio().fit_to_voice(video_id)
    return "Every scene has the time its words need."


def _versions(video_id: str) -> None:
    latest, *older = studio().versions(video_id)
    st.markdown(f"**{latest.version}** {literal(latest.note)} · now")
    for record in older[:_VERSIONS_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{record.version}** {literal(record.note)}", width="stretch")
            st.button(
                "Bring back",
                key=f"version_{record.version}",
                on_click=_restore,
                args=(video_id, record.version),
            )


@telling
def _restore(video_id: str, version: int) -> str:
    studio().restore_version(video_id, version)
    return f"Version {version} is back."


main()
