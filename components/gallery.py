"""The gallery: a card a video with poster, title, status and facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from components.errors import literal
from components.labels import facts, name_of, status_badge
from components.media import media_url
from components.styles import GALLERY_STYLE
from core.models import AspectRatio
from core.storage.records import VideoRecord, VideoStatus

CARD_WIDTH_PX = 180

OnRestore = Callable[[str], None]


def gallery(videos: Sequence[VideoRecord], *, on_restore: OnRestore | None = None) -> None:
    """Cards that put their video into the page's address; deleted ones, with `on_restore`, come back."""
    st.html(GALLERY_STYLE)
    with st.grid(min_column_width=CARD_WIDTH_PX, key="gallery", gap="small") as grid:
        for video in videos:
            with grid.cell(), st.container(border=True, key=f"card_{video.video_id}", gap="xsmall"):
                _card(video, on_restore)


def poster(video: VideoRecord, *, width: int | str = "stretch") -> None:
    """The video's poster straight from disk; before there is one, its first scene or a quiet picture."""
    url = poster_url(video)
    # the title is an attribute here, not Markdown
    st.image(url or _blank(video.aspect_ratio), width=width, alt=f"Poster of {video.title}")  # type: ignore[arg-type]


def poster_url(video: VideoRecord) -> str | None:
    """The poster's address; a new render has a new one, so no browser shows an old picture."""
    if video.deleted_at is not None:
        return None
    if video.poster_path is not None:
        name = Path(video.poster_path).name
    elif video.status is VideoStatus.SCRIPTED:
        name = "storyboard/1.jpg"
    else:
        return None
    return media_url(video.video_id, f"{name}?{video.updated_at.timestamp():.0f}")


def _card(video: VideoRecord, on_restore: OnRestore | None) -> None:
    with st.container(key=f"poster_{video.aspect_ratio.name.lower()}_{video.video_id}"):
        poster(video)
    if on_restore is None:
        st.button(
            f"**{literal(video.title)}**",
            key=f"open_{video.video_id}",
            type="tertiary",
            width="stretch",
            on_click=_open,
            args=(video.video_id,),
        )
    else:
        st.markdown(f"**{literal(video.title)}**")
    with st.container(horizontal=True, gap="xsmall"):
        status_badge(video.status)
        st.badge(name_of(video.platform), color="gray")
    st.caption(facts(video))
    if on_restore is not None:
        st.button(
            "Restore",
            key=f"restore_{video.video_id}",
            icon=":material/undo:",
            on_click=on_restore,
            args=(video.video_id,),
            width="stretch",
        )


def _open(video_id: str) -> None:
    """A link to the page one is on would not change the address; this does."""
    st.query_params.from_dict({"video": video_id})


def _blank(ratio: AspectRatio) -> str:
    """A picture of that shape with a film frame in its middle, as SVG; it holds no text."""
    width, height = ratio.size
    x, y = width / 2, height / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><rect width="100%" height="100%" fill="#8a8178" fill-opacity="0.18"/>'
        f'<g fill="none" stroke="#8a8178" stroke-opacity="0.6" stroke-width="18" stroke-linejoin="round">'
        f'<rect x="{x - 150}" y="{y - 110}" width="300" height="220" rx="34"/>'
        f'<path d="M{x - 38} {y - 52} L{x + 58} {y} L{x - 38} {y + 52} Z"/></g></svg>'
    )
