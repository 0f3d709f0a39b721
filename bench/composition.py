"""Composing a video from its clips against bare ffmpeg doing decode, scale and encode only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.timing import measure
from core.media import encoder
from core.media.assembly import assemble
from core.media.ffmpeg import Ffmpeg
from core.media.footage import Footage
from core.media.probe import probe
from core.media.segments import encode_body, encode_join
from core.media.timeline import Body, SceneTiming, Timeline, plan_timeline
from core.models import AspectRatio, Transition

SCENES, SECONDS = 5, 4.0
SIZE = AspectRatio.PORTRAIT.size


def rows(folder: Path, runs: int) -> Iterator[tuple[str, str]]:
    """What was measured, line by line."""
    ffmpeg = Ffmpeg()
    clips = [_clip(ffmpeg, folder, n) for n in range(SCENES)]
    sound = folder / "sound.m4a"
    ffmpeg.run(
        [
            "-f",
            "lavfi",
            "-i",
            f"sine=frequency=220:duration={SCENES * SECONDS}",
            *encoder.audio_args(),
            sound.name,
        ],
        cwd=folder,
    )
    kinds = [Transition.CUT, Transition.CROSSFADE, Transition.SLIDE, Transition.DIP, Transition.CUT]
    timeline = plan_timeline(
        [SceneTiming(scene_id=f"s{n}", duration_s=SECONDS, transition=kinds[n]) for n in range(SCENES)]
    )
    bare = measure(lambda _: _bare(ffmpeg, folder, clips), runs)
    ours = measure(lambda _: _compose(ffmpeg, folder, clips, sound, timeline), runs)
    yield (
        f"bare ffmpeg, {SCENES * SECONDS:.0f} s of 1080×1920",
        f"{bare.wall_s:.1f} s wall, {bare.cpu_s:.1f} s CPU",
    )
    yield (
        "our pieces with three transitions, joined",
        f"{ours.wall_s:.1f} s wall, {ours.cpu_s:.1f} s CPU: {ours.wall_s / bare.wall_s:.2f} × bare "
        f"({ours.cpu_s / bare.cpu_s:.2f} × by CPU)",
    )


def _clip(ffmpeg: Ffmpeg, folder: Path, number: int) -> Path:
    target = folder / f"source{number}.mp4"
    picture = f"testsrc2=size=720x1280:rate=30:duration={SECONDS + 1},noise=alls=6:allf=t,hue=h={number * 60}"
    args = ["-f", "lavfi", "-i", picture, "-c:v", "libx264", "-preset", "veryfast", "-g", "30"]
    ffmpeg.run([*args, "-pix_fmt", "yuv420p", target.name], cwd=folder)
    return target


def _bare(ffmpeg: Ffmpeg, folder: Path, clips: list[Path]) -> None:
    inputs = [argument for clip in clips for argument in ("-t", str(SECONDS), "-i", clip.name)]
    scaled = ";".join(
        f"[{n}:v]scale={SIZE.width}:{SIZE.height}:flags=bicubic[v{n}]" for n in range(len(clips))
    )
    joined = "".join(f"[v{n}]" for n in range(len(clips))) + f"concat=n={len(clips)}[out]"
    args = [
        *inputs,
        "-filter_complex",
        f"{scaled};{joined}",
        "-map",
        "[out]",
        *encoder.video_args(),
        "bare.mp4",
    ]
    ffmpeg.run(args, cwd=folder)


def _compose(ffmpeg: Ffmpeg, folder: Path, clips: list[Path], sound: Path, timeline: Timeline) -> None:
    footage = {
        plan.scene_id: Footage(path=clip, video=video, scene=plan)
        for clip, plan in zip(clips, timeline.scenes, strict=True)
        if (video := probe(clip).video) is not None
    }
    made = []
    for number, piece in enumerate(timeline.pieces):
        target = folder / f"piece{number}.mp4"
        if isinstance(piece, Body):
            encode_body(ffmpeg, footage[piece.scene_id], piece, target, size=SIZE)
        else:
            encode_join(ffmpeg, footage[piece.before], footage[piece.after], piece, target, size=SIZE)
        made.append(target)
    assemble(ffmpeg, made, sound, folder / "final.mp4")
