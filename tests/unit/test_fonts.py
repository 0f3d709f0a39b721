"""Fonts are written whole, once, and know which characters they have."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import MediaError, StorageError
from core.media.fonts import Script, is_emoji, prepare_fonts, script_of
from core.media.sfnt import read_faces
from tests.unit.captions_support import fonts


def test_the_bundled_faces_cover_all_scripts_but_cjk_and_emoji() -> None:
    missing = {script for script, covered in fonts().coverage().items() if not covered}
    assert missing == {Script.HAN, Script.KANA, Script.HANGUL, Script.EMOJI}


def test_every_file_of_the_set_lies_in_the_folder_and_carries_its_family() -> None:
    assert fonts().main.family == "FiraGO"
    assert len(fonts().families) == len(fonts().faces)
    for face in fonts().faces:
        assert face.path.parent == fonts().folder
        assert read_faces(face.path)[0].family == face.family


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", set()),
        ("Straße, 20 % – ça va? ★ ✓ →", set()),
        ("Привет Γειά مرحبا שלום नमस्ते สวัสดี", set()),
        ("漢字", {Script.HAN}),
        ("かなカナ", {Script.KANA}),
        ("한국어 ok", {Script.HANGUL}),
        ("party 🎉", {Script.EMOJI}),
        ("বাংলা", {Script.OTHER}),
        ("a\u0301 \u200d \ufe0f 1.", set()),
    ],
)
def test_missing_names_the_scripts_without_a_font(text: str, missing: set[Script]) -> None:
    assert fonts().missing(text) == missing


def test_a_symbol_comes_from_a_fallback_face_and_an_emoji_from_none() -> None:
    star = fonts().face_for("★")
    assert star is not None and star.family == "Noto Sans Symbols2"
    assert fonts().face_for("🚀") is None
    assert is_emoji("🚀") and not is_emoji("★")


def test_scripts_are_told_by_letters_alone() -> None:
    assert [script_of(char) for char in "é1 ,"] == [Script.LATIN, None, None, None]
    assert script_of("ー") is Script.KANA
    assert script_of("\u0301") is None


def test_preparing_again_writes_nothing(tmp_path: Path) -> None:
    first = prepare_fonts(tmp_path, ())
    times = {face.path: face.path.stat().st_mtime_ns for face in first.faces}
    assert prepare_fonts(tmp_path, ()) == first
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_a_half_written_font_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "FiraGO-Bold.ttf").write_bytes(b"half")
    assert prepare_fonts(tmp_path, ()).main.covers("A")


def test_many_at_once_leave_whole_files_and_nothing_else(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        sets = list(pool.map(lambda _: prepare_fonts(tmp_path, ()), range(4)))
    assert all(each == sets[0] for each in sets)
    assert {path.name for path in tmp_path.iterdir()} == {face.path.name for face in sets[0].faces}


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        prepare_fonts(tmp_path / "file" / "fonts", ())


@pytest.fixture
def system(tmp_path: Path) -> Path:
    folder = tmp_path / "system" / "deep"
    folder.mkdir(parents=True)
    return folder


def test_a_system_cjk_font_is_linked_once_and_read_with_all_its_faces(tmp_path: Path, system: Path) -> None:
    (system / "NotoSansCJK-Bold.ttc").write_bytes(_collection(fonts().main.path.read_bytes()))
    found = prepare_fonts(tmp_path / "fonts", (tmp_path / "system", tmp_path / "absent"))
    linked = [face for face in found.faces if face.path.name == "NotoSansCJK-Bold.ttc"]
    assert [face.index for face in linked] == [0, 1]
    assert linked[0].path.parent == tmp_path / "fonts"
    assert linked[0].bold and linked[0].covers("A")
    assert prepare_fonts(tmp_path / "fonts", (tmp_path / "system",)) == found


def test_a_system_font_is_copied_where_links_are_not_allowed(
    tmp_path: Path, system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    (system / "wqy-zenhei.ttf").write_bytes(fonts().main.path.read_bytes())
    found = prepare_fonts(tmp_path / "fonts", (tmp_path / "system",))
    assert not found.faces[-1].path.is_symlink()
    assert found.faces[-1].path.name == "wqy-zenhei.ttf"


def test_a_damaged_system_font_is_passed_over(tmp_path: Path, system: Path) -> None:
    (system / "NotoSansCJK-Bold.ttc").write_bytes(b"ttcf" + struct.pack(">LLL", 0x10000, 1, 9_000))
    assert prepare_fonts(tmp_path / "fonts", (tmp_path / "system",)).faces[-1].family == "Noto Sans Math"
    assert not (tmp_path / "fonts" / "NotoSansCJK-Bold.ttc").is_symlink()


@pytest.mark.parametrize("size", [0, 3, 11, 60, 400, 5_000])
def test_a_damaged_font_is_a_media_error(tmp_path: Path, size: int) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(fonts().main.path.read_bytes()[:size])
    with pytest.raises(MediaError, match=r"broken\.ttf"):
        read_faces(broken)


def test_the_long_character_table_reaches_beyond_the_first_plane() -> None:
    symbols = next(face for face in fonts().faces if face.family == "Noto Sans Symbols2")
    assert any(last > 0xFFFF for _, last in symbols.ranges)
    assert list(symbols.ranges) == sorted(symbols.ranges)


def _collection(font: bytes) -> bytes:
    """A .ttc that holds the same font twice, its table offsets moved."""
    header = b"ttcf" + struct.pack(">LLLL", 0x10000, 2, 20, 20)
    (count,) = struct.unpack_from(">H", font, 4)
    moved = bytearray(font)
    for row in range(count):
        at = 12 + 16 * row + 8
        struct.pack_into(">L", moved, at, struct.unpack_from(">L", font, at)[0] + len(header))
    return header + bytes(moved)
