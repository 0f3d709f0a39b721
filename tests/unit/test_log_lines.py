"""Lines about what is forgotten are blanked where they stand; others go on being written meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

from core.operations.log_lines import blank_lines

LINES = [
    '{"event":"step","job":"abc"}',
    '{"event":"other","job":"abcd"}',
    '{"event":"other","job":"x-abc"}',
    '{"path":"/media/abc/final.mp4"}',
    '{"event":"audit","job":"abc"}',
    '{"event":"said","message":"an abc of it"}',
]


def test_only_lines_about_the_video_are_blanked_and_all_stay_json(tmp_path: Path) -> None:
    for name in ("app.jsonl", "app.jsonl.1"):
        (tmp_path / name).write_text("\n".join(LINES) + "\n")
    assert blank_lines(tmp_path, ["abc"], really=False) == 4
    assert (tmp_path / "app.jsonl").read_text() == "\n".join(LINES) + "\n"
    assert blank_lines(tmp_path, ["abc"], really=True) == 4
    after = (tmp_path / "app.jsonl").read_text().splitlines()
    assert [len(line) for line in after] == [len(line) for line in LINES]
    kept = [json.loads(line) for line in LINES]
    assert [json.loads(line) for line in after] == [{}, kept[1], kept[2], {}, kept[4], kept[5]]
    assert blank_lines(tmp_path, ["abc"], really=True) == 0


def test_a_line_that_is_being_written_and_one_that_comes_meanwhile_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "app.jsonl"
    with file.open("a") as writer:
        writer.write('{"job":"abc"}\n{"job":"abc"')
        writer.flush()
        assert blank_lines(tmp_path, ["abc"], really=True) == 1
        writer.write("}\n")
    assert file.read_text().splitlines()[1] == '{"job":"abc"}'


def test_no_words_and_no_folder_are_fine(tmp_path: Path) -> None:
    assert blank_lines(tmp_path / "none", ["abc"], really=True) == 0
    (tmp_path / "app.jsonl").write_text("{}\n")
    assert blank_lines(tmp_path, [], really=True) == blank_lines(tmp_path, [""], really=True) == 0
