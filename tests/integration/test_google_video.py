"""Veo and Omni over the wire: what is asked, what is paid, and how a clip comes."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from PIL import Image

from core.errors import (
    InvalidInput,
    NotFound,
    ProviderRejected,
)
from core.models import AspectRatio
from core.providers.google.access import GoogleAccess, Route
from core.providers.video.base import VideoModel
from core.providers.video.google.bucket import Bucket
from tests.fakes.google.film import mp4
from tests.fakes.google.filming import REQUEST, access_to, cloud_access, collect, omni, submits, veo
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import (
    Ending,
    FakeCamera,
)


@pytest.fixture(autouse=True)
def camera(fake_google: FakeGoogle) -> FakeCamera:
    return FakeCamera.fresh(fake_google)


@pytest.fixture
def access(fake_google: FakeGoogle, tmp_path_factory: pytest.TempPathFactory) -> GoogleAccess:
    return cloud_access(fake_google, tmp_path_factory.mktemp("account"))


@pytest.fixture(params=["veo", "omni by key", "omni by cloud"])
def model(request: pytest.FixtureRequest, access: GoogleAccess) -> VideoModel:
    if request.param == "veo":
        return veo(access)
    return omni(access, Route.KEY if request.param == "omni by key" else Route.CLOUD, resolution="360p")


# ---- what is asked ----------------------------------------------------------------------------


def test_veo_is_asked_for_the_next_longer_clip_without_sound(
    fake_google: FakeGoogle, access: GoogleAccess
) -> None:
    model = veo(access)
    model.submit(REQUEST)
    (call,) = fake_google.calls_to(":predictLongRunning")
    assert "/locations/us-central1/publishers/google/models/veo-3.1-fast-generate-001" in call.path
    assert call.body == {
        "instances": [{"prompt": "A cup on a table"}],
        "parameters": {
            "sampleCount": 1,
            "durationSeconds": 6,
            "seed": 7,
            "aspectRatio": "9:16",
            "resolution": "720p",
            "personGeneration": "allow_adult",
            "negativePrompt": "text, logos",
            "generateAudio": False,
        },
    }


def test_omni_is_asked_in_the_background_for_a_file_and_without_a_negative_prompt(
    fake_google: FakeGoogle, access: GoogleAccess
) -> None:
    omni(access, Route.KEY).submit(REQUEST)
    (call,) = fake_google.calls_to("/interactions")
    assert call.body == {
        "model": "gemini-omni-1.2-flash",
        "background": True,
        "input": "Single continuous shot. A cup on a table No dialogue.",
        "generationConfig": {"seed": 7, "videoConfig": {"task": "text_to_video"}},
        "responseFormat": {
            "type": "video",
            "aspectRatio": "9:16",
            "delivery": "uri",
            "duration": "5s",
            "resolution": "720p",
        },
    }


def test_a_model_without_seeds_is_sent_none(fake_google: FakeGoogle, access: GoogleAccess) -> None:
    omni(access, Route.KEY, "gemini-omni-1.1-flash").submit(REQUEST)
    assert "seed" not in fake_google.calls[-1].body["generationConfig"]


@pytest.mark.parametrize(
    ("ratio", "asked"), [("9:16", "9:16"), ("4:5", "9:16"), ("1:1", "16:9"), ("16:9", "16:9")]
)
def test_the_nearest_shape_that_it_films_is_asked(
    fake_google: FakeGoogle, access: GoogleAccess, ratio: str, asked: str
) -> None:
    request = REQUEST.model_copy(update={"aspect_ratio": AspectRatio(ratio)})
    veo(access).submit(request)
    assert fake_google.calls[-1].body["parameters"]["aspectRatio"] == asked


@pytest.mark.parametrize(("wanted_s", "asked_s"), [(0.5, 4), (4.0, 4), (4.1, 6), (8.0, 8), (30.0, 8)])
def test_lengths_are_those_of_the_catalogue(
    fake_google: FakeGoogle, access: GoogleAccess, wanted_s: float, asked_s: int
) -> None:
    model = veo(access)
    request = REQUEST.model_copy(update={"duration_s": wanted_s})
    assert model.price_usd(request) == pytest.approx(asked_s * 0.08)
    model.submit(request)
    assert fake_google.calls[-1].body["parameters"]["durationSeconds"] == asked_s


def test_pictures_go_along_without_what_the_camera_wrote_beside_them(
    fake_google: FakeGoogle, access: GoogleAccess, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    Image.new("RGB", (90, 160), (200, 0, 0)).save(tmp_path / "p.jpg", exif=exif)
    request = REQUEST.model_copy(
        update={"first_frame": "p", "last_frame": "p", "reference_pictures": ("p", "p", "p")}
    )
    options = {"open_picture": lambda name: tmp_path / f"{name}.jpg"}
    model = veo(access, "veo-3.1-generate-001", **options)
    model.submit(request)
    body = fake_google.calls[-1].body
    instance = body["instances"][0]
    assert instance["image"]["mimeType"] == instance["lastFrame"]["mimeType"] == "image/jpeg"
    assert [each["referenceType"] for each in instance["referenceImages"]] == ["ASSET"] * 3
    assert body["parameters"]["durationSeconds"] == 8  # with reference pictures Veo films 8 s only

    omni(access, Route.KEY, **options).submit(request)
    body = fake_google.calls[-1].body
    content = body["input"][0]["content"]
    assert [part["type"] for part in content] == ["image"] * 5 + ["text"]
    assert content[-1]["text"].startswith("<FIRST_FRAME> <LAST_FRAME> <IMAGE_REF_1>")
    assert body["generationConfig"]["videoConfig"]["task"] == "image_to_video"
    assert b"SECRET-CAMERA" not in base64.b64decode(content[0]["data"])


def test_a_picture_that_is_gone_is_said_before_anything_is_paid(
    fake_google: FakeGoogle, model: VideoModel
) -> None:
    with pytest.raises(NotFound):
        model.submit(REQUEST.model_copy(update={"first_frame": "gone"}))
    assert submits(fake_google) == 0


def test_the_model_id_changes_with_all_that_changes_the_clip(fake_google: FakeGoogle) -> None:
    access = access_to(fake_google)
    models = [
        veo(access),
        veo(access, resolution="1080p"),
        veo(access, wants_audio=True),
        veo(access, "veo-3.1-generate-001"),
        omni(access, Route.KEY),
    ]
    assert len({each.model_id for each in models}) == len(models)
    by_key, by_cloud = omni(access, Route.KEY), omni(access, Route.CLOUD)
    assert by_key.model_id == by_cloud.model_id


def test_a_resolution_that_it_does_not_film_is_said_before_anything_is_paid(fake_google: FakeGoogle) -> None:
    with pytest.raises(InvalidInput, match="4k"):
        veo(access_to(fake_google), resolution="4k").submit(REQUEST)
    assert fake_google.calls == []


# ---- the way of a clip ------------------------------------------------------------------------


def test_a_clip_is_paid_once_and_can_be_collected_by_another_process(
    fake_google: FakeGoogle, access: GoogleAccess, camera: FakeCamera, tmp_path: Path
) -> None:
    camera.polls_needed = 2
    first, second = (veo(access) for _ in range(2))
    operation = first.submit(REQUEST)
    target = tmp_path / "out" / "clip.mp4"
    assert first.collect(operation, REQUEST, target, lambda _: None) is None
    assert second.collect(operation, REQUEST, target, lambda _: None) is None
    assert not target.exists()
    clip = collect(second, operation, target)
    assert (clip.duration_s, clip.width, clip.height, clip.has_audio) == (6.0, 720, 1280, False)
    assert clip.cost_usd == first.price_usd(REQUEST) == pytest.approx(6 * 0.08)
    assert submits(fake_google) == 1


def test_clips_in_a_bucket_are_fetched_from_there(
    fake_google: FakeGoogle, access: GoogleAccess, tmp_path: Path
) -> None:
    bucket = Bucket("gs://our-bucket/clips", access.credentials_file, fake_google.url)
    for model in (veo(access, bucket=bucket), omni(access, Route.CLOUD, bucket=bucket, resolution="360p")):
        clip = collect(model, model.submit(REQUEST), tmp_path / "clip.mp4")
        assert clip.duration_s >= 5
    assert len(fake_google.calls_to("/storage/v1/b/our-bucket/o/clips")) == 2


def test_a_clip_outside_our_bucket_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(ProviderRejected, match="outside"):
        Bucket("gs://our-bucket/clips").fetch("gs://another/clip.mp4", tmp_path / "clip.mp4")


def test_an_interaction_can_be_cancelled(fake_google: FakeGoogle, access: GoogleAccess) -> None:
    model = omni(access, Route.KEY)
    model.cancel(model.submit(REQUEST))
    assert fake_google.calls[-1].path.endswith("/cancel")


def test_another_length_and_size_than_asked_is_taken_as_it_is(
    camera: FakeCamera, model: VideoModel, tmp_path: Path
) -> None:
    camera.endings.append(Ending(spoil=lambda _: mp4(2.0, (320, 180), sound=False)))
    clip = collect(model, model.submit(REQUEST), tmp_path / "clip.mp4")
    assert (clip.duration_s, clip.width, clip.height, clip.has_audio) == (2.0, 320, 180, False)
    assert clip.cost_usd == model.price_usd(REQUEST)
