# ruff: noqa: E501  # a table reads best with a file a line
"""Files made to do harm: refused in one sentence, and nothing of theirs is opened, kept or filled up.

Each row is a file and what it is brought as. The decoys beside them would show whether anything
but the file itself was opened.
"""

from __future__ import annotations

import io
import os
import struct
import wave
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from core.errors import InvalidInput, MediaError
from core.media import uploads
from core.media.uploads import Upload, UploadKind, check_upload
from core.studio.uploads import keep_upload
from tests.media_samples import make_clip, make_tone

Kinds = tuple[UploadKind, ...]
ALL: Kinds = ("image", "audio", "video")
SECRET = "decoy-secret"


def text(content: str) -> Callable[[Path], bytes]:
    return lambda folder: content.replace("FOLDER", str(folder)).encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)  # type: ignore[arg-type]  # options of each format
    return file.getvalue()


def text_bomb(_folder: Path) -> bytes:
    """A small picture with a text of 20 MB packed into 100 kB."""
    packed = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(20_000_000), 1))
    return png(64, 64, zlib.compress(bytes((64 * 3 + 1) * 64)), packed)


def zipped(_folder: Path) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clip.mp4", bytes(10_000_000))
    return file.getvalue()


def mp4_with_reference(folder: Path) -> bytes:
    """An MP4 whose data reference names another file instead of itself."""
    clip = make_clip(folder / "made.mp4").read_bytes()
    own = b"\0\0\0\x0curl \0\0\0\x01"
    assert own in clip
    return clip.replace(own, b"\0\0\0\x0curl \0\0\0\0")


def half_promised(folder: Path) -> bytes:
    whole = make_tone(folder / "made.wav", seconds=1).read_bytes()
    return whole[:40] + struct.pack("<I", 2**31) + whole[44:60]


def wide_wav(_folder: Path) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(1)
        sound.writeframes(bytes(2 * 700))  # 700 s in 1.4 kB
    return file.getvalue()


