"""Pictures of people and things that all scenes of a script keep to."""

from __future__ import annotations

import streamlit as st

from components.errors import literal, show, telling
from components.media import media_url
from components.picture_upload import empty_field, picture_field
from components.services import studio
from core.errors import AppError
from core.models import OwnPicture, VideoScript
from core.studio.frames import PicturesTaken


def reference_pictures(video_id: str, script: VideoScript, taken: PicturesTaken) -> None:
    """The pictures there are, and room for more; nothing where the model takes none and there are none."""
    given, most = script.reference_pictures, taken.reference_pictures
    if not (given or most):
        return
    with st.expander(
        f"Product and people · {len(given)} of {most}", icon=":material/face:", key="reference_pictures"
    ):
        if len(given) > most:
            st.markdown(
                f":orange[:material/warning: {literal(taken.model_id)} takes at most {most}: "
                "take some away, or choose another model.]"
            )
        st.caption(
            "The clips show them as they are in these pictures. A scene that is filmed from a picture of "
            "its own keeps to that one instead."
        )
        with st.container(horizontal=True, gap="small"):
            for picture in given:
                _picture(video_id, picture)
        if len(given) < most:
            _bring(video_id)


def _picture(video_id: str, picture: OwnPicture) -> None:
    with st.container(width=120, gap="xsmall"):
        st.image(media_url(video_id, f"pictures/{picture.file}"), width="stretch", alt=literal(picture.name))
        st.button(
            "Take away",
            key=f"{video_id}_{picture.file}_remove",
            type="tertiary",
            icon=":material/close:",
            help=literal(picture.name),
            on_click=_remove,
            args=(video_id, picture.file),
        )


def _bring(video_id: str) -> None:
    key = f"{video_id}_reference"
    file = picture_field("A picture of the product or a person", key)
    if not st.button("Keep to it", key=f"{key}_go", type="primary", disabled=file is None):
        return
    assert file is not None
    try:
        with st.spinner("Looking at the picture …"):
            studio().add_reference(video_id, file.name, file)
    except AppError as error:
        show(error)
    else:
        empty_field(key)
        st.rerun()


@telling
def _remove(video_id: str, file: str) -> None:
    studio().remove_reference(video_id, file)
