"""Create: a brief in, a finished video out. `?video=ID` shows the video that is being made."""

from __future__ import annotations

import streamlit as st

from components.addresses import CLIPS, HISTORY, SCRIPT, go, link
from components.brief import (
    LANGUAGE_NAMES,
    brief_form,
    brought_logo,
    chosen_format,
    clear,
    examples,
    fields,
    mistake,
    read_prompt,
)
from components.cost import fit_note, price_words, roughly
from components.errors import literal, show, shown, telling
from components.frame import heading
from components.job_progress import clock, final_name, finished, job_progress
from components.labels import facts
from components.media import captions_url, download_url
from components.services import studio
from core.errors import AppError, InvalidInput
from core.intake import read_request
from core.models import AspectRatio, Language, Platform
from core.storage.records import VideoRecord, VideoStatus
from core.studio.samples import covered_share

PREVIEW_WIDTH_PX = {
    AspectRatio.PORTRAIT: 230,
    AspectRatio.TALL: 260,
    AspectRatio.SQUARE: 280,
    AspectRatio.LANDSCAPE: 320,
}


def main() -> None:
    with shown():
        if video_id := st.query_params.get("video"):
            _of_address(video_id)
        else:
            _brief()


def _brief() -> None:
    st.set_page_config(layout="wide")
    heading(
        "Make a short video",
        "Say it in a sentence. The script, the pictures, the voice and the music are made for you.",
    )
    with st.container(key="brief"):
        form, preview = st.columns([2, 1], gap="large")
        with form:
            brief_form()
            _outlook()
            _buttons()
            examples()
        with preview:
            _preview()


def _outlook() -> None:
    """What it will need, about: told from a rule, so that it can follow every keystroke."""
    try:
        about = studio().outlook(fields())
    except InvalidInput:
        return  # the brief itself says what is wrong
    estimate = about.estimate
    st.markdown(
        f"About **{estimate.duration_s:.0f} s** in **{estimate.clips} scenes**, {price_words(estimate)}, "
        f"ready in about **{roughly(about.ready_in_s)}**."
    )
    fit_note(estimate)


def _buttons() -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Just make it", key="make", type="primary", icon=":material/auto_awesome:", on_click=_just_make_it
        )
        if st.button("Write the script", key="write", icon=":material/edit_note:"):
            _write_the_script()


@telling
def _just_make_it() -> str | None:
    read_prompt()
    st.session_state["brief_asked"] = True
    if mistake():
        return None
    video_id = _created()
    studio().start(video_id)
    st.query_params["video"] = video_id
    return "On it. You can follow it here or in the sidebar."


def _write_the_script() -> None:
    st.session_state["brief_asked"] = True
    if mistake():
        st.rerun()
    with st.spinner("Writing, and reading it aloud …"):
        video_id = _created()
        studio().write_script(video_id)
    go(SCRIPT, video=video_id)


def _created() -> str:
    """The brief as a new video, with its logo. Raises InvalidInput for one that is no picture."""
    logo = brought_logo()
    return studio().create(read_request(fields()), logo=(logo.name, logo) if logo else None)


def _preview() -> None:
    """The captions on the chosen platform, by the very tool that burns them in."""
    now = fields()
    platform, ratio, _ = chosen_format()
    language = now["language"] or Language.ENGLISH
    with st.container(key=f"phone_{ratio.name.lower()}", horizontal_alignment="center", gap="small"):
        st.image(
            captions_url(now["caption_style"], platform, ratio, language),
            width=PREVIEW_WIDTH_PX[ratio],
            alt=f"Captions in the style {now['caption_style']} in {LANGUAGE_NAMES[language]}",
        )
        st.caption(_zone_note(platform, ratio), text_alignment="center")


def _zone_note(platform: Platform, ratio: AspectRatio) -> str:
    below, beside = covered_share(platform, ratio)
    return (
        f"Captions as they will look. The dark edges, {below:.0%} below and {beside:.0%} at the right, "
        "are where the app puts its own buttons; captions stay clear of them."
    )


def _of_address(video_id: str) -> None:
    st.set_page_config(layout="centered")
    try:
        video = studio().video(video_id)
    except AppError as error:
        heading("Your video")
        show(error)
        _another("Make a video")
        return
    if video.status is VideoStatus.DONE:
        _ready(video)
    else:
        heading("Your video")
        st.markdown(f"**{literal(video.title)}**")
        job_progress(studio(), video_id)
        if not video.status.is_active:
            link(SCRIPT, "Change the script", video_id, icon=":material/edit_note:")
        _another()


def _ready(video: VideoRecord) -> None:
    """The finished video, and what can be done with it."""
    heading("Your video is ready")
    is_wide = video.aspect_ratio is AspectRatio.LANDSCAPE
    screen, actions = st.columns(1 if is_wide else 2, gap="large") * (2 if is_wide else 1)
    with screen:
        finished(video)
    with actions:
        st.subheader(literal(video.title), anchor=False)
        st.caption(_made_in(video))
        st.link_button(
            "Download",
            download_url(video.video_id, final_name(video)),
            type="primary",
            icon=":material/download:",
        )
        link(HISTORY, "More downloads and details", video.video_id, icon=":material/video_library:")
        link(SCRIPT, "Change the script", video.video_id, icon=":material/edit_note:")
        link(CLIPS, "Change clips", video.video_id, icon=":material/movie_edit:")
        _another()


def _made_in(video: VideoRecord) -> str:
    result = studio().last_result(video.video_id)
    took = f" · made in {clock(result.generation_stats.generation_time_s)} min" if result else ""
    return f"{facts(video)}{took}".replace("$", "\\$")


def _another(label: str = "Make another") -> None:
    st.button(label, key="another", icon=":material/add:", on_click=_make_another)


def _make_another() -> None:
    clear()
    st.query_params.clear()


main()
