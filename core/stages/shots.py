"""What a scene's clip is made from: the request for the model that films it, and the clip's key."""

from __future__ import annotations

import math
from typing import Any

from core.artifacts.keys import KeyInput, artefact_key
from core.director.visual import ModelFamily, negative_prompt, optimised_prompt
from core.models import SceneScript
from core.providers.video.base import ClipRequest
from core.stages.build import Build
from core.stages.own import UPLOAD, OwnFootage, own_key_inputs
from core.storage.records import TakeRecord

CLIP_STEP_S = 0.5
"""Clip lengths are rounded up to this, so that a small change of a scene needs no new clip."""

HANDLES_S = 0.6
"""Footage beyond the scene for the transitions on both sides (the longest takes 16 frames)."""


def clip_request(build: Build, scene: SceneScript) -> ClipRequest:
    """What the video model is asked for this scene: once for all ratios, but drawn anew for each."""
    wanted_s = scene.duration_s + HANDLES_S
    meta = build.script.metadata
    family = family_of(build.video.provider)
    is_drawn = family is ModelFamily.ANIMATIC
    return ClipRequest(
        prompt=optimised_prompt(build.script, scene, family),
        negative_prompt=negative_prompt(family),
        shot="" if is_drawn else optimised_prompt(build.script, scene, ModelFamily.ANIMATIC),
        duration_s=math.ceil(wanted_s / CLIP_STEP_S) * CLIP_STEP_S,
        aspect_ratio=build.options.aspect_ratio if is_drawn else build.options.filmed_ratio,
        seed=build.take_seeds.get(scene.scene_id, meta.seed),
        mood=meta.mood,
        role=scene.role,
        key_words=scene.on_screen_text,
        subject=meta.subject,
        palette_seed=meta.seed,
        **({} if is_drawn else _pictures(build, scene)),
    )


def _pictures(build: Build, scene: SceneScript) -> dict[str, Any]:
    """A clip is filmed either from a frame or after references: no model does both."""
    frames = {"first_frame": scene.first_frame, "last_frame": scene.last_frame}
    given = {name: picture.file for name, picture in frames.items() if picture}
    references = () if given else tuple(picture.file for picture in build.script.reference_pictures)
    return {**given, "reference_pictures": references}


def clip_key(build: Build, scene: SceneScript) -> str:
    """The key of the clip that this build shows for the scene, whether it exists or not."""
    request, kept = filmed_request(build, scene), build.kept_takes.get(scene.scene_id)
    if kept is None:
        return artefact_key("clip", clip_inputs(build, request))
    if (own := own_footage(kept)) is None:
        return kept.take_id
    return artefact_key("clip", own_key_inputs(build, own, request.duration_s))


def filmed_request(build: Build, scene: SceneScript) -> ClipRequest:
    """What the scene's clip is filmed by: its script, or the request of the take that it keeps."""
    kept = build.kept_takes.get(scene.scene_id)
    if kept is None or own_footage(kept) is not None:
        return clip_request(build, scene)
    return ClipRequest.model_validate(kept.request)


def own_footage(take: TakeRecord) -> OwnFootage | None:
    """What a person brought for this take; None for one that was filmed."""
    return OwnFootage.model_validate(take.request) if take.clip.provider == UPLOAD else None


def clip_inputs(build: Build, request: ClipRequest) -> dict[str, KeyInput]:
    """What the key of a filmed clip is made from."""
    return {"model": build.video.model_id, "request": request}


def family_of(provider: str) -> ModelFamily:
    """How a provider's models want to be spoken to; strangers get the fullest prompt."""
    return ModelFamily(provider) if provider in list(ModelFamily) else ModelFamily.VEO
