"""Pieces of the video: a body shows one scene, a join takes it to the next.

Each piece is decoded, shaped, captioned and encoded in one pass and has exactly as many
frames as the timeline says. Captions are drawn in scene time after everything else, in a
join for both scenes, so a word may run across a border unharmed. What the frames look like is
found out on their way to the encoder.
"""

from __future__ import annotations

from pathlib import Path

from core.media import encoder, transitions
from core.media.ffmpeg import Ffmpeg
from core.media.footage import Footage, window
from core.media.hardware import encoder_of
from core.media.logo import Mark
from core.media.looks import Looks, read_looks, watched
from core.media.reading import Reading
from core.media.timeline import Body, Join, frames_shown
from core.media.workbench import Workbench, workbench
from core.models import FPS, FrameSize
from core.operations.children import OnFraction

_FONTS = "fonts"


def encode_body(
    ffmpeg: Ffmpeg,
    footage: Footage,
    body: Body,
    target: Path,
    *,
    size: FrameSize,
    fonts_dir: Path | None = None,
    on_fraction: OnFraction | None = None,
    reading: Reading | None = None,
    mark: Mark | None = None,
) -> Looks:
    """Encode frames of one scene as `target` (.mp4); what they look like. Raises MediaError, StorageError."""
    view = window(footage, footage.scene.head + body.first_frame, body.frames, size, source=0, label="clip")
    with workbench(target) as (bench, making):
        captions = _captions(bench, footage, body.first_frame, "scene", fonts_dir)
        marked, inputs = _marked(mark, 1, "clip")
        graph = f"{view.chain};{marked}{captions}format=yuv420p[picture]"
        inputs = [*view.input_args, *inputs]
        return _encode(ffmpeg, bench, inputs, graph, body.frames, making, on_fraction, reading)


def encode_join(
    ffmpeg: Ffmpeg,
    before: Footage,
    after: Footage,
    join: Join,
    target: Path,
    *,
    size: FrameSize,
    fonts_dir: Path | None = None,
    on_fraction: OnFraction | None = None,
    mark: Mark | None = None,
) -> Looks:
    """Encode a transition as `target` (.mp4); what its frames look like. Raises MediaError, StorageError."""
    ending, opening = frames_shown(join, before.scene)[0], frames_shown(join, after.scene)[0]
    old = window(before, before.scene.head + ending, join.frames, size, source=0, label="before")
    new = window(after, after.scene.head + opening, join.frames, size, source=1, label="after")
    with workbench(target) as (bench, making):
        captions = _captions(bench, before, ending, "before", fonts_dir)
        captions += _captions(bench, after, opening, "after", fonts_dir)
        mixed = transitions.mix(join.kind, join.frames, size)
        marked, inputs = _marked(mark, 2, "mixed")
        graph = f"{old.chain};{new.chain};{mixed};{marked}settb=1/{FPS},setpts=N,{captions}"
        graph += "format=yuv420p[picture]"
        inputs = [*old.input_args, *new.input_args, *inputs]
        return _encode(ffmpeg, bench, inputs, graph, join.frames, making, on_fraction)


def _marked(mark: Mark | None, source: int, label: str) -> tuple[str, list[str]]:
    """The beginning of a chain that goes on from `[label]`, under the mark if there is one; its input."""
    if mark is None:
        return f"[{label}]", []
    return f"{mark.over(source, label, 'branded')};[branded]", mark.input_args


def _captions(bench: Workbench, footage: Footage, first_frame: int, name: str, fonts_dir: Path | None) -> str:
    """Filters that draw the captions of a scene whose frame `first_frame` comes first; may be none."""
    if footage.captions is None:
        return ""
    drawn = bench.bring(footage.captions, f"{name}.ass")
    fonts = ""
    if fonts_dir is not None:
        if not (bench.folder / _FONTS).exists():
            bench.bring(fonts_dir, _FONTS)
        fonts = f":fontsdir={_FONTS}"
    return f"setpts=N+({first_frame + footage.captions_ahead}),ass={drawn}{fonts},setpts=N,"


def _encode(
    ffmpeg: Ffmpeg,
    bench: Workbench,
    inputs: list[str],
    graph: str,
    frames: int,
    making: Path,
    on_fraction: OnFraction | None,
    reading: Reading | None = None,
) -> Looks:
    graph = f"{graph};{watched('picture', 'watched')}"
    graph += f";{reading.tap('watched', 'encoded')}" if reading else ";[watched]null[encoded]"
    args = [*inputs, "-filter_complex", graph, "-map", "[encoded]", "-frames:v", str(frames)]
    args += [*encoder.video_args(encoder_of(ffmpeg.executable)), *encoder.thread_args(), making.name]
    args += reading.output() if reading else []
    log = ffmpeg.run(args, cwd=bench.folder, duration_s=frames / FPS, on_fraction=on_fraction)
    looks = read_looks(log, frames / FPS)
    return looks.model_copy(update={"contrast": reading.contrast(bench.folder)}) if reading else looks
