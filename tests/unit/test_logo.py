"""A logo stands out on any ground, in a corner that no platform covers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.errors import MediaError
from core.media.logo import MOST_HIGH, MOST_WIDE, draw_mark, place_of
from core.media.safe_zones import safe_zone
from core.models import AspectRatio, Corner, FrameSize, Platform

SIZE = FrameSize(540, 960)


def logo(path: Path, tone: int, size: tuple[int, int] = (400, 160)) -> Path:
    """A disc and a bar of one tone on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((30, 30, 130, 130), fill=(tone, tone, tone, 255))
    drawing.rectangle((160, 60, 370, 100), fill=(tone, tone, tone, 255))
    image.save(path)
    return path


def on_ground(mark: Path, tone: int) -> np.ndarray:  # type: ignore[type-arg]  # of bytes
    with Image.open(mark) as drawn:
        ground = Image.new("RGBA", drawn.size, (tone, tone, tone, 255))
        return np.asarray(Image.alpha_composite(ground, drawn).convert("L"), np.int32)


@pytest.mark.parametrize("ground", [0, 128, 255])
@pytest.mark.parametrize("tone", [0, 255])
def test_a_logo_of_any_tone_stands_out_on_any_ground(tmp_path: Path, tone: int, ground: int) -> None:
    draw_mark(logo(tmp_path / "logo.png", tone), tmp_path / "mark.png", SIZE)
    seen = on_ground(tmp_path / "mark.png", ground)
    assert abs(int(seen.max()) - int(seen.min())) > 90, "its edge is beside something of another brightness"
    assert abs(int(seen[0, 0]) - ground) <= 3, "and the halo ends softly before the picture does"


def test_the_empty_border_counts_for_nothing_and_the_shape_stays(tmp_path: Path) -> None:
    wide = draw_mark(logo(tmp_path / "a.png", 255), tmp_path / "m.png", SIZE)
    roomy = draw_mark(logo(tmp_path / "b.png", 255, (2_000, 2_000)), tmp_path / "n.png", SIZE)
    assert wide == roomy
    halo = 4 * round(0.014 * SIZE.width)
    assert (
        wide.width - halo <= MOST_WIDE * SIZE.width + 1 and wide.height - halo <= MOST_HIGH * SIZE.width + 1
    )
    assert (wide.width - halo) / (wide.height - halo) == pytest.approx(341 / 101, rel=0.05)


@pytest.mark.parametrize("corner", list(Corner))
@pytest.mark.parametrize("ratio", list(AspectRatio))
@pytest.mark.parametrize("platform", list(Platform))
def test_its_ink_lies_where_no_platform_covers_it(
    tmp_path: Path, platform: Platform, ratio: AspectRatio, corner: Corner
) -> None:
    size = ratio.size
    mark = draw_mark(logo(tmp_path / "logo.png", 255), tmp_path / "mark.png", size)
    x, y = place_of(mark, size, platform, corner)
    zone, halo = safe_zone(platform, ratio), 2 * round(0.014 * min(size))
    assert x % 2 == y % 2 == 0
    assert x + halo >= zone.left * size.width - 2
    assert x + mark.width - halo <= zone.right * size.width + 2
    assert y + halo >= zone.top * size.height - 2
    assert y + mark.height < 0.45 * size.height, "far above the captions"


def test_a_picture_of_nothing_and_one_without_transparency_are_drawn_as_they_are(tmp_path: Path) -> None:
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(tmp_path / "nothing.png")
    Image.new("RGB", (100, 100), (200, 30, 30)).save(tmp_path / "red.jpg")
    for name in ("nothing.png", "red.jpg"):
        assert min(draw_mark(tmp_path / name, tmp_path / "mark.png", SIZE)) > 0


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n"]
)
def test_a_file_that_is_damaged_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(MediaError, match="logo"):
        draw_mark(tmp_path / "logo.png", tmp_path / "mark.png", SIZE)
    assert not (tmp_path / "mark.png").exists()
