"""The animatic's child: what it encodes, what it reports, how it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from core.errors import MediaError, StorageError
from core.models import AspectRatio
from core.providers.video.animatic import SHORT_SIDE_PX, Animatic, frame_size
from core.providers.video.animatic.worker import render
from core.providers.video.base import ClipRequest


def a_request(**changes: object) -> ClipRequest:
    values = {
        "prompt": "A cup on a table",
        "duration_s": 0.5,
        "aspect_ratio": AspectRatio.SQUARE,
        "key_words": "Hi",
    }
    return ClipRequest.model_validate({**values, **changes})


def a_payload(path: Path, **changes: object) -> dict[str, Any]:
    return {"request": a_request(**changes).model_dump(mode="json"), "size": [96, 96], "path": str(path)}


def test_a_clip_is_tagged_as_video_of_today_expects(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    answer = render(a_payload(path), lambda _: None)
    assert answer == {"duration_s": 0.5, "width": 96, "height": 96, "fps": 30.0}
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert [context.color_primaries, context.color_trc, context.colorspace] == [1, 1, 1]
        assert context.color_range == 1
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_colours_survive_the_encoder(tmp_path: Path) -> None:
    from core.models import FrameSize
    from core.providers.video.animatic.scene import Scene

    path, request = tmp_path / "clip.mp4", a_request(key_words="")
    render(a_payload(path, key_words=""), lambda _: None)
    drawn = Scene.of(request, FrameSize(96, 96)).frame(10 / 30)
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    shown = frames[10].reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    assert np.abs(shown.mean(axis=(0, 1)) - drawn.mean(axis=(0, 1))).max() < 3


@pytest.mark.parametrize(("duration_s", "frames"), [(0.01, 1), (1 / 3, 10), (0.7, 21), (1.0, 30)])
def test_a_clip_has_exactly_its_frames(tmp_path: Path, duration_s: float, frames: int) -> None:
    answer = render(a_payload(tmp_path / "clip.mp4", duration_s=duration_s), lambda _: None)
    assert answer["duration_s"] == pytest.approx(frames / 30)


def test_progress_grows_from_nothing_to_all(tmp_path: Path) -> None:
    seen: list[float] = []
    render(a_payload(tmp_path / "clip.mp4"), seen.append)
    assert seen == sorted(seen)
    assert seen[0] == 0.0 and seen[-1] == 1.0


def test_a_folder_that_is_not_there_is_a_media_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="could not be encoded"):
        render(a_payload(tmp_path / "missing" / "clip.mp4", duration_s=5.0), lambda _: None)


def test_a_target_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    model, request = Animatic(), a_request()
    with pytest.raises(StorageError):
        model.collect(model.submit(request), request, tmp_path / "file" / "clip.mp4", lambda _: None)


def test_an_operation_is_named_by_everything_that_was_asked() -> None:
    model = Animatic()
    assert model.submit(a_request()) == model.submit(a_request())
    changes: list[dict[str, object]] = [
        {"seed": 1},
        {"key_words": "Ho"},
        {"palette_seed": 2},
        {"duration_s": 0.6},
    ]
    names = {model.submit(a_request(**change)) for change in changes} | {model.submit(a_request())}
    assert len(names) == len(changes) + 1


def test_the_animatic_is_free_and_says_who_it_is() -> None:
    model = Animatic()
    assert (model.provider, model.model_id, model.price_usd(a_request())) == ("animatic", "animatic-1", 0.0)


@pytest.mark.parametrize(
    ("ratio", "size"),
    [("9:16", (720, 1280)), ("16:9", (1280, 720)), ("1:1", (720, 720)), ("4:5", (720, 900))],
)
def test_frames_are_of_the_720_class(ratio: str, size: tuple[int, int]) -> None:
    assert frame_size(AspectRatio(ratio), SHORT_SIDE_PX) == size


@pytest.mark.parametrize("ratio", AspectRatio)
def test_the_delivery_size_can_be_asked_for(ratio: AspectRatio) -> None:
    assert frame_size(ratio, 1080) == ratio.size
    assert all(side % 2 == 0 for side in frame_size(ratio, 135))


def test_a_scenes_own_words_are_drawn_when_the_prompt_says_more(tmp_path: Path) -> None:
    longer = a_request(
        prompt="A cup on a table. No logos, no text, a hundred rockets", shot="A cup on a table"
    )
    pictures = []
    for request in (a_request(), longer):
        Animatic().preview(request, tmp_path / "still.jpg")
        pictures.append((tmp_path / "still.jpg").read_bytes())
    assert pictures[0] == pictures[1]
