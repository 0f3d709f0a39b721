"""Running ffmpeg for real: progress, cancel, and every way it can go wrong."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from core.errors import Cancelled, MediaError, StorageError
from core.media.ffmpeg import Ffmpeg, media_input
from core.media.workbench import SCRATCH_PREFIX, workbench
from tests.media_samples import FFMPEG, make_clip

LONG = ["-re", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=30", "-t", "60", "-f", "null", "-"]


def pretender(folder: Path, script: str) -> Ffmpeg:
    """A program in ffmpeg's place."""
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Ffmpeg(str(program))


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "ffmpeg" in child.name()]


def test_progress_grows_from_zero_to_one(tmp_path: Path) -> None:
    seen: list[float] = []
    args = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=30", "-t", "4", "out.mp4"]
    Ffmpeg().run(args, cwd=tmp_path, duration_s=4, on_fraction=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0, abs=0.05)
    assert (tmp_path / "out.mp4").stat().st_size > 0


def test_a_callback_that_cancels_ends_the_child_at_once(tmp_path: Path) -> None:
    def cancel(_fraction: float) -> None:
        assert children()
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        Ffmpeg().run(LONG, cwd=tmp_path, duration_s=60, on_fraction=cancel)
    assert not children()


def test_a_killed_ffmpeg_is_a_media_error(tmp_path: Path) -> None:
    def kill(_fraction: float) -> None:
        for child in children():
            os.kill(child.pid, signal.SIGKILL)

    with pytest.raises(MediaError, match="signal 9"):
        Ffmpeg().run(LONG, cwd=tmp_path, duration_s=60, on_fraction=kill)


def test_a_hanging_ffmpeg_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        Ffmpeg().run(LONG, cwd=tmp_path, timeout_s=0.5)
    assert not children()


@pytest.mark.parametrize("name", ["missing", "a_folder", "not_executable"])
def test_an_ffmpeg_that_cannot_start_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / "a_folder").mkdir()
    (tmp_path / "not_executable").write_text("")
    with pytest.raises(MediaError, match="cannot be started") as caught:
        Ffmpeg(str(tmp_path / name)).run(["-version"], cwd=tmp_path)
    assert "VVG_FFMPEG" in caught.value.hint
    with pytest.raises(MediaError, match="cannot be started"):
        Ffmpeg(str(tmp_path / name)).must_be_there()


def test_the_bundled_ffmpeg_is_there() -> None:
    Ffmpeg().must_be_there()


def test_no_bundled_ffmpeg_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "")
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", _no_program)
    with pytest.raises(MediaError, match="cannot be started"):
        _ = Ffmpeg().executable


def _no_program() -> str:
    raise RuntimeError("none")


def test_a_missing_working_folder_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        Ffmpeg().run(["-version"], cwd=tmp_path / "gone")


def test_the_first_thing_ffmpeg_complains_about_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0" * 100)
    with pytest.raises(MediaError) as caught:
        Ffmpeg().run([*media_input(broken), "-f", "null", "-"], cwd=tmp_path)
    assert caught.value.message == "ffmpeg could not do its work: moov atom not found"


def test_files_are_named_and_not_located(tmp_path: Path) -> None:
    clip = tmp_path / "some clip.mp4"
    with pytest.raises(MediaError) as caught:
        pretender(tmp_path, f"echo '[error] {clip} is odd' >&2; exit 1").run(media_input(clip), cwd=tmp_path)
    assert "some clip.mp4 is odd" in caught.value.message
    assert str(tmp_path) not in caught.value.message


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4")
    with pytest.raises(StorageError, match="full"):
        Ffmpeg().run([*media_input(source), "-c", "copy", "-f", "mpegts", "/dev/full"], cwd=tmp_path)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo '[out#0 @ 0x1] [error] Error opening: Read-only file system' >&2; exit 1", "read-only"),
        ("echo '[error] x: Permission denied' >&2; exit 1", "allow"),
        ("echo '[error] Disk quota exceeded' >&2; exit 1", "quota"),
        ("kill -XFSZ $$", "size"),
    ],
)
def test_trouble_with_the_disk_is_told_apart_from_trouble_with_media(
    tmp_path: Path, script: str, words: str
) -> None:
    with pytest.raises(StorageError, match=words):
        pretender(tmp_path, script).run([], cwd=tmp_path)


@pytest.mark.parametrize("script", ["exit 3", "printf '\\377\\376 bad bytes' >&2; exit 1"])
def test_a_failure_without_a_word_is_still_one_sentence(tmp_path: Path, script: str) -> None:
    with pytest.raises(MediaError, match="ffmpeg could not do its work"):
        pretender(tmp_path, script).run([], cwd=tmp_path)


def test_a_file_larger_than_allowed_is_a_storage_error(tmp_path: Path) -> None:
    limited = pretender(tmp_path, f"ulimit -f 1; exec '{FFMPEG}' \"$@\"")
    args = ["-f", "lavfi", "-i", "testsrc2=size=640x640:rate=30", "-t", "2", "-c:v", "rawvideo", "out.avi"]
    with pytest.raises(StorageError):
        limited.run(args, cwd=tmp_path)


@pytest.mark.parametrize("disguise", ["ffconcat version 1.0\nfile a.mp4\n", "#EXTM3U\n#EXTINF:1,\na.mp4\n"])
def test_a_playlist_disguised_as_a_clip_opens_nothing(tmp_path: Path, disguise: str) -> None:
    make_clip(tmp_path / "a.mp4")
    (tmp_path / "clip.mp4").write_text(disguise)
    with pytest.raises(MediaError):
        Ffmpeg().run([*media_input(tmp_path / "clip.mp4"), "-f", "null", "-"], cwd=tmp_path)


@pytest.mark.parametrize(
    "name", ["it's", 'quo"te', "a:b", "100%d", "ü 漢字 🎬", "-dash", "semi;colon,[x]=\\"]
)
def test_any_file_name_can_be_opened(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    clip = make_clip(tmp_path / "a.mp4", seconds=0.1).rename(folder / f"{name}.mp4")
    log = Ffmpeg().run([*media_input(clip), "-f", "null", "-"], cwd=folder)
    assert "Video:" in log


def test_a_workbench_leaves_only_the_finished_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("x")
    with workbench(tmp_path / "new" / "target.txt") as (bench, making):
        assert bench.folder.name.startswith(SCRATCH_PREFIX)
        making.write_text((bench.folder / bench.bring(source, "s.txt")).read_text() + "y")
    assert [(p.name, p.read_text()) for p in (tmp_path / "new").iterdir()] == [("target.txt", "xy")]


def test_a_workbench_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Cancelled), workbench(tmp_path / "target.txt") as (_, making):
        making.write_text("half")
        raise Cancelled("Stopped.")
    assert list(tmp_path.iterdir()) == []


def test_a_workbench_without_a_place_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"target\.txt"), workbench(tmp_path / "file" / "target.txt"):
        pytest.fail("the block must not run")


def test_files_are_copied_where_links_are_not_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_args: object, **_options: object) -> None:
        raise OSError("not here")

    monkeypatch.setattr(Path, "symlink_to", no_links)
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "a.otf").write_text("font")
    with workbench(tmp_path / "target") as (bench, making):
        bench.bring(tmp_path / "fonts", "f")
        bench.bring(tmp_path / "fonts" / "a.otf", "b.otf")
        making.write_text((bench.folder / "f" / "a.otf").read_text() + (bench.folder / "b.otf").read_text())
    assert (tmp_path / "target").read_text() == "fontfont"
