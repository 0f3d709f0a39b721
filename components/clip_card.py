"""A scene with its takes: the one in use, the others to compare, and filming it again."""

from __future__ import annotations

import streamlit as st

from components.errors import literal, show, telling
from components.labels import day_of, name_of
from components.media import media_url
from components.own_footage import bring_own, own_name, take_tools
from components.scene_frames import scene_frames
from components.services import studio
from core.errors import AppError
from core.models import AspectRatio
from core.stages.stand_ins import short_name
from core.studio.frames import PicturesTaken
from core.studio.takes import SceneTakes, TakeView

CLIP_WIDTH_PX = {
    AspectRatio.PORTRAIT: 180,
    AspectRatio.TALL: 200,
    AspectRatio.SQUARE: 220,
    AspectRatio.LANDSCAPE: 300,
}
_OLDER = ":orange[:material/info: Filmed from an earlier description]"


def clip_card(video_id: str, scene: SceneTakes, ratio: AspectRatio, taken: PicturesTaken) -> None:
    """One scene; two takes stand side by side."""
    with st.container(border=True, key=f"takes_{scene.number}"):
        count = len(scene.takes)
        st.markdown(
            f"**{scene.number}** · {name_of(scene.scene.role)} · "
            f":gray[{count} take{'s' if count != 1 else ''}]"
        )
        with st.container(horizontal=True, gap="medium"):
            _compared(video_id, scene, ratio)
            with st.container(width="stretch", key=f"film_{scene.number}"):
                st.markdown(literal(scene.scene.narration) or ":gray[*no words*]")
                _other_footage(video_id, scene, taken)


def _compared(video_id: str, scene: SceneTakes, ratio: AspectRatio) -> None:
    """The take in use, and beside it another one if there is any."""
    width = CLIP_WIDTH_PX[ratio]
    others = [take for take in scene.takes if not take.is_used]
    with st.container(width=width, gap="xsmall", key=f"used_{scene.number}"):
        if scene.used is None:
            _not_filmed(video_id, scene)
        else:
            _clip(video_id, scene, scene.used)
    if others:
        with st.container(width=width, gap="xsmall", key=f"other_{scene.number}"):
            _clip(video_id, scene, _picked(video_id, scene, others))
            _picker(video_id, scene, others)


def _not_filmed(video_id: str, scene: SceneTakes) -> None:
    alt = f"Storyboard of scene {scene.number}"
    st.image(media_url(video_id, scene.still), width="stretch", alt=alt)
    st.badge("Not filmed yet", color="gray")


def _picked(video_id: str, scene: SceneTakes, others: list[TakeView]) -> TakeView:
    """The other take to look at: what was picked below it, else the newest."""
    chosen = st.session_state.get(f"{video_id}_{scene.scene.scene_id}_compare")
    return next((take for take in others if take.record.take_id == chosen), others[0])


def _picker(video_id: str, scene: SceneTakes, others: list[TakeView]) -> None:
    """Among several takes a person picks the one to compare."""
    if len(others) < 2:
        return
    key = f"{video_id}_{scene.scene.scene_id}_compare"
    names = {take.record.take_id: _name(scene, take) for take in others}
    if st.session_state.get(key) not in names:
        st.session_state[key] = next(iter(names))
    st.selectbox("Compare with", list(names), key=key, format_func=lambda take_id: names.get(take_id, ""))


def _clip(video_id: str, scene: SceneTakes, take: TakeView) -> None:
    record = take.record
    st.video(
        media_url(video_id, f"takes/{record.take_id}.mp4"),
        start_time=int(record.starts_s),
        width="stretch",
        alt=f"{_name(scene, take)} of scene {scene.number}",
    )
    facts = [_name(scene, take), own_name(take), f"{record.clip.duration_s:.1f} s", day_of(record.created_at)]
    st.caption(" · ".join(fact for fact in facts if fact))
    if record.clip.is_fallback:
        made_by = literal(short_name(record.clip.made_by))
        st.caption(f":orange[:material/swap_horiz: {made_by} stood in for the model you chose]")
    if record.clip.reworded_prompt:
        st.caption(
            ":orange[:material/edit_note: Reworded after a refusal]",
            help=f"It was filmed from these words: {literal(record.clip.reworded_prompt)}",
        )
    if take.is_used:
        locked = take.record.locked and take.own is None
        st.badge(
            "In use, locked" if locked else "In use",
            color="green",
            icon=":material/lock:" if locked else ":material/check:",
        )
        if not take.fits:
            st.caption(_OLDER)
        take_tools(video_id, scene.scene, take)
        return
    st.button(
        "Use this take",
        key=f"{video_id}_{scene.scene.scene_id}_use",
        help=None if take.fits else "It shows an earlier description, which comes back with it",
        on_click=_use,
        args=(video_id, scene.scene.scene_id, record.take_id),
        width="stretch",
    )
    if not take.fits:
        st.caption(_OLDER)


def _name(scene: SceneTakes, take: TakeView) -> str:
    """Takes are counted from the oldest, so a number stays with its take."""
    return f"Take {len(scene.takes) - scene.takes.index(take)}"


@telling
def _use(video_id: str, scene_id: str, take_id: str) -> str:
    studio().choose_take(video_id, scene_id, take_id)
    return "This take is in use. Render again to see it in the video."


def _other_footage(video_id: str, scene: SceneTakes, taken: PicturesTaken) -> None:
    """Film it again, from a picture if wanted, or bring an own clip."""
    key = f"{video_id}_{scene.scene.scene_id}_prompt"
    if (
        f"{key}_saved" not in st.session_state
        or st.session_state[f"{key}_saved"] != scene.scene.visual_prompt
    ):
        st.session_state[key] = st.session_state[f"{key}_saved"] = scene.scene.visual_prompt
    st.text_area("Shows", key=key, max_chars=2_000, height="content")
    label = "Film another take" if scene.takes else "Film this scene"
    price = f" · ${scene.take_usd:.2f}" if scene.take_usd else ""
    if scene.cannot:
        st.markdown(f":orange[:material/warning: {literal(scene.cannot)}]")
    with st.container(horizontal=True, gap="small"):
        is_wanted = st.button(
            f"{label}{price}",
            key=f"{key}_go",
            icon=":material/videocam:",
            help="Takes some minutes" if price else "Takes a few seconds",
            disabled=bool(scene.cannot),
        )
        scene_frames(video_id, scene, taken)
        bring_own(video_id, scene)
    if is_wanted:
        _film(video_id, scene, st.session_state[key])


def _film(video_id: str, scene: SceneTakes, prompt: str) -> None:
    """Film here and now; what goes wrong is told in the scene, and the page goes on."""
    is_other = prompt != scene.scene.visual_prompt
    try:
        with st.spinner(f"Filming scene {scene.number} …"):
            studio().regenerate(video_id, scene.scene.scene_id, prompt if is_other else None)
    except AppError as error:
        show(error)
    else:
        st.rerun()
