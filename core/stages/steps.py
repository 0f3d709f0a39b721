"""The steps of a job: each makes one artefact and says so in a receipt."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.artifacts.store import Artefact
from core.models import Stage
from core.stages.build import Build
from core.stages.film import clip_request, film, take_of
from core.stages.pieces import encode_piece
from core.stages.receipt import Receipt
from core.stages.script import write_script
from core.stages.sound import soundtrack
from core.stages.voice import narrate
from core.stages.workshop import Workshop


def make(workshop: Workshop, video_id: str, render_id: str, stage: Stage, part: str) -> Receipt:
    """Make the part of a stage (a scene's id, a piece's number), or find it made."""
    if stage is Stage.SCRIPT:
        workshop.parts.history.render_running(render_id)
    board = workshop.board(video_id, render_id)
    started = time.monotonic()
    board.stop_if_cancelled()
    if stage is Stage.SCRIPT:
        made: Artefact | None = _script(workshop, video_id, render_id)
    else:
        made = _MAKERS[stage](workshop.build(video_id, render_id), part)
    board.report(stage, 1.0, part)
    return Receipt(
        stage=stage,
        kind=made.kind if made else stage.value,
        key=made.key if made else "",
        part=part,
        reused=made.reused if made else True,
        seconds=time.monotonic() - started,
        cost_usd=0.0 if made is None or made.reused else float(made.meta.get("cost_usd", 0.0)),
    )


def _script(workshop: Workshop, video_id: str, render_id: str) -> Artefact | None:
    """The first version of the script, if nobody has written one yet."""
    history = workshop.parts.history
    if history.script_versions(video_id):
        return None
    request = history.video(video_id).request
    script, made = write_script(workshop.parts, request, workshop.lease(render_id))
    history.add_script(video_id, script, note="first draft", author=script.metadata.written_by)
    return made


def _narration(build: Build, scene_id: str) -> Artefact | None:
    return narrate(build, build.scene(scene_id))


def _clip(build: Build, scene_id: str) -> Artefact:
    scene = build.scene(scene_id)
    clip = film(build, scene)
    request = clip_request(build, scene).model_dump(mode="json")
    build.parts.history.add_take(build.video_id, take_of(build, scene, clip), request)
    return clip


_MAKERS: dict[Stage, Callable[[Build, str], Artefact | None]] = {
    Stage.NARRATION: _narration,
    Stage.CLIPS: _clip,
    Stage.SOUND: lambda build, _: soundtrack(build),
    Stage.ENCODE: lambda build, number: encode_piece(build, int(number)),
}
