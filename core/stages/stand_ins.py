"""Who stood in for whom in a video: never silent, so the result and the pages say it."""

from __future__ import annotations

from collections.abc import Iterator

from core.models import SceneScript
from core.stages.build import Build
from core.stages.film import shown
from core.stages.voice import narrate


def stand_ins(build: Build) -> tuple[str, ...]:
    """A sentence for each part that another model made than the one that was asked."""
    return tuple(_sentences(build))


def short_name(model_id: str) -> str:
    """A model as people know it, without what else is in its name."""
    return model_id.removeprefix("gemini:").partition("/")[0].partition(":")[0]


def _sentences(build: Build) -> Iterator[str]:
    metadata = build.script.metadata
    if metadata.written_for:
        yield f"The script was written by {_in_place(metadata.written_by, metadata.written_for)}."
    for number, scene in enumerate(build.scenes, start=1):
        yield from _of_scene(build, number, scene)


def _of_scene(build: Build, number: int, scene: SceneScript) -> Iterator[str]:
    spoken, (_, take) = narrate(build, scene), shown(build, scene)
    if spoken is not None and spoken.meta.get("is_fallback"):
        asked = build.parts.speech.model_id
        yield f"Scene {number} is spoken by {_in_place(str(spoken.meta.get('model')), asked)}."
    if take.is_fallback:
        yield f"Scene {number} was filmed by {_in_place(take.made_by, take.model)}."


def _in_place(made_by: str, asked: str) -> str:
    return f"{short_name(made_by)} in place of {short_name(asked)}"
