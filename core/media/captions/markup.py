"""ASS markup in small pieces, and the one place where text becomes ASS.

libass reads `\\{` and `\\}` as braces and a lone backslash as itself, unless the letter after
it makes a command of it (`\\N`, `\\h`). A word joiner after every backslash keeps the two apart;
libass never draws that character (it skips U+2060 to U+2063 when it sets glyphs). So any
text is drawn as it is and no override in it ever runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.media.captions.track import Run

MAIN_FAMILY = "FiraGO"
_JOINER = "\u2060"
_TO_RIGHT, _TO_LEFT = "\u200e", "\u200f"


def escaped(text: str) -> str:
    """Text that libass draws literally."""
    return text.replace("\\", "\\" + _JOINER).replace("{", "\\{").replace("}", "\\}")


def text(runs: Sequence[Run]) -> str:
    """Runs with their faces and sizes named."""
    return "".join(
        f"{{\\fn{run.family}\\fs{run.size_px:g}\\b{int(run.bold)}}}{escaped(run.text)}" for run in runs
    )


def at(x_px: float, y_px: float, *, anchor: int) -> str:
    """Place: `anchor` as on a number pad, 2 = bottom centre, 5 = middle, 7 = top left."""
    return f"\\an{anchor}\\pos({x_px:.1f},{y_px:.1f})"


def fill(rgb: str, alpha: int = 0) -> str:
    """Colour of the letters; alpha 0 is solid, 255 invisible."""
    return f"\\1c{colour(rgb)}\\1a&H{alpha:02X}&"


def outline(px: float, rgb: str = "000000", alpha: int = 0, blur: float = 0.0) -> str:
    """A line around the letters."""
    return f"\\bord{px:.1f}\\3c{colour(rgb)}\\3a&H{alpha:02X}&\\blur{blur:.1f}"


def sweep(duration_s: float, rgb: str) -> str:
    """The letters change from `rgb` to their own colour from left to right, from now on."""
    return f"\\2c{colour(rgb)}\\kf{max(1, round(duration_s * 100))}"


def colour(rgb: str) -> str:
    """`RRGGBB` in the order of ASS."""
    return f"&H{rgb[4:6]}{rgb[2:4]}{rgb[0:2]}&"


def direction(right_to_left: bool) -> str:
    """A mark without ink that sets the direction of a line, whatever its first letter is."""
    return _TO_LEFT if right_to_left else _TO_RIGHT


def rounded_box(width_px: float, height_px: float, radius_px: float) -> str:
    """A drawing of a rectangle with round corners, its top left at 0,0."""
    width, height = round(width_px), round(height_px)
    r = round(min(radius_px, width / 2, height / 2))
    k = round(r * 0.45)  # the rest of the handle of a cubic curve that comes close to a quarter circle
    return (
        f"m {r} 0 l {width - r} 0 b {width - k} 0 {width} {k} {width} {r} "
        f"l {width} {height - r} b {width} {height - k} {width - k} {height} {width - r} {height} "
        f"l {r} {height} b {k} {height} 0 {height - k} 0 {height - r} "
        f"l 0 {r} b 0 {k} {k} 0 {r} 0"
    )
