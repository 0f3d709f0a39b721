"""What a script would cost, item by item, before anything is paid."""

from __future__ import annotations

from core.artifacts.keys import artefact_key
from core.models import ShortText, Value
from core.stages.build import Build
from core.stages.film import clip_request


class EstimateItem(Value):
    """One thing that may have to be paid. `covered`: it exists already and costs nothing."""

    what: ShortText
    model: ShortText
    price_usd: float
    covered: bool


class Estimate(Value):
    """The price of a video as things stand; `total_usd` leaves out what is covered."""

    duration_s: float
    clips: int
    items: tuple[EstimateItem, ...]
    total_usd: float


def estimate_build(build: Build) -> Estimate:
    """The items of a build. Voices and scripts made offline cost nothing and are not listed."""
    items = tuple(_clip_item(build, scene_id) for scene_id in (scene.scene_id for scene in build.scenes))
    return Estimate(
        duration_s=build.script.duration_s,
        clips=len(items),
        items=items,
        total_usd=sum(item.price_usd for item in items if not item.covered),
    )


def _clip_item(build: Build, scene_id: str) -> EstimateItem:
    model = build.parts.video
    request = clip_request(build, build.scene(scene_id))
    key = artefact_key("clip", {"model": model.model_id, "request": request})
    return EstimateItem(
        what=f"clip of scene {scene_id}, {request.duration_s:g} s",
        model=model.model_id,
        price_usd=model.price_usd(request),
        covered=build.parts.store.get("clip", key) is not None,
    )
