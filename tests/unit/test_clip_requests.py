"""A clip's key is made of its request, so a request's JSON may not change under old keys."""

from __future__ import annotations

import pytest

from core.artifacts.keys import artefact_key
from core.models import AspectRatio
from core.providers.video.base import ClipRequest, FilmedClip

REQUEST = ClipRequest(prompt="A cup", duration_s=4.5, aspect_ratio=AspectRatio.PORTRAIT)


def test_a_request_without_pictures_has_the_key_it_always_had() -> None:
    assert set(REQUEST.model_dump(mode="json")) == {
        *(
            "prompt",
            "duration_s",
            "aspect_ratio",
            "seed",
            "mood",
            "role",
            "key_words",
            "subject",
            "palette_seed",
        )
    }
    assert artefact_key("clip", {"request": REQUEST}) == artefact_key(
        "clip", {"request": REQUEST.model_copy(update={"first_frame": "", "reference_pictures": ()})}
    )


@pytest.mark.parametrize(
    "change",
    [{"negative_prompt": "text"}, {"first_frame": "a"}, {"last_frame": "a"}, {"reference_pictures": ("a",)}],
)
def test_what_is_asked_besides_is_part_of_the_key(change: dict[str, object]) -> None:
    changed = REQUEST.model_copy(update=change)
    assert artefact_key("clip", {"request": changed}) != artefact_key("clip", {"request": REQUEST})
    assert ClipRequest.model_validate_json(changed.model_dump_json()) == changed


def test_only_a_chain_says_who_filmed() -> None:
    clip = FilmedClip(duration_s=1, width=64, height=64, fps=30)
    assert not {"provider", "model", "is_fallback"} & set(clip.model_dump())
    named = clip.model_copy(update={"provider": "omni", "model": "m", "is_fallback": True})
    assert FilmedClip.model_validate(named.model_dump(mode="json")) == named
