"""A brief once more: the Create page opens with the fields of an older video, ready to be changed."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from components.addresses import CREATE, go
from components.brief import AS_THEY_ARE
from core.models import GenerationRequest, Mood

_AUTO = "auto"


def brief_again(request: GenerationRequest) -> NoReturn:
    """Fill the brief's fields, which live in the session as `brief_NAME`, and go to Create."""
    values: dict[str, object] = {name: getattr(request, name) for name in AS_THEY_ARE}
    values |= {
        "seconds": round(request.duration_s),
        "ratio": request.frame_ratio,
        "language": request.language or _AUTO,
        "voice": request.voice or _AUTO,
        "music": request.music if request.music in (_AUTO, "none", *Mood) else _AUTO,
        "video_model": request.video_model,
        "creativity": round(request.creativity_level, 1),
    }
    for name, value in values.items():
        st.session_state[f"brief_{name}"] = value
    go(CREATE)
