"""An own clip or picture for a scene, and how a take in use is kept and cut."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.aim import aim
from components.direct_upload import Sent, direct_upload
from components.errors import literal, show, telling
from components.services import studio
from core.errors import AppError
from core.media.uploads import MAX_BYTES
from core.models import SceneScript
from core.providers.video.camera import CameraMove
from core.studio.keeping import FILMS, LONGEST_S, PICTURES, TRIM_STEP_S
from core.studio.takes import SceneTakes, TakeView

MAX_UPLOAD_MB = 200


def bring_own(video_id: str, scene: SceneTakes) -> None:
    """A popover that takes a file and has the scene show it."""
    key = f"{video_id}_{scene.scene.scene_id}_own"
    turn = st.session_state.setdefault(f"{key}_turn", 0)
    with st.popover("Use your own", icon=":material/upload:", help="Your own clip or picture instead"):
        file = _chosen(f"Clip or picture for scene {scene.number}", f"{key}_{turn}")
        move = CameraMove.PUSH_IN
        if file is not None and file.name.lower().endswith(PICTURES):
            move = st.selectbox("Camera", list(CameraMove), format_func=move_name, key=f"{key}_move")
        if st.button(
            f"Show it in scene {scene.number}", type="primary", key=f"{key}_go", disabled=file is None
        ):
            assert file is not None
            _bring(video_id, scene.scene, file, move, key)


def _chosen(label: str, key: str) -> UploadedFile | Sent | None:
    """The file: sent straight to the storage that machines share, or else through this page."""
    longest = f"A clip of at most {LONGEST_S:g} s; its sound lies under the voice where you choose so"
    types = [*FILMS, *PICTURES]
    if studio().takes_large_files():
        st.markdown(label, help=longest)
        return direct_upload(label, types, MAX_BYTES["video"] >> 20, key=key)
    return st.file_uploader(label, type=types, key=key, max_upload_size=MAX_UPLOAD_MB, help=longest)


def _bring(video_id: str, scene: SceneScript, file: UploadedFile | Sent, move: CameraMove, key: str) -> None:
    try:
        with st.spinner("Preparing your footage …"), _content(file) as data:
            studio().bring(video_id, scene.scene_id, file.name, data, move)
    except AppError as error:
        show(error)
    else:
        st.session_state[f"{key}_turn"] += 1
        st.toast(
            "Your footage is in use. Render again to see it in the video.", icon=":material/check_circle:"
        )
        st.rerun()


def _content(file: UploadedFile | Sent) -> AbstractContextManager[BinaryIO]:
    return studio().arrived(file.ticket, file.crc32) if isinstance(file, Sent) else nullcontext(file)


def take_tools(video_id: str, scene: SceneScript, take: TakeView) -> None:
    """How the take in use is kept and cut; only what it can do."""
    key = f"{video_id}_{scene.scene_id}_{take.record.take_id[:12]}"
    if take.room_to_trim_s >= TRIM_STEP_S:
        _trim(video_id, scene, take, f"{key}_starts")
    if take.view:
        aim(video_id, scene, take, key)
    if take.own is None:
        _lock(video_id, scene, take, f"{key}_lock")
    elif take.own.kind == "image":
        _camera(video_id, scene, take, take.own.move, f"{key}_camera")


def _trim(video_id: str, scene: SceneScript, take: TakeView, key: str) -> None:
    most_s = take.room_to_trim_s
    if st.session_state.get(key) != (saved_s := min(take.record.starts_s, most_s)):
        st.session_state[key] = saved_s
    st.slider(
        "Begins at",
        0.0,
        most_s,
        step=TRIM_STEP_S,
        format="%.1f s",
        key=key,
        help=f"Which {scene.duration_s:g} s of the clip the scene shows",
        on_change=_trimmed,
        args=(video_id, scene.scene_id, take.record.take_id, key),
    )


@telling
def _trimmed(video_id: str, scene_id: str, take_id: str, key: str) -> None:
    studio().trim(video_id, scene_id, take_id, st.session_state[key])


def _lock(video_id: str, scene: SceneScript, take: TakeView, key: str) -> None:
    locked = take.record.locked
    st.button(
        "Unlock" if locked else "Lock",
        key=key,
        icon=":material/lock_open:" if locked else ":material/lock:",
        help="Let the description decide again"
        if locked
        else "Keep this take even when the description changes",
        on_click=_set_lock,
        args=(video_id, scene.scene_id, not locked),
        width="stretch",
    )


@telling
def _set_lock(video_id: str, scene_id: str, locked: bool) -> str:
    studio().lock(video_id, scene_id, locked=locked)
    return "This take stays, whatever the script says." if locked else "The script decides again."


def _camera(video_id: str, scene: SceneScript, take: TakeView, move: CameraMove, key: str) -> None:
    wanted = st.selectbox(
        "Camera", list(CameraMove), list(CameraMove).index(move), format_func=move_name, key=key
    )
    if wanted is move:
        return
    try:
        with st.spinner("Moving the camera otherwise …"):
            studio().move_camera(video_id, scene.scene_id, take.record.take_id, wanted)
    except AppError as error:
        show(error)
    else:
        st.rerun()


def move_name(move: CameraMove) -> str:
    """The move as people write it."""
    return move.value.capitalize()


def own_name(take: TakeView) -> str:
    """What its owner calls a take's file, ready to be shown; empty for a filmed take."""
    return literal(take.own.name) if take.own else ""
