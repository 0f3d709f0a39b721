"""The steps of a job: each makes one artefact and says so in a receipt."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from core.artifacts.store import Artefact, NotMade, only_looking
from core.errors import AppError
from core.models import Stage
from core.operations.stopwatch import timed
from core.stages.build import Build
from core.stages.film import film_take
from core.stages.pieces import encode_piece
from core.stages.posters import glimpses_of
from core.stages.receipt import Receipt
from core.stages.room import stop_if_short
from core.stages.script import first_draft
from core.stages.sound import soundtrack
from core.stages.voice import narrate
from core.stages.workshop import Workshop


def make(workshop: Workshop, video_id: str, render_id: str, stage: Stage, part: str) -> Receipt:
    """Make the part of a stage (a scene's id, a piece's number), or find it made.

    Raises MachineShort before it begins where there is no room, and MediaError before anything is paid
    where ffmpeg is missing.
    """
    board = workshop.board(video_id, render_id)
    board.stop_if_cancelled()
    stop_if_short(workshop, render_id, stage)
    if stage is Stage.SCRIPT:
        workshop.parts.ffmpeg.must_be_there()
        workshop.parts.history.render_running(render_id)
    with timed() as watch:
        if stage is Stage.SCRIPT:
            made: Artefact | None = first_draft(workshop.parts, video_id, workshop.lease(render_id))
        else:
            made = _MAKERS[stage](workshop.build(video_id, render_id), part)
    board.report(stage, 1.0, part)
    return _receipt(stage, part, made, watch.worked_s)


def found(
    workshop: Workshop, video_id: str, render_id: str, stage: Stage, parts: Sequence[str]
) -> list[Receipt]:
    """Of these parts those that exist already; nothing is made. Raises Cancelled."""
    board, build = workshop.board(video_id, render_id), workshop.build(video_id, render_id)
    board.stop_if_cancelled()
    receipts = []
    for part in parts:
        with timed() as watch, contextlib.suppress(NotMade, AppError), only_looking():
            receipts.append(_receipt(stage, part, _MAKERS[stage](build, part), watch.worked_s))
    for receipt in receipts:
        board.report(stage, 1.0, receipt.part)
    return receipts


def _receipt(stage: Stage, part: str, made: Artefact | None, seconds: float) -> Receipt:
    return Receipt(
        stage=stage,
        kind=made.kind if made else stage.value,
        key=made.key if made else "",
        part=part,
        reused=made.reused if made else True,
        seconds=seconds,
    )


def _narration(build: Build, scene_id: str) -> Artefact | None:
    return narrate(build, build.scene(scene_id))


def _clip(build: Build, scene_id: str) -> Artefact:
    return film_take(build, build.scene(scene_id))[0]


def _piece(build: Build, number: str) -> Artefact:
    """The piece; what of it could be a poster is looked at while the next one is encoded."""
    piece = encode_piece(build, int(number))
    if piece.kind == "segment":
        glimpses_of(build, piece)
    return piece


_MAKERS: dict[Stage, Callable[[Build, str], Artefact | None]] = {
    Stage.NARRATION: _narration,
    Stage.CLIPS: _clip,
    Stage.SOUND: lambda build, _: soundtrack(build),
    Stage.ENCODE: _piece,
}
