"""The history as a file: what is no such file changes nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.models import GenerationRequest
from core.storage.engine import open_engine
from core.storage.history import History
from core.storage.migrate import migrate
from tests.histories import fill
from tests.studios import studio_in


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    """What a filled history writes."""
    engine = open_engine(f"sqlite:///{tmp_path}/there.sqlite")
    migrate(engine)
    history, file = fill(engine), io.StringIO()
    history.write_to(file)
    history.close()
    return file.getvalue().splitlines(keepends=True)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    engine = open_engine(f"sqlite:///{tmp_path}/here.sqlite")
    migrate(engine)
    history = History(engine)
    yield history
    history.close()


def refused(history: History, *lines: str) -> str:
    """Why; and that nothing was changed."""
    with pytest.raises(InvalidInput) as refusal:
        history.read_from(io.StringIO("".join(lines)))
    assert history.count_videos() == 0
    return refusal.value.message


def test_a_file_is_read_whole(history: History, lines: list[str]) -> None:
    new = history.read_from(io.StringIO("".join(lines)))
    assert sum(new.values()) == len(lines) - 1
    assert [video.video_id for video in history.videos()] == ["one"]


def test_another_file_is_refused(history: History) -> None:
    assert "no file that `export` wrote" in refused(history, "\x00\x89PNG")
    assert "no file that `export` wrote" in refused(history)
    assert "no file that `export` wrote" in refused(history, "[1]\n")


def test_a_file_of_another_version_is_refused(history: History, lines: list[str]) -> None:
    header = json.loads(lines[0]) | {"revision": "9999"}
    assert "9999" in refused(history, json.dumps(header) + "\n", *lines[1:])


@pytest.mark.parametrize(
    "line",
    [
        "half a li",
        '{"table": "alembic_version", "row": {"version_num": "1"}}\n',
        '{"table": "videos", "row": {"video_id": "x"}}\n',
        '{"table": "videos"}\n',
    ],
)
def test_a_damaged_line_changes_nothing(history: History, lines: list[str], line: str) -> None:
    assert f"line {len(lines) + 1} " in refused(history, *lines, line)


def test_a_row_of_a_video_that_is_not_there_changes_nothing(history: History, lines: list[str]) -> None:
    orphan = next(line for line in lines if '"table": "takes"' in line).replace('"one"', '"nobody"')
    assert "does not fit" in refused(history, *lines, orphan)


def test_values_of_a_wrong_kind_change_nothing(history: History, lines: list[str]) -> None:
    video = next(line for line in lines if '"table": "videos"' in line)
    row = json.loads(video)
    row["row"] |= {"video_id": "other", "created_at": "yesterday"}
    refused(history, *lines, json.dumps(row) + "\n")


@pytest.mark.parametrize(
    "changed",
    [
        {"video_id": "../outside"},
        {"video_id": "a/b"},
        {"video_id": "<script>"},
        {"final_path": "/etc/passwd"},
        {"poster_path": "outputs/../../x"},
        {"status": "hacked"},
        {"request": {"prompt": ""}},
        {"request": {"prompt": "x", "zzz": 1}},
        {"request": "text"},
        {"looks": {"caption_style": "blink"}},
    ],
)
def test_a_row_of_which_no_video_could_be_made_changes_nothing(
    history: History, lines: list[str], changed: dict[str, object]
) -> None:
    row = json.loads(next(line for line in lines if '"table": "videos"' in line))
    row["row"] |= {"video_id": "other"} | changed
    refused(history, *lines, json.dumps(row) + "\n")


def test_a_history_is_moved_by_two_commands(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    for number, word in enumerate(("there", "here")):
        with studio_in(tmp_path / word) as studio:
            if number == 0:
                studio.create(GenerationRequest(prompt="A calm spot"), "one")
                assert studio.write_history(file)["videos"] == 1
                with pytest.raises(InvalidInput, match="there already"):
                    studio.write_history(file)
            else:
                assert studio.read_history(file)["videos"] == 1
                assert studio.video("one").request.prompt == "A calm spot"
                with pytest.raises(InvalidInput, match="no file"):
                    studio.read_history(tmp_path / "nowhere")
                file.write_bytes(b"\xff\xfe\x00")
                with pytest.raises(InvalidInput, match="no file that"):
                    studio.read_history(file)
