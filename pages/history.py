"""History: every video that was made, as a gallery; with `?video=ID` one video's own page."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import streamlit as st

from components.addresses import CREATE, button
from components.chooser import video_of_address
from components.errors import literal, shown, telling
from components.forgetting import empty_bin, my_content
from components.frame import heading, invitation
from components.gallery import gallery
from components.labels import name_of
from components.services import studio
from components.video_page import video_page
from components.visitors import is_team, visitor
from core.models import Platform
from core.storage.records import VideoSort, VideoStatus
from core.storage.videos import Filters

PAGE_SIZE = 12
DELETED = "deleted"
_PERIODS = {"today": 1, "week": 7, "month": 30, "year": 365}
_PERIOD_NAMES = {
    "today": "Last 24 hours",
    "week": "Last 7 days",
    "month": "Last 30 days",
    "year": "Last 12 months",
}


def main() -> None:
    with shown():
        if video := video_of_address(studio()):
            video_page(studio(), video)
        else:
            _list()


def _list() -> None:
    st.set_page_config(layout="wide")
    heading("History", _lead())
    _undo()
    if studio().count_videos() + studio().count_videos(deleted=True) == 0:
        if not studio().may("create"):
            invitation("Nothing here yet", "Videos are here as soon as they are finished.")
            return
        invitation(
            "Your first video will be here", "Describe an idea in a sentence; a minute later it is a video."
        )
        with st.container(horizontal_alignment="center"):
            button(CREATE, "Make a video", icon=":material/add_circle:")
        return
    filters, sort = _controls()
    _results(filters, sort)
    my_content()


def _lead() -> str:
    if studio().may("create"):
        return "Everything you made. Open a video to play it, take it with you or change it."
    return "Every finished video. Open one to play it and take it with you."


def _controls() -> tuple[Filters, VideoSort]:
    """The filters; they stand in the address, so that a list can be shared."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        search = st.text_input(
            "Search",
            key="search",
            bind="query-params",
            persist_state="session",
            type="search",
            placeholder="Title or brief",
            on_change=_first_page,
            width=190,
        )
        platform = _choice("Platform", "platform", [p.value for p in Platform], "All platforms")
        status = _choice("Status", "status", [*(s.value for s in VideoStatus), DELETED], "Any status")
        period = _choice("Made", "made", list(_PERIODS), "Any time")
        whose = _choice("Whose", "whose", ["mine"], "Everybody's") if is_team() else ""
        sort = _choice("Sort by", "sort", [s.value for s in VideoSort][1:], "Newest")
    filters = Filters(search=search or "", deleted=status == DELETED)
    if platform:
        filters["platform"] = Platform(platform)
    if status and status != DELETED:
        filters["status"] = VideoStatus(status)
    if whose:
        filters["owner"] = visitor().person_id
    if period:
        filters["since"] = datetime.now(UTC) - timedelta(days=_PERIODS[period])
    return filters, VideoSort(sort) if sort else VideoSort.NEWEST


def _choice(label: str, key: str, options: list[str], nothing: str) -> str:
    """A choice among words, the first of which stands for no choice."""
    chosen: str = st.selectbox(
        label,
        ["", *options],
        key=key,
        bind="query-params",
        persist_state="session",
        format_func=lambda word: _option_name(key, word) if word else nothing,
        on_change=_first_page,
        width=136,
    )
    return chosen or ""


def _option_name(key: str, word: str) -> str:
    match key:
        case "platform":
            return name_of(Platform(word))
        case "sort":
            return name_of(VideoSort(word))
        case "made":
            return _PERIOD_NAMES[word]
        case "whose":
            return "Mine"
    return "Deleted" if word == DELETED else name_of(VideoStatus(word))


def _results(filters: Filters, sort: VideoSort) -> None:
    count = studio().count_videos(**filters)
    if not count:
        _nothing_found(is_bin=filters["deleted"])
        return
    pages = math.ceil(count / PAGE_SIZE)
    page = min(max(st.session_state.get("page", 1), 1), pages)
    videos = studio().videos(sort=sort, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE, **filters)
    st.caption(f"{count} video{'s' if count != 1 else ''}")
    if filters["deleted"]:
        empty_bin(tuple(video.video_id for video in videos))
    gallery(videos, on_restore=_restore if filters["deleted"] else None)
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key="page", bind="query-params")


def _nothing_found(*, is_bin: bool) -> None:
    if is_bin:
        invitation("Nothing was deleted", "Deleted videos stay here and can be restored.")
        return
    invitation("No video matches", "Try fewer words or another filter.", icon=":material/search_off:")
    with st.container(horizontal_alignment="center"):
        st.button("Show all videos", key="clear", on_click=_clear)


def _undo() -> None:
    """After a deletion: what was deleted, and the way back."""
    if video_id := st.query_params.get("deleted"):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo_bar"):
            st.markdown(":material/delete: The video was deleted.", width="stretch")
            st.button("Undo", key="undo_delete", on_click=_restore, args=(video_id,))


@telling
def _restore(video_id: str) -> str:
    st.query_params.pop("deleted", None)
    studio().restore(video_id)
    return f"“{literal(studio().video(video_id).title)}” is back."


def _first_page() -> None:
    st.session_state.page = 1


def _clear() -> None:
    st.session_state.search = ""
    for key in ("platform", "status", "made", "whose", "sort"):
        st.session_state[key] = ""
    _first_page()


main()
