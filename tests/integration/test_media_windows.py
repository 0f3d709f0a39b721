"""No more of a clip is read than a window needs, and never less."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.media import footage
from core.media.ffmpeg import Ffmpeg
from core.media.footage import Footage, window
from core.media.probe import probe
from core.media.timeline import ScenePlan
from core.models import FrameSize
from tests.media_samples import ffmpeg

SIZE = FrameSize(90, 160)
FRAMES = 75
WINDOWS = ((0, 5), (18, 6), (40, 30), (70, 5))
ORDERS = {
    "pyramid": "bframes=16:b-pyramid=normal:b-adapt=0:keyint=250",
    "open": "bframes=3:keyint=15:open-gop=1",
    "plain": "bframes=0",
}
"""In which order a clip's frames are kept: the deeper, the further ahead a decoder must read."""


def seen(clip: Footage, first: int, frames: int, cwd: Path) -> list[str]:
    """What each frame of a window looks like, as its checksum."""
    view = window(clip, first, frames, SIZE, source=0, label="out")
    found = cwd / "frames.txt"
    args = [*view.input_args, "-filter_complex", view.chain, "-map", "[out]", "-f", "framemd5", found.name]
    Ffmpeg().run(args, cwd=cwd)
    return [line.split(",")[-1] for line in found.read_text().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("rate", ["10", "24", "30000/1001", "60"])
def test_a_window_shows_what_it_would_if_the_clip_were_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: str, order: str
) -> None:
    path = tmp_path / "clip.mp4"
    picture = f"testsrc2=size={SIZE.width}x{SIZE.height}:rate={rate}"
    encoded = ["-c:v", "libx264", "-x264-params", ORDERS[order], "-pix_fmt", "yuv420p"]
    ffmpeg("-f", "lavfi", "-i", picture, "-t", "3", *encoded, path)
    video = probe(path).video
    assert video is not None
    plan = ScenePlan(scene_id="a", start_frame=0, frames=FRAMES, head=0, tail=0, narration_start_s=0)
    clip = Footage(path=path, video=video, scene=plan)
    as_usual = [seen(clip, *wanted, tmp_path) for wanted in WINDOWS]
    monkeypatch.setattr(footage, "_read_on_s", lambda _: 5.0)
    assert as_usual == [seen(clip, *wanted, tmp_path) for wanted in WINDOWS]
    assert [len(frames) for frames in as_usual] == [frames for _, frames in WINDOWS]
