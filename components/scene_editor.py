"""One scene of a script beside its storyboard frame. Every change is saved at once, as a new version."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.errors import literal, telling
from components.labels import name_of
from components.media import media_url
from components.services import studio
from core.models import MAX_DURATION_S, SceneScript, Transition
from core.studio.pacing import ScenePace

STILL_WIDTH_PX = {"9:16": 150, "4:5": 180, "1:1": 200, "16:9": 240}
_UP, _DOWN, _COPY, _NEW, _DELETE = "Move up", "Move down", "Duplicate", "New scene after this", "Delete"


def scene_editor(
    video_id: str, number: int, scene: SceneScript, still: str, ratio: str, pace: ScenePace | None
) -> None:
    """The scene's frame and fields; `still` is its storyboard's name among the published files."""
    with st.container(border=True, key=f"editor_{number}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{number}** · {name_of(scene.role)}", width="stretch")
            _rewrite(video_id, number, scene)
            _menu(video_id, number, scene)
        with st.container(horizontal=True, gap="medium"):
            with st.container(width=STILL_WIDTH_PX[ratio], gap="xsmall"):
                st.image(media_url(video_id, still), width="stretch", alt=f"Storyboard of scene {number}")
                _pace(pace)
            with st.container(width="stretch", key=f"fields_{number}"):
                _fields(video_id, number, scene)
        for warning in pace.warnings if pace else ():
            st.markdown(f":orange[:material/warning: {literal(warning)}]")


def _fields(video_id: str, number: int, scene: SceneScript) -> None:
    where = f"scene {number}"
    st.text_area(
        "Says",
        max_chars=2_000,
        height="content",
        help=f"What the voice speaks in {where}",
        **_field(video_id, scene, "narration"),
    )
    st.text_area(
        "Shows",
        max_chars=2_000,
        height="content",
        help=f"The picture of {where}, and how the camera moves",
        **_field(video_id, scene, "visual_prompt"),
    )
    words, seconds, transition = st.columns([2, 1.1, 1.3])
    words.text_input("Words on screen", max_chars=200, **_field(video_id, scene, "on_screen_text"))
    seconds.number_input(
        "Seconds", 1.0, MAX_DURATION_S, step=0.5, format="%.1f", **_field(video_id, scene, "duration_s")
    )
    transition.selectbox(
        "Comes in by",
        list(Transition),
        format_func=name_of,
        disabled=number == 1,
        help="How this scene follows the one before",
        **_field(video_id, scene, "transition"),
    )


def _field(video_id: str, scene: SceneScript, name: str) -> dict[str, Any]:
    """Key and effect of a field that always shows what is saved, whoever changed it."""
    key = f"{video_id}_{scene.scene_id}_{name}"
    if st.session_state.get(key) != getattr(scene, name):
        st.session_state[key] = getattr(scene, name)
    return {"key": key, "on_change": _save, "args": (video_id, scene.scene_id, name, key)}


@telling
def _save(video_id: str, scene_id: str, name: str, key: str) -> None:
    studio().edit_scene(video_id, scene_id, {name: st.session_state[key]})


def _pace(pace: ScenePace | None) -> None:
    if pace is None:
        return
    if pace.spoken_s:
        st.caption(f"Spoken: {pace.spoken_s:.1f} of {pace.asked_s:.1f} s")
    else:
        st.caption(f"No words · {pace.asked_s:.1f} s")


def _menu(video_id: str, number: int, scene: SceneScript) -> None:
    key = f"{video_id}_{scene.scene_id}_menu"
    st.menu_button(
        "Change",
        [_UP, _DOWN, _COPY, _NEW, _DELETE],
        key=key,
        icon=":material/more_vert:",
        help=f"Move, copy or delete scene {number}",
        on_click=_change,
        args=(video_id, scene.scene_id, key),
    )


@telling
def _change(video_id: str, scene_id: str, key: str) -> str:
    match st.session_state[key]:
        case "Move up":
            studio().move_scene(video_id, scene_id, -1)
        case "Move down":
            studio().move_scene(video_id, scene_id, +1)
        case "Duplicate":
            studio().duplicate_scene(video_id, scene_id)
        case "Delete":
            studio().delete_scene(video_id, scene_id)
            return "The scene is deleted. Undo brings it back."
        case _:
            studio().add_scene(video_id, scene_id)
            return "A new scene was added."
    return ""


def _rewrite(video_id: str, number: int, scene: SceneScript) -> None:
    with st.popover("Rewrite", icon=":material/auto_fix_high:"):
        key = f"{video_id}_{scene.scene_id}_instruction"
        st.text_input(
            f"How should scene {number} be?", key=key, max_chars=200, placeholder="funnier, shorter, say: ..."
        )
        st.button(
            "Rewrite the words",
            key=f"{key}_go",
            type="primary",
            on_click=rewrite,
            args=(video_id, key, scene.scene_id),
        )


@telling
def rewrite(video_id: str, key: str, scene_id: str | None = None) -> str:
    """Rewrite a scene, or the whole for None, after the instruction in the session under `key`."""
    before = studio().script(video_id)
    after = studio().rewrite(video_id, st.session_state[key], scene_id)
    if after == before:
        return "No better words were found; try another instruction."
    return "Rewritten. Undo brings the old words back."
