"""SRT and VTT: the whole video, in order, with text that players show as it is."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from pathlib import Path

import pytest

from core.errors import StorageError
from core.media.captions import write_srt, write_vtt
from core.media.captions.subtitles import LINE_CHARS, cues
from core.models import CaptionStyle
from tests.unit.captions_support import ENGLISH, HOSTILE, track

LONG = "Your boiler stopped in the coldest night of the year and nobody answers the phone but Anna does"


def test_phrases_are_joined_to_cues_that_end_with_sentences() -> None:
    found = cues([(0.0, track(ENGLISH))])
    assert [cue.text for cue in found] == [
        "It's 3 am and the kitchen is flooding.",
        "Call Anna, your plumber:\nshe answers, always!",
    ]


@pytest.mark.parametrize("style", CaptionStyle)
def test_every_style_has_subtitles_of_readable_lines(style: CaptionStyle) -> None:
    found = cues([(0.0, track(LONG, style))])
    assert " ".join(" ".join(cue.text.split("\n")) for cue in found) == LONG
    for cue in found:
        rows = cue.text.split("\n")
        assert len(rows) <= 2 and all(len(row) <= LINE_CHARS + 4 for row in rows)


def test_scenes_follow_each_other_without_overlap() -> None:
    captions = track(ENGLISH)
    end_s = captions.phrases[-1].end_s
    found = cues([(0.0, captions), (end_s - 0.2, captions)])
    assert all(before.end_s <= after.start_s for before, after in pairwise(found))
    assert found[2].start_s == pytest.approx(end_s - 0.2)


def test_srt_has_numbers_clocks_and_text(tmp_path: Path) -> None:
    write_srt([(3661.5, track("Hello there."))], tmp_path / "a.srt")
    lines = (tmp_path / "a.srt").read_text(encoding="utf-8").split("\n")
    assert lines[0] == "1"
    assert lines[1].startswith("01:01:01,500 --> 01:01:02,")
    assert lines[2] == "Hello there."


def test_vtt_escapes_what_means_something_to_players(tmp_path: Path) -> None:
    write_vtt([(0.0, track("Tom & <b>Jerry</b> --> win"))], tmp_path / "a.vtt")
    text = (tmp_path / "a.vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert "Tom &amp; &lt;b&gt;Jerry&lt;/b&gt; --&gt; win" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_one_cue_of_text(text: str, tmp_path: Path) -> None:
    write_vtt([(0.0, track(text))], tmp_path / "a.vtt")
    write_srt([(0.0, track(text))], tmp_path / "a.srt")
    wanted = "".join(phrase.text for phrase in track(text).phrases).replace(" ", "")
    for name, clock in (("a.vtt", r"\d\d\.\d{3}"), ("a.srt", r"\d\d,\d{3}")):
        blocks = (tmp_path / name).read_text(encoding="utf-8").strip().split("\n\n")
        bodies = [
            re.split(clock + "\n", block)[-1] for block in blocks if " --> " in block.split("\n")[0] + block
        ]
        body = html.unescape("".join(bodies)) if name == "a.vtt" else "".join(bodies)
        assert re.sub(r"[\s\u2060]", "", body.removeprefix("WEBVTT")) == re.sub(r"\s", "", wanted)
    srt = (tmp_path / "a.srt").read_text(encoding="utf-8")
    assert not re.search(r"\{\\|<[a-z/]", srt)


def test_emoji_stay_in_subtitles(tmp_path: Path) -> None:
    write_srt([(0.0, track("Party 🎉 漢字"))], tmp_path / "a.srt")
    assert "Party 🎉 漢字" in (tmp_path / "a.srt").read_text(encoding="utf-8")


def test_no_captions_make_an_empty_but_valid_file(tmp_path: Path) -> None:
    write_vtt([(0.0, track(""))], tmp_path / "a.vtt")
    write_srt([], tmp_path / "a.srt")
    assert (tmp_path / "a.vtt").read_text(encoding="utf-8").strip() == "WEBVTT"
    assert (tmp_path / "a.srt").read_text(encoding="utf-8") == ""


def test_a_full_or_missing_folder_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_vtt([], tmp_path / "absent" / "a.vtt")
