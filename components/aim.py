"""What of a take is seen where its shape is cut: the part in view, and a person's own focus."""

from __future__ import annotations

import streamlit as st

from components.errors import telling
from components.media import media_url
from components.services import studio
from core.models import SceneScript
from core.studio.takes import TakeView

_MIDDLE = 50


def aim(video_id: str, scene: SceneScript, take: TakeView, key: str) -> None:
    """A popover with the whole picture, what is cut off darkened, and a slider that moves the view."""
    focus = take.record.focus
    with st.popover(
        "Focus", icon=":material/center_focus_strong:", help="What stays in view", width="stretch"
    ):
        st.image(
            media_url(video_id, take.view), width="stretch", alt="The whole picture; what is cut off is dark"
        )
        _slider(video_id, scene, take, f"{key}_aim")
        st.caption("You chose what stays in view." if focus else "The view follows what draws the eye.")
        if focus:
            st.button(
                "Follow by itself",
                key=f"{key}_follow",
                icon=":material/undo:",
                on_click=_follow,
                args=(video_id, scene.scene_id, take.record.take_id),
            )


def _slider(video_id: str, scene: SceneScript, take: TakeView, key: str) -> None:
    focus, axis = take.record.focus, 0 if take.is_cut_across else 1
    saved = round(100 * focus[axis]) if focus else _MIDDLE
    if st.session_state.get(key) != saved:
        st.session_state[key] = saved
    st.slider(
        "Left to right" if take.is_cut_across else "Top to bottom",
        0,
        100,
        key=key,
        format="%d %%",
        on_change=_aim,
        args=(video_id, scene.scene_id, take.record.take_id, key, axis),
    )


@telling
def _aim(video_id: str, scene_id: str, take_id: str, key: str, axis: int) -> None:
    share = st.session_state[key] / 100
    studio().aim(video_id, scene_id, take_id, (share, 0.5) if axis == 0 else (0.5, share))


@telling
def _follow(video_id: str, scene_id: str, take_id: str) -> str:
    studio().aim(video_id, scene_id, take_id, None)
    return "The view follows what draws the eye again."
