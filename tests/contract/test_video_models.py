"""What every video model promises, whoever films.

An adapter joins by adding a builder to `ADAPTERS`; a builder gives a model that films small
and fast, at most over the network of this machine.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import av
import psutil
import pytest
from PIL import Image

from core.errors import Cancelled
from core.models import AspectRatio, Mood, SceneRole
from core.providers.google.access import Route
from core.providers.image.sending import no_pictures
from core.providers.video.animatic import Animatic
from core.providers.video.base import ClipRequest, FilmedClip, VideoModel
from core.providers.video.picture import ScenePicture
from core.providers.video.still_move import StillMove
from tests.fakes.google.filming import access_to, cloud_access, omni, veo
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import FakeCamera

Builder = Callable[[FakeGoogle, Path], VideoModel]


class Pictures:
    """One picture that serves for every scene."""

    def __init__(self, folder: Path) -> None:
        self._picture = folder / "picture.png"
        Image.linear_gradient("L").save(self._picture)

    model_id = "gradient-1"

    def key(self, request: ClipRequest) -> str:  # noqa: ARG002 - one for all
        return "gradient"

    def price_usd(self, request: ClipRequest) -> float:  # noqa: ARG002 - the port asks per request
        return 0.0

    def make(self, request: ClipRequest) -> ScenePicture:  # noqa: ARG002 - one for all
        return ScenePicture("gradient", 0.0)

    def path(self, name: str) -> Path:
        assert name == "gradient"
        return self._picture


def _still_move(_google: FakeGoogle, folder: Path) -> VideoModel:
    return StillMove(Pictures(folder), no_pictures, short_side_px=120)


ADAPTERS: dict[str, Builder] = {
    "animatic": lambda *_: Animatic(short_side_px=120),
    "still move": _still_move,
    "veo": lambda google, folder: veo(cloud_access(google, folder)),
    "omni by key": lambda google, _: omni(access_to(google), Route.KEY, resolution="360p"),
    "omni by cloud": lambda google, folder: omni(
        cloud_access(google, folder), Route.CLOUD, resolution="360p"
    ),
}


@pytest.fixture(params=ADAPTERS, ids=str)
def model(
    request: pytest.FixtureRequest, fake_google: FakeGoogle, tmp_path_factory: pytest.TempPathFactory
) -> VideoModel:
    FakeCamera.fresh(fake_google)
    return ADAPTERS[request.param](fake_google, tmp_path_factory.mktemp("model"))


def a_request(**changes: object) -> ClipRequest:
    values: dict[str, object] = {
        "prompt": "A plumber kneels by a leaking pipe, slow push in",
        "duration_s": 1.0,
        "aspect_ratio": AspectRatio.PORTRAIT,
        "mood": Mood.CALM,
        "role": SceneRole.HOOK,
        "key_words": "Burst pipe?",
        "subject": "plumber",
    }
    return ClipRequest.model_validate({**values, **changes})


def film(
    model: VideoModel, request: ClipRequest, target: Path, seen: list[float] | None = None
) -> FilmedClip:
    """Collect until the clip is there."""
    operation = model.submit(request)
    reports = seen if seen is not None else []
    for _ in range(100):
        if (clip := model.collect(operation, request, target, reports.append)) is not None:
            return clip
    raise AssertionError("the clip never became ready")


def test_a_model_says_who_it_is(model: VideoModel) -> None:
    assert model.provider and model.provider == model.provider.lower()
    assert model.model_id


def test_a_price_is_never_negative(model: VideoModel) -> None:
    assert model.price_usd(a_request()) >= 0


def test_an_operation_has_a_name_that_can_be_saved(model: VideoModel) -> None:
    name = model.submit(a_request())
    assert name and json.loads(json.dumps(name)) == name


def test_the_clip_is_what_was_asked_and_what_the_file_says(model: VideoModel, tmp_path: Path) -> None:
    request, target = a_request(duration_s=4.0), tmp_path / "clip.mp4"
    clip = film(model, request, target)
    with av.open(str(target)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (clip.width, clip.height)
        assert stream.average_rate is not None and float(stream.average_rate) == pytest.approx(clip.fps)
        assert bool(container.streams.audio) == clip.has_audio
        frames = sum(1 for _ in container.decode(video=0))
    assert clip.cost_usd <= model.price_usd(request)
    assert frames / clip.fps == pytest.approx(clip.duration_s, abs=0.05)
    assert clip.duration_s == pytest.approx(request.duration_s, abs=0.5)
    width, height = request.aspect_ratio.size
    assert clip.width / clip.height == pytest.approx(width / height, rel=0.02)


def test_progress_only_grows_and_stays_within_one(model: VideoModel, tmp_path: Path) -> None:
    seen: list[float] = []
    film(model, a_request(), tmp_path / "clip.mp4", seen)
    assert seen == sorted(seen)
    assert all(0 <= fraction <= 1 for fraction in seen)


def test_collecting_again_gives_the_clip_again(model: VideoModel, tmp_path: Path) -> None:
    request = a_request()
    first, second = film(model, request, tmp_path / "a.mp4"), film(model, request, tmp_path / "b.mp4")
    assert first == second
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_cancelling_leaves_no_file_and_no_process(model: VideoModel, tmp_path: Path) -> None:
    request, target = a_request(duration_s=20.0), tmp_path / "clip.mp4"

    def stop(fraction: float) -> None:
        if fraction > 0.02:
            raise Cancelled("The job was cancelled.")

    with pytest.raises(Cancelled):
        model.collect(model.submit(request), request, target, stop)
    assert list(tmp_path.iterdir()) == []
    assert _gone_soon(str(tmp_path))


def _gone_soon(path: str) -> bool:
    """No process works on that path any more; ffmpeg may take a moment to see its input end."""
    for _ in range(100):
        if not any(path in " ".join(_command(process)) for process in psutil.process_iter()):
            return True
        time.sleep(0.1)
    return False


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.Error:
        return []


@pytest.mark.parametrize(
    "words",
    [
        '{\\an8}%{pts} "it\'s" \\N; rm -rf /',
        "line\nbreak\ttab\x07bell 🎉🔥👩‍🚒 שלום לכם 今すぐ電話",
        "W" * 200,
    ],
)
def test_any_key_words_make_a_clip(model: VideoModel, tmp_path: Path, words: str) -> None:
    clip = film(model, a_request(key_words=words, duration_s=0.2), tmp_path / "clip.mp4")
    assert clip.duration_s > 0


@pytest.mark.parametrize("ratio", [AspectRatio.SQUARE, AspectRatio.LANDSCAPE])
def test_any_shape_can_be_asked_for(model: VideoModel, tmp_path: Path, ratio: AspectRatio) -> None:
    clip = film(model, a_request(aspect_ratio=ratio, duration_s=0.2), tmp_path / "clip.mp4")
    wanted, given = ratio.size.width / ratio.size.height, clip.width / clip.height
    assert min(wanted, given) / max(wanted, given) > 0.5  # a crop keeps more than half
