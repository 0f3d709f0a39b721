"""The pictures that a scene's clip begins and ends with, where the model films from pictures."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.errors import literal, show, telling
from components.media import media_url
from components.picture_upload import empty_field, picture_field
from components.services import studio
from core.errors import AppError
from core.models import OwnPicture
from core.studio.frames import PicturesTaken, Which
from core.studio.takes import SceneTakes

_ENDS = {"first": "begins", "last": "ends"}


def scene_frames(video_id: str, scene: SceneTakes, taken: PicturesTaken) -> None:
    """A popover with the scene's frames; nothing where the model takes none and there are none."""
    has_some = scene.scene.first_frame is not None
    if not (taken.first_frame or has_some):
        return
    with st.popover(
        "First frame" if has_some else "Film from a picture",
        icon=":material/filter_frames:",
        help="The model films on from a picture of yours, or from one that is drawn for the scene",
    ):
        _frame(video_id, scene, "first", scene.scene.first_frame)
        if scene.scene.first_frame is None and taken.drawn_usd is not None:
            _draw(video_id, scene, taken.drawn_usd)
        if has_some and (taken.last_frame or scene.scene.last_frame):
            st.divider()
            _frame(video_id, scene, "last", scene.scene.last_frame)


def _frame(video_id: str, scene: SceneTakes, which: Which, picture: OwnPicture | None) -> None:
    """The picture with a way to take it away, or a way to bring one."""
    key = f"{video_id}_{scene.scene.scene_id}_{which}"
    if picture is None:
        _bring(video_id, scene, which, key)
        return
    st.markdown(f"The clip {_ENDS[which]} with **{literal(picture.name)}**")
    st.image(media_url(video_id, f"pictures/{picture.file}"), width=160, alt=literal(picture.name))
    st.button(
        "Take it away",
        key=f"{key}_remove",
        icon=":material/close:",
        on_click=_remove,
        args=(video_id, scene.scene.scene_id, which),
    )


def _bring(video_id: str, scene: SceneTakes, which: Which, key: str) -> None:
    label = f"Picture that scene {scene.number} {_ENDS[which]} with"
    file = picture_field(label, key, "Its middle fills the frame")
    go = "Begin with it" if which == "first" else "End with it"
    if st.button(go, key=f"{key}_go", type="primary", disabled=file is None):
        assert file is not None
        name = file.name
        if _done(
            "Looking at the picture …",
            lambda: studio().bring_frame(video_id, scene.scene.scene_id, which, name, file),
        ):
            empty_field(key)
            _say_so("The next take is filmed from it.")


def _draw(video_id: str, scene: SceneTakes, price_usd: float) -> None:
    price = f"${price_usd:.3f}" if price_usd else "free"
    if st.button(
        f"Have it drawn · {price}",
        key=f"{video_id}_{scene.scene.scene_id}_draw",
        icon=":material/brush:",
        help="Gemini draws the scene as it is described; the clip then begins with the drawing",
    ) and _done("Drawing …", lambda: studio().draw_frame(video_id, scene.scene.scene_id)):
        _say_so("The next take is filmed from the drawing.")


def _done(doing: str, work: Callable[[], object]) -> bool:
    """Do it here and now; what goes wrong is told in the popover."""
    try:
        with st.spinner(doing):
            work()
    except AppError as error:
        show(error)
        return False
    return True


def _say_so(words: str) -> None:
    st.toast(words, icon=":material/check_circle:")
    st.rerun()


@telling
def _remove(video_id: str, scene_id: str, which: Which) -> None:
    studio().remove_frame(video_id, scene_id, which)
