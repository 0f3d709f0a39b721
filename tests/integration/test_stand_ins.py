"""Who films when Veo cannot: what it costs, that it is said, and that nothing is paid twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import MediaError, ProviderRejected
from core.providers.catalogue import load_catalogue
from core.providers.prices import utc_today
from core.settings import Fallback
from core.studio import Studio
from tests.fakes.google import faults
from tests.fakes.google.filming import submits
from tests.fakes.google.server import FakeGoogle
from tests.fakes.google.video import Ending, FakeCamera, failed
from tests.integration.test_google_jobs import google_studio, made

ORDERS = (":predictLongRunning", "/interactions")
PICTURE_USD = load_catalogue().model("gemini-3.1-flash-image").images_price_usd(1, on=utc_today())


@pytest.fixture
def camera(fake_google: FakeGoogle) -> FakeCamera:
    return FakeCamera.fresh(fake_google)


@pytest.fixture(params=[Fallback.ALL])
def studio(request: pytest.FixtureRequest, fake_google: FakeGoogle, tmp_path: Path) -> Iterator[Studio]:
    with google_studio(fake_google, tmp_path, fallback=request.param, video_resolution="720p") as opened:
        yield opened


def nobody_films(google: FakeGoogle) -> None:
    for order in ORDERS:
        google.fail_next(order, *[faults.forbidden() for _ in range(20)])


def pictures(google: FakeGoogle) -> int:
    return len(google.calls_to("-image:generateContent"))


def spent_usd(studio: Studio) -> float:
    return sum(charge.spent_usd for charge in studio.charges(1) if charge.kind in ("video", "image"))


@pytest.mark.parametrize("studio", [Fallback.PICTURES], indirect=True)
def test_where_nobody_films_the_camera_moves_over_a_picture_that_is_paid_once(
    fake_google: FakeGoogle, studio: Studio
) -> None:
    video_id = made(studio)
    nobody_films(fake_google)
    take = studio.regenerate(video_id, 1)
    assert (take.provider, take.made_by, take.is_fallback) == ("still_move", "still-move-1", True)
    assert take.cost_usd == pytest.approx(PICTURE_USD)
    assert spent_usd(studio) == pytest.approx(PICTURE_USD)
    assert (take.width, take.height, pictures(fake_google)) == (1080, 1920, 1)
    studio.clear_cache()
    again = studio.regenerate(video_id, 1)  # a new seed is another picture
    assert (again.cost_usd, pictures(fake_google)) == (pytest.approx(PICTURE_USD), 2)


@pytest.mark.parametrize("studio", [Fallback.MODELS], indirect=True)
def test_a_picture_stands_in_only_where_that_is_allowed(fake_google: FakeGoogle, studio: Studio) -> None:
    video_id = made(studio)
    nobody_films(fake_google)
    with pytest.raises(Exception, match="credentials") as caught:
        studio.regenerate(video_id, 1)
    assert "still-move-1" in str(getattr(caught.value, "hint", ""))
    assert pictures(fake_google) == 0


def test_when_no_picture_can_be_had_the_scene_is_drawn(fake_google: FakeGoogle, studio: Studio) -> None:
    video_id = made(studio)
    nobody_films(fake_google)
    fake_google.fail_next("-image:generateContent", *[faults.forbidden()] * 5)
    take = studio.regenerate(video_id, 1)
    assert (take.provider, take.cost_usd, spent_usd(studio)) == ("animatic", 0, 0)


def test_an_operation_that_fails_is_ordered_from_the_next_model(
    fake_google: FakeGoogle, studio: Studio, camera: FakeCamera
) -> None:
    video_id = made(studio)
    camera.endings.append(failed(13, "Internal error."))
    take = studio.regenerate(video_id, 1)
    assert (take.provider, take.is_fallback, submits(fake_google)) == ("omni", True, 2)
    assert spent_usd(studio) == pytest.approx(take.cost_usd)


def test_a_spoilt_clip_was_paid_so_what_stands_in_is_free(
    fake_google: FakeGoogle, studio: Studio, camera: FakeCamera
) -> None:
    video_id = made(studio)
    price_usd = studio.price(video_id).items[0].price_usd
    camera.endings.append(Ending(spoil=lambda clip: clip[: len(clip) // 3]))
    take = studio.regenerate(video_id, 1)
    assert (take.provider, submits(fake_google), pictures(fake_google)) == ("animatic", 1, 0)
    assert take.cost_usd == pytest.approx(price_usd) == spent_usd(studio)


@pytest.mark.parametrize("studio", [Fallback.NONE], indirect=True)
@pytest.mark.parametrize(
    ("ending", "error"),
    [(failed(13, "Internal error."), ProviderRejected), (Ending(spoil=lambda _: b"x"), MediaError)],
    ids=["failed", "spoilt"],
)
def test_where_nothing_may_stand_in_the_error_is_shown(
    studio: Studio, camera: FakeCamera, ending: Ending, error: type[Exception]
) -> None:
    video_id = made(studio)
    camera.endings.append(ending)
    with pytest.raises(error):
        studio.regenerate(video_id, 1)
