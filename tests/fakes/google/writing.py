"""The Gemini writer over the fake, and scripts as Gemini could answer them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pydantic import SecretStr

from core.models import GenerationRequest, JsonDict, VideoScript
from core.providers.catalogue import load_catalogue
from core.providers.google.access import GoogleAccess
from core.providers.text.gemini import GeminiWriter
from tests.fakes.google.server import FakeGoogle

TODAY = date(2026, 11, 22)
BRIEF = GenerationRequest(prompt="A calm spot for a plumber who answers at 3 am", seed=7)


def writer(google: FakeGoogle, **options: Any) -> GeminiWriter:
    """The writer by key."""
    access = GoogleAccess(api_key=SecretStr("key-1"), gemini_base_url=google.url)
    return GeminiWriter(access, load_catalogue(), **{"today": lambda: TODAY, **options})


def written(model: GeminiWriter, request: GenerationRequest = BRIEF) -> VideoScript:
    return model.write_script(request, words_per_s=2.5)


def prompt_of(call: Any, turn: int = 0) -> str:
    """The words of a turn of a recorded call."""
    text = call.body["contents"][turn]["parts"][0]["text"]
    assert isinstance(text, str)
    return text


def a_scene(**changes: Any) -> JsonDict:
    """A scene as the model writes it."""
    scene = {
        "role": "story",
        "narration": "Water everywhere. Nobody picks up the phone at three. We do.",
        "description": "A flood",
        "visual_prompt": "Close-up: water runs down a kitchen wall at night, torch light.",
        "camera": "tilt down",
        "visual_elements": ["torch"],
        "on_screen_text": "We do",
        "transition": "cut",
    }
    return scene | changes


def a_script(*scenes: JsonDict, **changes: Any) -> str:
    """A whole answer in JSON."""
    script = {
        "language": "en",
        "title": "Three in the morning",
        "subject": "a plumber",
        "mood": "calm",
        "structure": "problem and solution",
        "audience": "",
        "tone": "calm",
        "call_to_action": "Save the number.",
        "hashtags": ["plumber"],
        "scenes": list(scenes or [a_scene()] * 4),
    }
    return json.dumps(script | changes)
