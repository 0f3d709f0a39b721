"""The finished video: pieces and sound joined by stream copy, checked before it exists.

The file enters the store only when its quality report passes, so nothing unchecked can be
published. The report is kept with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from core.artifacts.keys import KeyInput
from core.artifacts.store import Artefact
from core.errors import MediaError
from core.media.assembly import assemble
from core.media.captions import check_fonts, check_inside_safe_zone
from core.media.looks import Looks, looks_of
from core.media.mastering import SoundReport
from core.media.quality import Expectations, check
from core.media.reading import NAME as CONTRAST
from core.media.reading import check_contrast
from core.media.timeline import Body, Timeline
from core.models import QualityCheck, QualityReport, Stage
from core.stages.build import Build
from core.stages.pieces import captions_of, encode_piece
from core.stages.shots import own_footage
from core.stages.sound import soundtrack
from core.stages.timing import timeline_of


def finish(build: Build) -> Artefact:
    """The whole video as one file; its meta holds the quality report. Raises MediaError."""
    timeline = timeline_of(build)
    pieces = [encode_piece(build, number, timeline) for number in range(len(timeline.pieces))]
    sound = soundtrack(build, timeline)
    inputs: dict[str, KeyInput] = {
        "pieces": [piece.key for piece in pieces],
        "sound": sound.key,
        "title": build.script.title,
    }

    def join(target: Path) -> dict[str, object]:
        report = build.reporter(Stage.FINISH)
        assemble(
            [Path(piece.path) for piece in pieces],
            Path(sound.path),
            target,
            title=build.script.title,
            on_fraction=lambda fraction: report(fraction * 0.8),
        )
        quality = _checked(build, timeline, target, pieces, sound)
        own = {scene_id for scene_id, take in build.kept_takes.items() if own_footage(take)}
        _insist(quality, own, {scene.scene_id: n for n, scene in enumerate(build.scenes, start=1)})
        return {"quality": quality.model_dump(mode="json"), "duration_s": timeline.duration_s}

    return build.make("video", inputs, ".mp4", join)


def _checked(
    build: Build, timeline: Timeline, video: Path, pieces: Sequence[Artefact], sound: Artefact
) -> QualityReport:
    """The report on the joined file, with what was seen and heard when its parts were made."""
    seen = [Looks.model_validate(piece.meta["looks"]) for piece in pieces]
    looks = looks_of(zip(timeline.pieces, seen, strict=True))
    report = SoundReport.model_validate(sound.meta)
    wanted = Expectations.of(timeline, build.options.aspect_ratio.size, is_silent=report.is_silent)
    quality = check(video, wanted, looks, report.heard)
    ratios = [
        (piece.scene_id, look.contrast)
        for piece, look in zip(timeline.pieces, seen, strict=True)
        if isinstance(piece, Body) and look.contrast is not None
    ]
    captions = [*_caption_checks(build, timeline), check_contrast(ratios)]
    return QualityReport(checks=(*quality.checks, *captions))


def _caption_checks(build: Build, timeline: Timeline) -> list[QualityCheck]:
    """One line for all scenes where all is well, else the scenes where it is not."""
    lines: list[QualityCheck] = []
    tracks = [(scene.scene_id, captions_of(build, scene, timeline)) for scene in build.scenes]
    for checker in (check_inside_safe_zone, check_fonts):
        found = [checker(track).model_copy(update={"scene_id": scene_id}) for scene_id, track in tracks]
        bad = [line for line in found if not line.passed]
        lines += bad or [found[0].model_copy(update={"scene_id": None})]
    return lines


def _insist(quality: QualityReport, own_scenes: Set[str], numbers: Mapping[str, int]) -> None:
    """Raises MediaError that names the scene by its number where a check must not fail."""
    for line in quality.checks:
        is_theirs = line.scene_id in own_scenes and line.name in _THEIR_CHOICE
        if not (line.passed or is_theirs or line.name in _TOLD_ONLY):
            number = numbers.get(line.scene_id or "")
            where = f" in scene {number}" if number else ""
            raise MediaError(
                f"A quality check failed: {line.name}{where} is {line.measured}, wanted {line.wanted}.",
                "Run it again; if it stays, change that scene or its clip.",
            )


_TOLD_ONLY = {"fonts for the captions", CONTRAST}
"""Reported, but no reason to withhold the video: the words are still spoken and in the subtitle files."""

_THEIR_CHOICE = {"black picture", "standing picture"}
"""Who brings own footage may bring a black or a standing one."""
