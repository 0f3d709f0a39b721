"""A reader for the few tables of a TrueType or OpenType file that captions need.

It answers three questions no library at hand answers for us: which characters a face
has, what it is called, and how tall libass takes it to be. Everything else about the
file stays closed. A damaged file is refused with MediaError, never with a crash.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from core.errors import MediaError
from core.models import Value

CodeRanges = tuple[tuple[int, int], ...]
"""First and last code point of each covered range, ascending and apart."""

_COLLECTION = b"ttcf"
_NAMES = (16, 1)  # the typographic family, else the plain one
_MAX_FACES = 16


class FaceInfo(Value):
    """What one face of a font file says about itself; heights are fractions of an em.

    `ascent_em` and `descent_em` are OS/2 usWinAscent and usWinDescent: libass, like the
    Windows renderer it imitates, makes their sum the font size of an ASS style.
    """

    family: str
    index: int
    ascent_em: float
    descent_em: float
    ranges: CodeRanges


def read_faces(path: Path) -> tuple[FaceInfo, ...]:
    """The faces of a .ttf, .otf or .ttc. Raises MediaError when it cannot be read."""
    try:
        data = path.read_bytes()
        return tuple(_face(data, start, index) for index, start in enumerate(_face_starts(data)))
    except (OSError, struct.error, StopIteration, KeyError, ValueError, ZeroDivisionError) as error:
        raise MediaError(f"The font {path.name} cannot be read.", "Remove it or install it again.") from error


def _face_starts(data: bytes) -> tuple[int, ...]:
    if data[:4] != _COLLECTION:
        return (0,)
    (count,) = struct.unpack_from(">L", data, 8)
    return struct.unpack_from(f">{min(count, _MAX_FACES)}L", data, 12)


def _face(data: bytes, start: int, index: int) -> FaceInfo:
    tables = _tables(data, start)
    (units_per_em,) = struct.unpack_from(">H", data, tables["head"] + 18)
    ascent, descent = struct.unpack_from(">HH", data, tables["OS/2"] + 74)
    return FaceInfo(
        family=_family(data, tables["name"]),
        index=index,
        ascent_em=ascent / units_per_em,
        descent_em=descent / units_per_em,
        ranges=_merged(_characters(data, tables["cmap"])),
    )


def _tables(data: bytes, start: int) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", data, start + 4)
    rows = (struct.unpack_from(">4sLLL", data, start + 12 + 16 * row) for row in range(count))
    return {tag.decode("latin-1"): offset for tag, _checksum, offset, _length in rows}


def _family(data: bytes, table: int) -> str:
    """The family in English from the Windows records of `name`."""
    count, strings = struct.unpack_from(">HH", data, table + 2)
    found: dict[int, str] = {}
    for row in range(count):
        platform, _encoding, language, name_id, length, offset = struct.unpack_from(
            ">6H", data, table + 6 + 12 * row
        )
        if platform == 3 and language == 0x409:
            begin = table + strings + offset
            found[name_id] = data[begin : begin + length].decode("utf-16-be")
    return next(found[name_id] for name_id in _NAMES if name_id in found)


def _characters(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    """Ranges of the fullest Unicode subtable: format 12 where there is one, else format 4."""
    (count,) = struct.unpack_from(">H", data, table + 2)
    subtables = {}
    for row in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHL", data, table + 4 + 8 * row)
        if platform in (0, 3):
            subtables[struct.unpack_from(">H", data, table + offset)[0]] = table + offset
    return _format_12(data, subtables[12]) if 12 in subtables else _format_4(data, subtables[4])


def _format_12(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">L", data, start + 12)
    for group in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", data, start + 16 + 12 * group)
        yield first, last


def _format_4(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", data, start + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + twice)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 2 * twice)
    offsets_at = start + 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    for row, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = (
                code if not offsets[row] else _listed(data, offsets_at + 2 * row, offsets[row], code - first)
            )
            if glyph and (glyph + deltas[row]) & 0xFFFF:
                yield code, code


def _listed(data: bytes, at: int, offset: int, step: int) -> int:
    glyph: int = struct.unpack_from(">H", data, at + offset + 2 * step)[0]
    return glyph


def _merged(ranges: Iterator[tuple[int, int]]) -> CodeRanges:
    ordered = sorted(ranges)
    merged = ordered[:1]
    for (_, _before), (first, last) in pairwise(ordered):
        if first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)
