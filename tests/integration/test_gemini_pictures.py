"""Pictures by Gemini: what is asked, what is kept, what a person sees when none comes."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.errors import (
    AppError,
    ContentRefused,
    InvalidInput,
    MediaError,
    OutcomeUnknown,
    ProviderRejected,
    QuotaExceeded,
    StorageError,
)
from core.models import AspectRatio
from core.providers.catalogue import load_catalogue
from core.providers.google.access import Route
from core.providers.image.base import PictureRequest
from core.providers.image.gemini import GeminiPictures
from tests.fakes.google import faults
from tests.fakes.google.filming import TODAY, cloud_access
from tests.fakes.google.server import FakeGoogle

REQUEST = PictureRequest(prompt="A cup on a table", aspect_ratio=AspectRatio.PORTRAIT, seed=3)
MODEL = "gemini-3.1-flash-image"


@pytest.fixture(params=list(Route))
def model(
    request: pytest.FixtureRequest, fake_google: FakeGoogle, tmp_path_factory: pytest.TempPathFactory
) -> GeminiPictures:
    return a_model(fake_google, tmp_path_factory.mktemp("account"), request.param)


def a_model(google: FakeGoogle, folder: Path, route: Route = Route.KEY, **options: Any) -> GeminiPictures:
    card = load_catalogue().model(options.pop("model_name", MODEL))
    return GeminiPictures(cloud_access(google, folder), route, card, today=lambda: TODAY, **options)


@pytest.mark.parametrize("ratio", AspectRatio)
def test_a_picture_is_kept_as_a_jpeg_of_the_asked_shape_at_the_catalogues_price(
    model: GeminiPictures, tmp_path: Path, ratio: AspectRatio
) -> None:
    request = REQUEST.model_copy(update={"aspect_ratio": ratio})
    picture = model.make(request, tmp_path / "p.jpg")
    with Image.open(tmp_path / "p.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (picture.width, picture.height))
    assert picture.width / picture.height == pytest.approx(ratio.size.width / ratio.size.height, rel=0.01)
    assert picture.cost_usd == model.price_usd(request) == 0.067


def test_what_is_asked(fake_google: FakeGoogle, tmp_path: Path) -> None:
    Image.new("RGB", (80, 80), (9, 9, 9)).save(tmp_path / "mug.png")
    model = a_model(fake_google, tmp_path, open_picture=lambda name: tmp_path / f"{name}.png")
    model.make(REQUEST.model_copy(update={"reference_pictures": ("mug",)}), tmp_path / "p.jpg")
    (call,) = fake_google.calls
    reference, words = call.body["contents"][0]["parts"]
    assert reference["inlineData"]["mimeType"] == "image/jpeg"
    assert words["text"].startswith("A cup on a table") and "without any text" in words["text"]
    assert call.body["generationConfig"] == {
        "responseModalities": ["TEXT", "IMAGE"],
        "seed": 3,
        "imageConfig": {"aspectRatio": "9:16", "imageSize": "1K"},
    }


def test_a_model_without_a_price_is_said_before_anything_is_paid(
    fake_google: FakeGoogle, tmp_path: Path
) -> None:
    model = a_model(fake_google, tmp_path, model_name="gemini-nano-banana-2.1")
    with pytest.raises(InvalidInput, match="price"):
        model.make(REQUEST, tmp_path / "p.jpg")
    assert fake_google.calls == []


def an_answer(finish: str = "STOP", *parts: dict[str, Any]) -> faults.Fault:
    content = {"content": {"role": "model", "parts": list(parts)}} if parts else {}
    return faults.answer({"candidates": [{**content, "finishReason": finish}]})


def a_picture_of(data: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(data).decode()}}


BAD: dict[str, tuple[faults.Fault, type[AppError], str]] = {
    "prompt blocked": (
        faults.answer({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}),
        ContentRefused,
        "prohibited content",
    ),
    "answer blocked": (an_answer("IMAGE_SAFETY"), ContentRefused, "image safety"),
    "words alone": (an_answer("STOP", {"text": "I cannot."}), ProviderRejected, "without a picture"),
    "nothing": (faults.answer({}), ProviderRejected, "without a picture"),
    "no picture": (an_answer("STOP", a_picture_of(b"GIF89a" + b"\x00" * 50)), MediaError, "damaged"),
    "429": (faults.quota_exceeded(9), QuotaExceeded, "quota"),
    "403": (faults.forbidden(), ProviderRejected, "credentials"),
    "404": (faults.retired_model(MODEL), ProviderRejected, "not found"),
    "cut": (faults.cut(), OutcomeUnknown, "broke"),
    "html": (faults.html(), OutcomeUnknown, "may or may not"),
}


@pytest.mark.parametrize(("fault", "error", "said"), BAD.values(), ids=BAD)
def test_a_bad_answer_ends_in_one_clear_error_and_no_file(
    fake_google: FakeGoogle,
    model: GeminiPictures,
    tmp_path: Path,
    fault: faults.Fault,
    error: type[AppError],
    said: str,
) -> None:
    fake_google.fail_next(":generateContent", fault)
    with pytest.raises(error, match=said) as caught:
        model.make(REQUEST, tmp_path / "p.jpg")
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []
    assert len(fake_google.calls_to(":generateContent")) == 1


def test_a_folder_that_cannot_be_written_is_a_storage_error(model: GeminiPictures, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError):
        model.make(REQUEST, tmp_path / "file" / "p.jpg")
