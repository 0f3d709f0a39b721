"""ASS files hold text as text, whole events in order, and what each style promises."""

from __future__ import annotations

import re
from pathlib import Path

import pysubs2
import pytest

from core.errors import StorageError
from core.media.captions import markup, write_ass
from core.models import CaptionStyle
from tests.unit.captions_support import ARABIC, BURNT_STYLES, ENGLISH, HOSTILE, track


def written(text: str, style: CaptionStyle, folder: Path) -> pysubs2.SSAFile:
    write_ass(track(text, style), folder / "captions.ass")
    return pysubs2.SSAFile.load(str(folder / "captions.ass"))


def literal(event_text: str) -> str:
    """What libass draws of an event: our override blocks fall away, escapes become characters."""
    blocks = re.sub(r"(?<!\\)\{[^}]*\}", "", event_text)
    return blocks.replace("\\{", "{").replace("\\}", "}").replace("\u2060", "").strip("\u200e\u200f")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("style", BURNT_STYLES)
def test_text_is_escaped_so_that_only_our_own_overrides_are_left(
    style: CaptionStyle, text: str, tmp_path: Path
) -> None:
    for event in written(text, style, tmp_path).events:
        if "\\p1}" in event.text and "bord0" in event.text:
            continue  # the panel and the patch of the box style
        drawn = re.sub(r"(?<!\\)\{[^}]*\}", "", event.text)
        assert not re.search(r"(?<!\\)[{}]", drawn)
        assert not re.search(r"\\[Nnh]", drawn)


def test_the_words_of_an_event_are_the_writers(tmp_path: Path) -> None:
    drawn = {literal(event.text) for event in written(r"{\an8}x \N}", CaptionStyle.BOLD, tmp_path).events}
    assert drawn == {r"{\an8}x", r"\N}"}


@pytest.mark.parametrize("style", BURNT_STYLES)
def test_events_have_a_length_and_lie_inside_their_phrases(style: CaptionStyle, tmp_path: Path) -> None:
    captions = track(ENGLISH, style)
    file = written(ENGLISH, style, tmp_path)
    assert file.info["PlayResX"] == "1080" and file.info["WrapStyle"] == "2"
    assert file.events
    spans = [(round(p.start_s * 1000), round(p.end_s * 1000)) for p in captions.phrases]
    for event in file.events:
        assert event.end > event.start
        assert any(start <= event.start and event.end <= end for start, end in spans)


def test_the_none_style_burns_nothing(tmp_path: Path) -> None:
    assert written(ENGLISH, CaptionStyle.NONE, tmp_path).events == []


@pytest.mark.parametrize("style", [CaptionStyle.BOLD, CaptionStyle.KARAOKE, CaptionStyle.BOX])
def test_an_arabic_line_is_one_event_with_its_direction_and_colours_inside(
    style: CaptionStyle, tmp_path: Path
) -> None:
    captions = track(ARABIC, style)
    texts = [event.text for event in written(ARABIC, style, tmp_path).events if "\\p1}" not in event.text]
    assert all("\u200f" in text for text in texts)
    words = sum(len(line.words) for phrase in captions.phrases for line in phrase.lines)
    colours = [re.findall(r"\\1c(&H\w+&)", text) for text in texts]
    assert sum(len(set(found)) > 1 for found in colours) >= words / 2


def test_a_karaoke_word_sweeps_as_long_as_it_is_spoken(tmp_path: Path) -> None:
    word = track(ENGLISH, CaptionStyle.KARAOKE).phrases[0].lines[0].words[0]
    sweeps = [e for e in written(ENGLISH, CaptionStyle.KARAOKE, tmp_path).events if "\\kf" in e.text]
    found = re.search(r"\\kf(\d+)", sweeps[0].text)
    assert found is not None
    assert int(found.group(1)) == round((word.end_s - word.start_s) * 100)


def test_the_same_captions_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a.ass", "b.ass"):
        write_ass(track(ENGLISH), tmp_path / name)
    assert (tmp_path / "a.ass").read_bytes() == (tmp_path / "b.ass").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ass", "b.ass"]


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"captions\.ass"):
        write_ass(track(ENGLISH), tmp_path / "absent" / "captions.ass")


def test_colours_are_written_backwards() -> None:
    assert markup.colour("FFD91A") == "&H1AD9FF&"


def test_a_rounded_box_stays_in_its_measures() -> None:
    numbers = [int(n) for n in re.findall(r"\d+", markup.rounded_box(100.4, 50.0, 400.0))]
    assert min(numbers) == 0 and max(numbers) == 100


def test_words_before_the_scene_have_a_time_in_a_file_that_is_ahead(tmp_path: Path) -> None:
    early = track("Hello there", offset_s=-0.1)
    assert early.phrases[0].start_s < 0
    write_ass(early, tmp_path / "a.ass", ahead_s=1.0)
    starts = [event.start for event in pysubs2.load(str(tmp_path / "a.ass")).events]
    assert min(starts) == round(1000 * (1 + early.phrases[0].start_s))


def test_captions_go_when_the_next_voice_begins() -> None:
    whole = track(ENGLISH)
    last = whole.phrases[-1]
    cut = whole.until(last.end_s - 0.1)
    assert cut.phrases[-1].end_s == pytest.approx(last.end_s - 0.1, abs=0.006)
    assert cut.phrases[:-1] == whole.phrases[:-1]
