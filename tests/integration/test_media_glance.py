"""A clip at a glance, and one frame of it: upright, in order, also of clips that are hardly any."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import MediaError
from core.media.glance import Glance, glance_at, read_glance, write_glance
from core.media.probe import VideoStream, probe
from core.media.safe_zones import Box
from core.media.still import write_still, write_view
from tests.media_samples import ffmpeg, make_clip, make_counter


def video_of(clip: Path) -> VideoStream:
    video = probe(clip).video
    assert video is not None
    return video


def test_looks_are_small_and_a_quarter_of_a_second_apart(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=60)
    glance = glance_at(clip, video_of(clip))
    assert glance.images.shape[1:] == (160, 91, 3)
    assert np.diff(glance.times_s) == pytest.approx(0.25, abs=0.1)
    assert list(glance.images.mean(axis=(1, 2, 3))) == sorted(glance.images.mean(axis=(1, 2, 3)))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_clip_is_seen_upright(tmp_path: Path, turn: int) -> None:
    plain = make_clip(tmp_path / "a.mp4", seconds=0.2, source="testsrc")
    lying = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}[turn]
    ffmpeg("-i", plain, "-vf", lying, tmp_path / "lying.mp4")
    ffmpeg("-display_rotation", str(turn), "-i", tmp_path / "lying.mp4", "-c", "copy", tmp_path / "b.mp4")
    one, other = (glance_at(clip, video_of(clip)).images[0] for clip in (plain, tmp_path / "b.mp4"))
    assert np.abs(one.astype(float) - other).mean() < 15


def test_a_glance_is_kept_and_a_damaged_one_is_a_media_error(tmp_path: Path) -> None:
    glance = Glance(np.array([0.0, 0.25]), np.zeros((2, 8, 8, 3), np.uint8))
    write_glance(glance, tmp_path / "g.npz")
    assert (read_glance(tmp_path / "g.npz").times_s == glance.times_s).all()
    (tmp_path / "g.npz").write_bytes(b"nothing")
    with pytest.raises(MediaError):
        read_glance(tmp_path / "g.npz")


def test_a_clip_of_one_frame_has_a_glance_a_still_and_a_view(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", frames=1)
    assert len(glance_at(clip, video_of(clip)).images) == 1
    write_still(clip, tmp_path / "s.jpg", width_px=90, at=0.6)
    write_view(clip, tmp_path / "v.jpg", width_px=90, at=0.6, kept=Box(left=0.5, top=0, right=1, bottom=1))
    still, view = (cv2.imread(str(tmp_path / name)).astype(float) for name in ("s.jpg", "v.jpg"))
    assert view[:, :40].mean() < 0.6 * still[:, :40].mean(), "cut off: dark"
    assert view[20:-20, 50:85].mean() == pytest.approx(still[20:-20, 50:85].mean(), rel=0.1)


def test_what_is_no_clip_is_a_media_error(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", frames=2)
    video = video_of(clip)
    clip.write_bytes(b"nothing")
    with pytest.raises(MediaError):
        glance_at(clip, video)