HOSTILE: dict[str, tuple[str, Callable[[Path], bytes], Kinds]] = {
    # lists of other files, by their own names and disguised
    "hls": ("a.m3u8", text("#EXTM3U\n#EXTINF:1,\nfile://FOLDER/decoy.mp4\n#EXT-X-ENDLIST\n"), ALL),
    "hls as mp4": ("a.mp4", text("#EXTM3U\n#EXTINF:1,\ndecoy.mp4\n#EXT-X-ENDLIST\n"), ALL),
    "hls of an address": ("a.mp4", text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n"), ALL),
    "hls with a key": ("a.ts", text('#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="file:///etc/passwd"\n'), ALL),
    "hls header over concat": ("a.avi", text("#EXTM3U\n#EXTINF:1,\nconcat:FOLDER/decoy.mp4|/etc/passwd\n"), ALL),
    "concat": ("a.txt", text("ffconcat version 1.0\nfile FOLDER/decoy.mp4\n"), ALL),
    "concat as mp4": ("a.mp4", text("ffconcat version 1.0\nfile decoy.mp4\n"), ALL),
    "concat of an address": ("a.mov", text("ffconcat version 1.0\nfile http://127.0.0.1:9/x.mp4\n"), ALL),
    "m3u": ("a.mp3", text("#EXTM3U\nFOLDER/decoy.mp4\n"), ALL),
    "pls": ("a.pls", text("[playlist]\nFile1=FOLDER/decoy.mp4\n"), ALL),
    "xspf": ("a.xspf", text('<playlist><track><location>file://FOLDER/decoy.mp4</location></track></playlist>'), ALL),
    "dash": ("a.mpd", text('<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>FOLDER/decoy.mp4</BaseURL></MPD>'), ALL),
    "sdp": ("a.sdp", text("v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"), ALL),
    "rtsp redirect": ("a.mov", text("RTSPtextrtsp://127.0.0.1:9/x\n"), ALL),
    "asx": ("a.wmv", text('<ASX><ENTRY><REF HREF="FOLDER/decoy.mp4"/></ENTRY></ASX>'), ALL),
    "imf": ("a.xml", text("<CompositionPlaylist><Id>urn:uuid:0</Id></CompositionPlaylist>"), ALL),
    "bink list": ("a.vqf", text("TWIN FOLDER/decoy.mp4"), ALL),
    "script": ("a.mp4", text("#!/bin/sh\ncat /etc/passwd\n"), ALL),
    "lavfi": ("movie=decoy.mp4.mp4", text("movie=decoy.mp4"), ALL),
    # pictures that are programs, patterns or pages
    "svg": ("a.svg", text('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'), ALL),
    "svg as png": ("a.png", text('<?xml version="1.0"?><svg><script>1</script></svg>'), ALL),
    "xxe": ("a.png", text('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'), ALL),
    "mvg": ("a.mvg", text("push graphic-context\nimage over 0,0 0,0 'url(file:///etc/passwd)'\n"), ALL),
    "msl": ("a.png", text('<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>'), ALL),
    "postscript": ("a.jpg", text("%!PS-Adobe-3.0\n(/etc/passwd) run\n"), ALL),
    "eps in jpeg": ("a.jpg", text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n"), ALL),
    "pdf": ("a.png", text("%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj\n"), ALL),
    "html": ("a.jpg", text("<html><script>fetch('/x')</script></html>"), ALL),
    "xpm": ("a.xpm", text('/* XPM */\nstatic char *x[]={"1 1 1 1","a c #000","a"};'), ALL),
    "ppm": ("a.ppm", text("P3 99999 99999 255\n0 0 0\n"), ALL),
    "picture pattern": ("a%03d.png", text("not a picture"), ALL),
    "glob": ("*.png", text("not a picture"), ALL),
    "gif": ("a.png", lambda _: saved(Image.new("RGB", (100, 100)), "GIF"), ("image", "audio")),
    "tiff": ("a.png", lambda _: saved(Image.new("RGB", (100, 100)), "TIFF"), ALL),
    "bmp": ("a.jpg", lambda _: saved(Image.new("RGB", (100, 100)), "BMP"), ALL),
    "ico": ("a.png", lambda _: saved(Image.new("RGB", (64, 64)), "ICO"), ALL),
    # bombs
    "png of one colour": ("a.png", lambda _: saved(Image.new("1", (8_000, 8_000)), "PNG"), ALL),
    "png that claims a lot": ("a.png", lambda _: png(60_000, 60_000, zlib.compress(b"")), ALL),
    "png that claims all": ("a.png", lambda _: png(2**31 - 1, 2**31 - 1, b""), ALL),
    "png of no size": ("a.png", lambda _: png(0, 0, b""), ALL),
    "png whose rows never end": ("a.png", lambda _: png(64, 64, zlib.compress(bytes(10_000_000))), ("audio", "video")),
    "text in a png": ("a.png", text_bomb, ("audio", "video")),
    "webp of one colour": ("a.webp", lambda _: saved(Image.new("RGB", (8_000, 8_000)), "WEBP", quality=1), ("image",)),
    "jpeg that claims a lot": (
        "a.jpg",
        lambda _: saved(Image.new("RGB", (64, 64)), "JPEG").replace(b"\x00\x40\x00\x40", b"\xff\xff\xff\xff"),
        ALL,
    ),
    "zip": ("a.mp4", zipped, ALL),
    "gzip": ("a.png", lambda _: b"\x1f\x8b\x08" + zlib.compress(bytes(1_000_000)), ALL),
    "wav of 700 s": ("a.wav", wide_wav, ALL),
    "wav that promises 2 GB": ("a.wav", half_promised, ALL),
    # media that are none
    "nothing": ("a.mp4", lambda _: b"", ALL),
    "zeroes": ("a.mp4", lambda _: bytes(100_000), ALL),
    "noise": ("a.mp4", lambda _: os.urandom(100_000), ALL),
    "only a header": ("a.mp4", lambda _: b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", ALL),
    "boxes in boxes": ("a.mp4", lambda _: b"\0\0\x10\0moov" * 10_000, ALL),
    "a box of no size": ("a.mp4", lambda _: b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0\0\0\1mdat" * 9_999, ALL),
    "matroska of size 2^56": ("a.mkv", lambda _: b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff", ALL),
    "riff of riffs": ("a.avi", lambda _: b"RIFF\xff\xff\xff\x7fAVI LIST\xff\xff\xff\x7f" * 1_000, ALL),
    "id3 of 256 MB": ("a.mp3", lambda _: b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(1_000), ALL),
    "flac that claims a lot": ("a.flac", lambda _: b"fLaC\x80\0\0\x22" + b"\xff" * 34, ALL),
    "ogg page": ("a.ogg", lambda _: b"OggS\0\2" + b"\xff" * 300, ALL),
    "exe": ("a.mp4", lambda _: b"MZ" + bytes(500), ALL),
    "elf": ("a.wav", lambda _: b"\x7fELF\2\1\1" + bytes(500), ALL),
    "pickle": ("a.png", lambda _: b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.", ALL),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_do_harm_is_refused_by_the_one_who_reads_it(tmp_path: Path, name: str) -> None:
    shown, make, kinds = HOSTILE[name]
    (tmp_path / "decoy.mp4").write_bytes(SECRET.encode())
    file = tmp_path / shown
    file.write_bytes(make(tmp_path))
    for kind in kinds:
        with pytest.raises((InvalidInput, MediaError)) as caught:
            uploads._check({"path": str(file), "kind": kind}, lambda _: None)
        assert SECRET not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hls as mp4", "video"),
        ("svg as png", "image"),
        ("png of one colour", "image"),
        ("text in a png", "audio"),
    ],
)
def test_it_is_refused_in_one_sentence_and_nothing_of_it_is_kept(
    tmp_path: Path, name: str, kind: UploadKind
) -> None:
    shown, make, _ = HOSTILE[name]
    folder = tmp_path / "uploads"
    with pytest.raises(InvalidInput) as caught:
        keep_upload(folder, shown, io.BytesIO(make(tmp_path)), kind)
    said = f"{caught.value.message} {caught.value.hint}"
    assert str(tmp_path) not in said
    assert len(said.splitlines()) == 1
    assert not list(folder.iterdir())


def test_an_mp4_that_refers_to_another_file_is_read_as_itself(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(mp4_with_reference(tmp_path))
    assert uploads._check({"path": str(tmp_path / "a.mp4"), "kind": "video"}, lambda _: None)["width"] == 180


NAMES = [
    "../../etc/passwd.png",
    "..\\..\\windows\\system32.png",
    "/etc/cron.d/x.png",
    "a\0.png",
    "a\r\nSet-Cookie: x=1.png",
    "-i.png",
    "--help.png",
    "~root.png",
    "$(touch x).png",
    "`id`.png",
    "; rm -rf ..png",
    "|cat.png",
    "con.png",
    ".htaccess",
    ".png",
    "",
    "x" * 5_000 + ".png",
    "a.png\u202egnp.exe",
    "<script>alert(1)</script>.png",
    "=HYPERLINK(1).png",
    "%2e%2e%2f.png",
    "http://127.0.0.1/x.png",
    "concat:a|b.png",
    "file:///etc/passwd",
    "漢字 🎬.png",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_kept_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data = saved(Image.effect_noise((64, 64), 50).convert("RGB"), "PNG")
    monkeypatch.setattr("core.studio.uploads.check_upload", lambda _path, kind: Upload(kind=kind))
    kept = keep_upload(tmp_path / "uploads", name, io.BytesIO(data), "image")
    [file] = (tmp_path / "uploads").iterdir()
    assert file.name == kept.file
    assert kept.file.startswith("upload-")
    assert not set(kept.name) & set('/\\\0\r\n<>:"|?*%\u202e')
    assert 0 < len(kept.name.encode()) <= 90
    assert not kept.name.startswith(".")


def test_what_is_hidden_in_a_good_picture_costs_no_memory(tmp_path: Path) -> None:
    """Pillow stops at its own limit for texts; the child's memory holds the rest."""
    (tmp_path / "a.png").write_bytes(text_bomb(tmp_path))
    try:
        assert check_upload(tmp_path / "a.png", "image").width == 64
    except InvalidInput as refused:
        assert "a.png" in refused.message
    assert PngImagePlugin.MAX_TEXT_CHUNK <= 2**20
