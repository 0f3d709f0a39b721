"""What a platform's app covers with its own buttons and texts, shaded over a player."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.labels import name_of
from core.media.safe_zones import safe_zone
from core.models import AspectRatio, Platform

_SHADE = "repeating-linear-gradient(45deg, #0009 0 6px, #0006 6px 12px)"


def overlay_switch(platform: Platform, ratio: AspectRatio, containers: Sequence[str]) -> None:
    """A switch that shades the players inside containers of these keys; it stays as it was left."""
    is_wanted = st.toggle(
        f"Show what {name_of(platform)} covers",
        key="shows_covered",
        help="Shaded: the app's own buttons and texts. Captions stay clear of them.",
        persist_state="session",
    )
    if is_wanted:
        css = "".join(covering_css(platform, ratio, container) for container in containers)
        st.html(f"<style>{css}</style>")


def covering_css(platform: Platform, ratio: AspectRatio, container: str) -> str:
    """CSS that lays the shade over the player in a container; it takes clicks as before."""
    zone = safe_zone(platform, ratio)
    top, bottom, right = max(0.0, zone.top), min(1.0, zone.bottom), min(1.0, zone.right)
    corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, top)]
    corners += [(0.0, bottom), (right, bottom), (right, top), (0.0, top)]
    shape = ", ".join(f"{100 * x:.2f}% {100 * y:.2f}%" for x, y in corners)
    around = f'.st-key-{container} :has(> [data-testid="stVideo"])'
    return (
        f"{around} {{ position: relative; }}"
        f'{around}::after {{ content: ""; position: absolute; inset: 0; pointer-events: none;'
        f" background: {_SHADE}; clip-path: polygon({shape}); }}"
        f'.st-key-{container} [data-testid="stVideo"] {{ display: block; }}'
    )
