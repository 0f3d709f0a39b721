"""The fonts of the product: written out of a wheel, so that nothing has to be installed.

FiraGO Bold sets Latin, Cyrillic, Greek, Arabic, Hebrew, Devanagari and Thai; Noto adds rare
letters and symbols. Chinese, Japanese and Korean need a font of the system, looked for in
the usual folders. libass is given one folder with exactly these files, and captions name
the face of every character themselves, so a video looks the same on every machine.

Colour emoji are never drawn (libass cannot), and no empty box ever stands for a character:
what no face has is left out of burnt captions and told by `missing`.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import pymupdf_fonts

from core.errors import MediaError, StorageError
from core.media.sfnt import CodeRanges, FaceInfo, read_faces
from core.models import Value


class Script(StrEnum):
    """Writing systems that Health reports on."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    DEVANAGARI = "devanagari"
    THAI = "thai"
    HAN = "han"
    KANA = "kana"
    HANGUL = "hangul"
    EMOJI = "emoji"
    OTHER = "other"


_SAMPLES = {
    Script.LATIN: "AaÉßŁğőạ",
    Script.CYRILLIC: "АяЁїў",
    Script.GREEK: "ΑωΆϊ",
    Script.ARABIC: "ابپچگ",
    Script.HEBREW: "אבםץ",
    Script.DEVANAGARI: "अकक्षि",
    Script.THAI: "กขไ้",
    Script.HAN: "的一語漢",
    Script.KANA: "あアん",
    Script.HANGUL: "한글가",
    Script.EMOJI: "😀🚀",
}
_BY_UNICODE_NAME = {
    "CJK": Script.HAN,
    "IDEOGRAPHIC": Script.HAN,
    "HIRAGANA": Script.KANA,
    "KATAKANA": Script.KANA,
    "KATAKANA-HIRAGANA": Script.KANA,
} | {script.name: script for script in Script}

_BUNDLED = (  # name in the wheel, file for libass, bold; the first face that has a character sets it
    ("figbo", "FiraGO-Bold.ttf", True),
    ("notosbo", "NotoSans-Bold.ttf", True),
    ("symbol2", "NotoSansSymbols2-Regular.otf", False),
    ("symbol1", "NotoSansSymbols-Regular.otf", False),
    ("math", "NotoSansMath-Regular.otf", False),
)
SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts").expanduser(),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
_SYSTEM_FILES = {  # what systems call their fonts for a script, blanks left out, the best first
    Script.HAN: """notosanscjk-bold notosanscjksc-bold notosanssc-bold sourcehansanssc-bold pingfang msyhbd
        notosanscjk-regular wqy-zenhei wqy-microhei droidsansfallbackfull""",
    Script.KANA: """notosanscjk-bold notosanscjkjp-bold notosansjp-bold hiraginosansgb yugothb meiryob
        notosanscjk-regular ipaexg wqy-zenhei droidsansfallbackfull""",
    Script.HANGUL: """notosanscjk-bold notosanscjkkr-bold notosanskr-bold applesdgothicneo malgunbd
        nanumgothicbold notosanscjk-regular wqy-zenhei""",
}
_FONT_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}


def script_of(char: str) -> Script | None:
    """The script of a letter; None for blanks, digits, marks and punctuation all scripts share."""
    if is_emoji(char):
        return Script.EMOJI
    if unicodedata.category(char)[0] not in "LM":
        return None
    first_word = unicodedata.name(char, "OTHER").split()[0]
    return (
        None if first_word in ("COMBINING", "VARIATION") else _BY_UNICODE_NAME.get(first_word, Script.OTHER)
    )


def is_emoji(char: str) -> bool:
    """Whether a character is a picture by itself (Unicode's supplementary pictograph blocks)."""
    return 0x1F000 <= ord(char) <= 0x1FAFF


class Face(Value):
    """A face in the fonts folder. `ascent_em + descent_em` is the ASS font size of one em."""

    family: str
    path: Path
    index: int = 0
    bold: bool
    ascent_em: float
    descent_em: float
    ranges: CodeRanges

    def covers(self, char: str) -> bool:
        position = bisect_right(self.ranges, (ord(char), 0x110000)) - 1
        return position >= 0 and ord(char) <= self.ranges[position][1]


class FontSet(Value):
    """The faces for captions, the most wanted first, all of them in `folder`."""

    folder: Path
    faces: tuple[Face, ...]

    @cached_property
    def main(self) -> Face:
        return self.faces[0]

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(face.family for face in self.faces))

    def face_for(self, char: str) -> Face | None:
        """The face that sets a character; None when it has to be left out."""
        return None if is_emoji(char) else next((face for face in self.faces if face.covers(char)), None)

    def coverage(self) -> dict[Script, bool]:
        """For each script whether captions in it can be drawn."""
        return {script: all(map(self.face_for, sample)) for script, sample in _SAMPLES.items()}

    def missing(self, text: str) -> frozenset[Script]:
        """The scripts of a text with letters that no face has."""
        scripts = {char: script_of(char) for char in set(text)}
        return frozenset(script for char, script in scripts.items() if script and not self.face_for(char))


def prepare_fonts(folder: Path, system_folders: Sequence[Path] = SYSTEM_FOLDERS) -> FontSet:
    """Write the fonts into `folder`, link the system's CJK fonts beside them, and read them all.

    Any number of processes may do this at once: every file appears whole, by a rename.
    Raises StorageError when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        bundled = [_bundled(folder, key, name, bold) for key, name, bold in _BUNDLED]
        system = [face for path in _system_files(system_folders) for face in _linked(folder, path)]
    except OSError as error:
        raise StorageError(
            f"The fonts cannot be written to {folder}.", "Check free space and permissions."
        ) from error
    return FontSet(folder=folder, faces=tuple(bundled + system))


def _bundled(folder: Path, key: str, name: str, bold: bool) -> Face:
    path = folder / name
    if not path.is_file() or path.stat().st_size != pymupdf_fonts.fontdescriptors[key]["size"]:
        _write(path, pymupdf_fonts.fontbuffers[key]())
    return _described(path, read_faces(path)[0], bold)


def _described(path: Path, info: FaceInfo, bold: bool) -> Face:
    return Face(path=path, bold=bold, **info.model_dump())


def _write(path: Path, data: bytes) -> None:
    part = _beside(path)
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """A name for a file in the making that no other thread or process uses."""
    return path.with_name(f".{path.name}-{os.getpid()}-{threading.get_ident()}")


def _system_files(folders: Sequence[Path]) -> Iterator[Path]:
    """The best file of the system for each script, none twice."""
    paths = [path for folder in folders if folder.is_dir() for path in folder.rglob("*")]
    known = {
        path.stem.lower().replace(" ", ""): path
        for path in reversed(paths)
        if path.suffix.lower() in _FONT_ENDINGS
    }
    chosen = (
        next((name for name in names.split() if name in known), None) for names in _SYSTEM_FILES.values()
    )
    return (known[name] for name in dict.fromkeys(chosen) if name)


def _linked(folder: Path, source: Path) -> list[Face]:
    """The faces of a system font; an unreadable one is passed over, as if it were not there."""
    path = folder / source.name
    try:
        faces = read_faces(source)
    except MediaError:
        return []
    if not path.exists():
        _link(source, path)
    return [_described(path, info, "bold" in source.stem.lower()) for info in faces]


def _link(source: Path, path: Path) -> None:
    """A link where the system allows one, else a copy."""
    part = _beside(path)
    try:
        part.symlink_to(source)
        part.replace(path)
    except OSError:
        _write(path, source.read_bytes())
    finally:
        part.unlink(missing_ok=True)
