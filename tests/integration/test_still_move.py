"""A still filmed with a moving camera: every picture, every move, smooth and of the exact length."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from core.errors import Cancelled, InvalidInput, StorageError
from core.models import FrameSize
from core.providers.video.base import FilmedClip
from core.providers.video.camera import CameraMove
from core.providers.video.still_move import film_still
from core.providers.video.still_move.plate import Plate
from core.providers.video.still_move.shot import Slack, view_at

PORTRAIT = FrameSize(180, 320)
LANDSCAPE = FrameSize(320, 180)
RED, GREEN, BLUE = (220, 40, 40), (40, 200, 60), (40, 60, 220)

Colour = tuple[int, int, int]


def a_picture(path: Path, size: tuple[int, int] = (400, 711), **saved: object) -> Path:
    """Smooth noise: detail everywhere, so that any motion can be measured."""
    noise = np.random.default_rng(5).random((size[1] // 8 + 2, size[0] // 8 + 2, 3)).astype(np.float32)
    pixels = cv2.resize(noise * 255, size, interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path, **saved)  # type: ignore[arg-type]
    return path


def halves(top: Colour, bottom: Colour, size: tuple[int, int] = (200, 400)) -> Image.Image:
    image = Image.new("RGB", size, top)
    image.paste(bottom, (0, size[1] // 2, size[0], size[1]))
    return image


def film(
    picture: Path, tmp_path: Path, move: CameraMove = CameraMove.PUSH_IN, **others: object
) -> FilmedClip:
    values: dict[str, object] = {"duration_s": 1.0, "size": PORTRAIT, "on_fraction": lambda _: None}
    return film_still(picture, move, target=tmp_path / "clip.mp4", **(values | others))  # type: ignore[arg-type]


def frames(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        return [
            f.to_ndarray(format="rgb24", src_colorspace="ITU709").astype(np.uint8)
            for f in container.decode(video=0)
        ]


def colour_at(frame: NDArray[np.uint8], x: float, y: float) -> NDArray[np.float64]:
    """The mean colour around a place given in shares of the frame."""
    row, column = round(y * frame.shape[0]), round(x * frame.shape[1])
    return np.asarray(frame[row - 4 : row + 4, column - 4 : column + 4].mean(axis=(0, 1)))


def is_near(colour: NDArray[np.float64], wanted: Colour) -> bool:
    return bool(np.abs(colour - np.array(wanted)).max() < 25)


def plate_of(image: Image.Image, tmp_path: Path, size: FrameSize = PORTRAIT, **saved: object) -> Plate:
    path = tmp_path / "picture.png"
    image.save(path, **saved)  # type: ignore[arg-type]
    return Plate.of(path, size)


def seen(plate: Plate) -> NDArray[np.uint8]:
    return plate.seen(view_at(CameraMove.PULL_BACK, 1.0, 1.0, plate.slack))


@pytest.mark.parametrize(("duration_s", "count"), [(0.01, 1), (1 / 3, 10), (1.0, 30), (2.53, 76)])
def test_the_clip_has_exactly_its_frames_and_size(tmp_path: Path, duration_s: float, count: int) -> None:
    clip = film(a_picture(tmp_path / "p.png"), tmp_path, duration_s=duration_s)
    shown = frames(tmp_path / "clip.mp4")
    assert len(shown) == count
    assert shown[0].shape == (320, 180, 3)
    assert (clip.width, clip.height, clip.fps, clip.has_audio) == (180, 320, 30, False)
    assert clip.duration_s == pytest.approx(count / 30)


@pytest.mark.parametrize("move", CameraMove)
def test_no_move_ever_stands_still_or_jumps(tmp_path: Path, move: CameraMove) -> None:
    plate = Plate.of(a_picture(tmp_path / "p.png"), PORTRAIT)
    shot = [plate.seen(view_at(move, i / 30, 4.0, plate.slack)).astype(float) for i in range(120)]
    change = np.array([np.abs(b - a).mean() for a, b in itertools.pairwise(shot)])
    assert change.min() > 0.02
    assert np.abs(np.diff(change)).max() < 0.25 * change.max() + 0.1


def test_a_pan_moves_by_fractions_of_a_pixel_without_trembling(tmp_path: Path) -> None:
    plate = Plate.of(a_picture(tmp_path / "p.png"), PORTRAIT)
    shot = [
        plate.seen(view_at(CameraMove.PAN_RIGHT, i / 30, 4.0, plate.slack)).astype(np.float32).mean(axis=2)
        for i in range(120)
    ]
    steps = [shift_px(a, b) for a, b in itertools.pairwise(shot)]
    assert all(-0.4 < step < -0.08 for step in steps)  # the picture goes left, never back
    assert np.abs(np.diff(steps)).max() < 0.05
    travelled = -sum(steps) / 180
    assert travelled == pytest.approx(0.14, abs=0.01)


def shift_px(before: NDArray[np.float32], after: NDArray[np.float32]) -> float:
    """How far the picture moved to the right, by least squares (Lucas and Kanade)."""
    slope = (np.gradient(before, axis=1) + np.gradient(after, axis=1)) / 2
    return float(-(slope * (after - before)).sum() / (slope * slope).sum())


@pytest.mark.parametrize("move", CameraMove)
@pytest.mark.parametrize("slack", [Slack(), Slack(x=0.9), Slack(y=0.6)])
def test_no_view_ever_leaves_the_plate(move: CameraMove, slack: Slack) -> None:
    for duration_s in (0.03, 0.5, 4.0, 60.0):
        for i in range(41):
            view = view_at(move, duration_s * i / 40, duration_s, slack)
            assert abs(view.x) <= ((1 + slack.x) * view.zoom - 1) / 2 + 1e-9
            assert abs(view.y) <= ((1 + slack.y) * view.zoom - 1) / 2 + 1e-9


def test_a_push_ends_closer_and_a_pull_ends_wider(tmp_path: Path) -> None:
    image = Image.new("RGB", (360, 640), BLUE)
    image.paste(RED, (90, 160, 270, 480))
    image.save(tmp_path / "p.png")
    for move, grows in ((CameraMove.PUSH_IN, True), (CameraMove.PULL_BACK, False)):
        film(tmp_path / "p.png", tmp_path, move, duration_s=3.0)
        shown = frames(tmp_path / "clip.mp4")
        first, last = (float((f[..., 0] > f[..., 2]).mean()) for f in (shown[0], shown[-1]))
        assert (last > first * 1.1) == grows
        assert min(first, last) == pytest.approx(0.25, abs=0.02)


def test_a_tilt_up_ends_higher_in_the_picture(tmp_path: Path) -> None:
    halves(RED, BLUE, (180, 420)).save(tmp_path / "p.png")
    film(tmp_path / "p.png", tmp_path, CameraMove.TILT_UP, duration_s=3.0)
    shown = frames(tmp_path / "clip.mp4")
    first, last = (float((f[..., 0] > f[..., 2]).mean()) for f in (shown[0], shown[-1]))
    assert last > first + 0.08


def test_a_near_shape_covers_the_frame(tmp_path: Path) -> None:
    frame = seen(plate_of(halves(RED, BLUE, (300, 400)), tmp_path))
    for x, y, wanted in ((0.05, 0.05, RED), (0.95, 0.05, RED), (0.05, 0.95, BLUE), (0.95, 0.95, BLUE)):
        assert is_near(colour_at(frame, x, y), wanted)


def test_a_portrait_in_a_landscape_is_shown_whole_before_a_dark_soft_copy(tmp_path: Path) -> None:
    frame = seen(plate_of(halves(RED, BLUE, (225, 400)), tmp_path, LANDSCAPE))
    assert is_near(colour_at(frame, 0.5, 0.06), RED)
    assert is_near(colour_at(frame, 0.5, 0.94), BLUE)
    side = colour_at(frame, 0.05, 0.1)
    assert side[0] > side[2] and side.max() < 0.7 * max(RED)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright_however_the_camera_was_held(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (180, 320), GREEN)
    upright.paste(RED, (0, 0, 90, 160))  # top left
    stored = upright.transpose(_STORED[orientation]) if orientation in _STORED else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "p.jpg", exif=exif, quality=95, subsampling=0)
    frame = seen(Plate.of(tmp_path / "p.jpg", PORTRAIT))
    assert is_near(colour_at(frame, 0.2, 0.2), RED)
    assert all(is_near(colour_at(frame, x, y), GREEN) for x, y in ((0.8, 0.2), (0.2, 0.8), (0.8, 0.8)))


_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _see_through() -> Image.Image:
    image = Image.new("RGBA", (180, 320), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 180, 160))
    return image


def _sixteen_bits() -> Image.Image:
    grey = np.full((320, 180), 60 * 257, np.uint16)
    grey[:160] = 200 * 257
    return Image.fromarray(grey)


def _one_bit() -> Image.Image:
    image = Image.new("1", (180, 320), 0)
    image.paste(1, (0, 0, 180, 160))
    return image


def _palette_with_a_hole() -> Image.Image:
    image = halves(RED, BLUE, (180, 320)).quantize(4)
    image.info["transparency"] = image.getpixel((0, 319))
    return image


WHITE = (255, 255, 255)


@pytest.mark.parametrize(
    ("image", "top", "bottom"),
    [
        (_see_through(), RED, WHITE),
        (_sixteen_bits(), (200, 200, 200), (60, 60, 60)),
        (_one_bit(), WHITE, (0, 0, 0)),
        (halves(RED, BLUE, (180, 320)).quantize(4), RED, BLUE),
        (_palette_with_a_hole(), RED, WHITE),
        (halves(RED, BLUE, (180, 320)).convert("L").convert("LA"), (94, 94, 94), (72, 72, 72)),
    ],
    ids=["alpha", "16 bits", "1 bit", "palette", "palette with a hole", "grey with alpha"],
)
def test_every_kind_of_pixel_keeps_its_colour(
    tmp_path: Path, image: Image.Image, top: Colour, bottom: Colour
) -> None:
    frame = seen(plate_of(image, tmp_path))
    assert is_near(colour_at(frame, 0.5, 0.2), top)
    assert is_near(colour_at(frame, 0.5, 0.8), bottom)


def test_a_cmyk_jpeg_and_an_animated_webp_are_pictures_too(tmp_path: Path) -> None:
    halves(RED, BLUE, (180, 320)).convert("CMYK").save(tmp_path / "p.jpg", quality=95)
    still = halves(RED, BLUE, (180, 320))
    still.save(tmp_path / "p.webp", save_all=True, append_images=[halves(BLUE, RED, (180, 320))])
    for name in ("p.jpg", "p.webp"):
        frame = seen(Plate.of(tmp_path / name, PORTRAIT))
        top = colour_at(frame, 0.5, 0.2)
        assert top[0] > top[2] + 100


def test_a_damaged_colour_profile_is_ignored_and_a_good_one_is_used(tmp_path: Path) -> None:
    image = halves(RED, BLUE, (180, 320))
    good = io.BytesIO(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()).getvalue()
    for profile in (b"not a profile", good):
        frame = seen(plate_of(image, tmp_path, icc_profile=profile))
        assert is_near(colour_at(frame, 0.5, 0.2), RED)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (64, 64)])
def test_tiny_and_extreme_pictures_make_a_clip(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, RED).save(tmp_path / "p.png")
    clip = film(tmp_path / "p.png", tmp_path, duration_s=0.2)
    assert (clip.width, clip.height) == PORTRAIT
    red, green, blue = frames(tmp_path / "clip.mp4")[-1].mean(axis=(0, 1))
    assert red > 100 > 3 * max(green, blue) - 50


def test_forty_megapixels_are_reduced_on_the_way_in(tmp_path: Path) -> None:
    Image.new("RGBA", (8000, 5000), (*RED, 255)).save(tmp_path / "p.png", compress_level=1)
    plate = Plate.of(tmp_path / "p.png", PORTRAIT)
    assert plate.pixels.nbytes < 2_000_000
    assert is_near(colour_at(seen(plate), 0.5, 0.5), RED)


def _a_bomb(path: Path) -> None:
    Image.new("1", (9000, 9000)).save(path)


def _an_svg(path: Path) -> None:
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>")


def _half_a_picture(path: Path) -> None:
    a_picture(path)
    path.write_bytes(path.read_bytes()[:3000])


@pytest.mark.parametrize(
    "spoil",
    [_a_bomb, _an_svg, _half_a_picture, lambda p: p.write_bytes(b""), lambda _: None],
    ids=["too large", "another format", "cut short", "empty", "missing"],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(tmp_path: Path, spoil: object) -> None:
    picture = tmp_path / "p.png"
    spoil(picture)  # type: ignore[operator]
    with pytest.raises(InvalidInput, match=r"p\.png") as caught:
        film(picture, tmp_path)
    assert caught.value.hint
    assert [f for f in tmp_path.iterdir() if f != picture] == []


def test_stopping_leaves_no_file(tmp_path: Path) -> None:
    def stop(fraction: float) -> None:
        if fraction > 0.02:
            raise Cancelled("The job was cancelled.")

    picture = a_picture(tmp_path / "p.png")
    with pytest.raises(Cancelled):
        film(picture, tmp_path, duration_s=30.0, on_fraction=stop)
    assert list(tmp_path.iterdir()) == [picture]


def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    picture = a_picture(tmp_path / "p.png")
    with pytest.raises(StorageError):
        film_still(picture, CameraMove.STATIC, 0.2, PORTRAIT, tmp_path / "file" / "c.mp4", lambda _: None)


def test_the_same_still_is_filmed_the_same_every_time(tmp_path: Path) -> None:
    picture = a_picture(tmp_path / "p.png")
    film(picture, tmp_path, duration_s=0.5)
    first = (tmp_path / "clip.mp4").read_bytes()
    film(picture, tmp_path, duration_s=0.5)
    assert (tmp_path / "clip.mp4").read_bytes() == first
