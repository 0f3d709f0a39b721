"""Joins, and what is drawn over them: captions of both scenes, a logo."""

from __future__ import annotations

from pathlib import Path

import pymupdf_fonts
import pytest
from PIL import Image

from core.media.logo import Mark
from core.models import Transition
from tests.encoding import SMALL, body, footage, join, levels, numbers
from tests.media_samples import frames_of, make_counter, make_grey


@pytest.mark.parametrize("kind", [Transition.CROSSFADE, Transition.SLIDE, Transition.DIP])
def test_a_join_goes_in_steps_from_one_scene_to_the_next(tmp_path: Path, kind: Transition) -> None:
    dark, light = make_grey(tmp_path / "d.mp4", 90), make_grey(tmp_path / "l.mp4", 200)
    before, after = footage(dark, 20, tail=6), footage(light, 20, head=6)
    seen = levels(join(kind, before, after, 12, tmp_path / "j.mp4"))
    first = levels(body(before, tmp_path / "1.mp4", 0, 5))[0]
    last = levels(body(after, tmp_path / "2.mp4", 6, 5))[0]
    assert len(seen) == 12
    if kind is Transition.DIP:
        assert seen[:6] == sorted(seen[:6], reverse=True)
        assert seen[6:] == sorted(seen[6:])
        assert first > seen[0] > seen[5]
        assert seen[6] < seen[-1] < last
    else:
        assert seen == sorted(seen)
        assert first < seen[0] < seen[-1] < last


def test_a_join_takes_its_frames_around_the_border(tmp_path: Path) -> None:
    clip = make_counter(tmp_path / "a.mp4", frames=80, size=SMALL)
    before, after = footage(clip, 60, tail=4), footage(clip, 60, head=4)
    seen = numbers(join(Transition.CROSSFADE, before, after, 8, tmp_path / "j.mp4", SMALL))
    expected = [56 + i + (i - (56 + i)) * (i + 1) / 9 for i in range(8)]
    assert seen == pytest.approx(expected, abs=1.1)


CAPTIONS = """[Script Info]
ScriptType: v4.00+
PlayResX: 180
PlayResY: 320

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, BorderStyle, Outline, Shadow, Alignment
Style: A,FiraGO,60,&H00FFFFFF,1,0,0,5

[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:0{start},0:00:0{end},A,MMM
"""


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts: it's 100%")
    (folder / "bold.otf").write_bytes(pymupdf_fonts.myfont("figbo"))
    return folder


def with_captions(folder: Path, start: str = "0.50", end: str = "1.00") -> Path:
    file = folder / "captions.ass"
    file.write_text(CAPTIONS.format(start=start, end=end))
    return file


def captioned_frames(path: Path) -> list[int]:
    return [n for n, (_, frame) in enumerate(frames_of(path)) if frame.max() > 200]


def test_captions_are_drawn_at_their_scene_time_wherever_the_body_starts(tmp_path: Path, fonts: Path) -> None:
    clip = footage(make_grey(tmp_path / "a.mp4", 40, seconds=2), 45, captions=with_captions(tmp_path))
    whole = body(clip, tmp_path / "w.mp4", 0, 45, fonts_dir=fonts)
    assert captioned_frames(whole) == list(range(15, 30))
    late = body(clip, tmp_path / "l.mp4", 20, 25, fonts_dir=fonts)
    assert captioned_frames(late) == list(range(10))


def test_captions_of_both_scenes_run_across_a_join(tmp_path: Path, fonts: Path) -> None:
    grey, captions = make_grey(tmp_path / "a.mp4", 40, seconds=2), with_captions(tmp_path)
    before, after = footage(grey, 30, tail=6, captions=captions), footage(grey, 30, head=6)
    made = join(Transition.CROSSFADE, before, after, 12, tmp_path / "1.mp4", fonts_dir=fonts)
    assert captioned_frames(made) == list(range(6))
    early = footage(grey, 30, head=6, captions=with_captions(tmp_path, "0.00", "0.10"))
    before = footage(grey, 15, tail=6)
    made = join(Transition.CROSSFADE, before, early, 12, tmp_path / "2.mp4", fonts_dir=fonts)
    assert captioned_frames(made) == [6, 7, 8]


def test_words_of_a_voice_that_begins_before_its_picture_are_there_with_it(
    tmp_path: Path, fonts: Path
) -> None:
    grey = make_grey(tmp_path / "a.mp4", 40, seconds=2)
    early = footage(grey, 30, head=6, captions=with_captions(tmp_path, "0.90", "1.10"))
    after = early.model_copy(update={"captions_ahead": 30})
    before = footage(grey, 15, tail=6)
    made = join(Transition.CROSSFADE, before, after, 12, tmp_path / "j.mp4", fonts_dir=fonts)
    assert captioned_frames(made) == [3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("name", ["it's", 'a"b', "a:b,c;d", "100%d [x]", "ü 漢字 🎬", "back\\slash", "-dash"])
def test_no_folder_name_can_break_a_filter(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "fonts").mkdir()
    (folder / "fonts" / "bold.otf").write_bytes(pymupdf_fonts.myfont("figbo"))
    clip = make_grey(tmp_path / "a.mp4", 40, seconds=0.7).rename(folder / "it's.mp4")
    made = body(
        footage(clip, 20, captions=with_captions(folder)), folder / "b.mp4", 0, 20, fonts_dir=folder / "fonts"
    )
    assert captioned_frames(made) == list(range(15, 20))
    assert sorted(p.name for p in folder.iterdir()) == ["b.mp4", "captions.ass", "fonts", "it's.mp4"]


def test_a_logo_stands_still_over_a_body_and_a_transition(tmp_path: Path) -> None:
    dark = footage(make_grey(tmp_path / "dark.mp4", 40), 20, tail=4)
    light = footage(make_grey(tmp_path / "light.mp4", 90), 20, head=4)
    Image.new("RGBA", (20, 10), (255, 255, 255, 255)).save(tmp_path / "mark.png")
    mark = Mark(tmp_path / "mark.png", 100, 40)
    made = [
        body(dark, tmp_path / "body.mp4", 0, 20, mark=mark),
        join(Transition.CROSSFADE, dark, light, 8, tmp_path / "join.mp4", mark=mark),
    ]
    for path in made:
        pictures = [frame for _, frame in frames_of(path)]
        assert len(pictures) == (20 if path is made[0] else 8)
        for picture in pictures:
            assert picture[42:48, 103:117].mean() > 225, "white stays white in every frame"
            assert picture[60:300].mean() < 110, "and nothing else is touched"
