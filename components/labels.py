"""What the product's own words are called on screen."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from components.errors import literal
from core.models import Platform, SceneRole, Transition
from core.storage.records import VideoRecord, VideoSort, VideoStatus

_NAMES = {
    Platform.TIKTOK: "TikTok",
    Platform.LINKEDIN: "LinkedIn",
    Platform.X: "X",
    Platform.YOUTUBE: "YouTube",
    Platform.YOUTUBE_SHORTS: "YouTube Shorts",
    VideoSort.CHANGED: "Last changed",
    VideoStatus.SCRIPTED: "Script ready",
    VideoStatus.DONE: "Finished",
    VideoStatus.RUNNING: "Being made",
    VideoStatus.QUEUED: "Waiting",
    VideoStatus.WAITING: "Waiting for a limit",
}
_BADGES = {
    VideoStatus.DONE: ("green", ":material/check:"),
    VideoStatus.FAILED: ("red", ":material/error:"),
    VideoStatus.CANCELLED: ("gray", ":material/block:"),
    VideoStatus.QUEUED: ("orange", ":material/hourglass_top:"),
    VideoStatus.WAITING: ("orange", ":material/schedule:"),
    VideoStatus.RUNNING: ("orange", ":material/progress_activity:"),
    VideoStatus.SCRIPTED: ("blue", ":material/edit_note:"),
    VideoStatus.DRAFT: ("gray", ":material/draft:"),
}


def name_of(word: Platform | SceneRole | Transition | VideoSort | VideoStatus) -> str:
    """The word as people write it."""
    return _NAMES.get(word) or word.value.replace("_", " ").capitalize()


def counted(number: int, noun: str) -> str:
    """One clip, two clips."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def status_badge(status: VideoStatus) -> None:
    """A status as a coloured badge with a sign and a word."""
    colour, icon = _BADGES[status]
    st.badge(name_of(status), color=colour, icon=icon)  # type: ignore[arg-type]  # a colour's name


def facts(video: VideoRecord) -> str:
    """A video's length, shape, price and day in one line."""
    cost = f"${video.cost_usd:.2f}" if video.cost_usd else "free"
    return f"{video.duration_s:.0f} s · {video.aspect_ratio.value} · {cost} · {day_of(video.created_at)}"


def day_of(moment: datetime) -> str:
    """A day such as 22 Nov, or 22 Nov 2025, in the time zone that the visitor's browser tells."""
    zone = _zone()
    local, today = moment.astimezone(zone), datetime.now(zone)
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def time_of(moment: datetime) -> str:
    """A time of the day such as 14:05, with the day unless it is today; in the visitor's time zone."""
    zone = _zone()
    local, today = moment.astimezone(zone), datetime.now(zone)
    return f"{local:%H:%M}" if local.date() == today.date() else f"{day_of(moment)}, {local:%H:%M}"


def _zone() -> tzinfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name that this machine does not know
        return UTC


def address(email: str) -> str:
    """An e-mail address as words with a quiet end; Markdown would make a link of one that is whole."""
    local, at, domain = email.rpartition("@")
    return f"{literal(local)}:gray[@{literal(domain)}]" if at else literal(email)
