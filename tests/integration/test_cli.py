"""The command line: JSON on stdout, one line on stderr, the right exit status, and no work lost to a kill."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core import cli

ROOT = Path(__file__).resolve().parents[2]
BRIEF = "A calm 8 second spot for a plumber who answers at 3 am"


class Ended:
    """How a command ended in this process."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.err = err.strip()
        self.answers: list[Any] = [json.loads(part) for part in _documents(out)]
        self.answer: Any = self.answers[0] if self.answers else None


def _documents(out: str) -> list[str]:
    """The JSON documents on stdout: one over several lines, or one a line."""
    return out.splitlines() if out.startswith('{"') else [out]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> collections.abc.Callable[..., Ended]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VVG_DATA_DIR", str(tmp_path / "data"))

    def command(*args: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["core", *args])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return Ended(int(ended.value.code or 0), captured.out, captured.err)

    return command


Run = collections.abc.Callable[..., Ended]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["generate", ""], "The prompt is empty"),
        (["generate", " \n\t "], "The prompt is empty"),
        (["generate", "x" * 4001], "too long"),
        (["generate", "x", "--duration", "7"], "from 8 to 60 seconds"),
        (["generate", "x", "--duration", "61"], "from 8 to 60 seconds"),
        (["generate", "x", "--duration", "soon"], "from 8 to 60 seconds"),
        (["generate", "x", "--duration", "nan"], "from 8 to 60 seconds"),
        (["generate", "x", "--platform", "myspace"], "choose one of tiktok"),
        (["generate", "x", "--aspect-ratio", "3:2"], "choose one of 9:16"),
        (["generate", "x", "--language", "xx"], "choose one of en"),
        (["generate", "x", "--voice", "nobody"], "no voice"),
        (["generate", "x", "--music", "polka"], "no music"),
        (["generate", "x", "--creativity", "2"], "from 0 to 1"),
        (["generate", "x", "--video-id", "../x"], "video id"),
        (["generate", "x", "--video-id", "a/b"], "video id"),
        (["generate", "x", "--logo", "absent.png"], "logo absent.png cannot be read"),
        (["generate"], "Missing argument"),
        (["generate", "x", "--surprise"], "No such option"),
        (["nonsense"], "No such command"),
        (["batch", "nothing.csv"], "cannot be read"),
        (["show", "a b"], "video id"),
    ],
)
def test_bad_input_is_status_2_and_one_clear_line(run: Run, args: list[str], words: str) -> None:
    ended = run(*args)
    assert ended.status == 2
    assert words in ended.err
    assert "\n" not in ended.err
    assert ended.answer["error_details"]["kind"] == "InvalidInput"


@pytest.mark.parametrize(("option", "name"), [("--music", "song.mp3"), ("--logo", "mark.png")])
def test_a_damaged_upload_is_named(run: Run, tmp_path: Path, option: str, name: str) -> None:
    (tmp_path / name).write_bytes(b"\0" * 5000)
    ended = run("generate", "x", option, name)
    assert ended.status == 2
    assert name in ended.err


def test_a_brief_brings_its_logo(run: Run, tmp_path: Path) -> None:
    Image.new("RGBA", (128, 64), (200, 0, 0, 255)).save(tmp_path / "mark.png")
    assert run("script", BRIEF, "--video-id", "spot", "--logo", "mark.png", "--json").status == 0
    assert run("show", "spot", "--json").answer["video"]["looks"]["logo"]["name"] == "mark.png"


@pytest.mark.parametrize(
    "command",
    [
        ["show"],
        ["render"],
        ["render", "--retry-unknown"],
        ["resume"],
        ["resume", "--retry-unknown"],
        ["cancel"],
    ],
)
def test_a_video_that_is_not_there_is_status_1(run: Run, command: list[str]) -> None:
    ended = run(*command, "nobody")
    assert (ended.status, ended.answer["error_details"]["kind"]) == (1, "NotFound")


def test_a_script_is_written_shown_edited_and_listed(run: Run) -> None:
    written = run("script", "Ein 12-Sekunden Spot für eine Bäckerei", "--video-id", "brot", "--json").answer
    assert written["script"]["metadata"]["language"] == "de"
    edited = run("edit", "brot", "--scene", "1", "--narration", r"Frisch {\an8} 100%", "--json").answer
    assert edited["script"]["scenes"][0]["narration"] == r"Frisch {\an8} 100%"
    assert run("show", "brot", "--json").answer["script_versions"] == 2
    assert [video["video_id"] for video in run("history", "--json").answer] == ["brot"]
    assert run("edit", "brot", "--scene", "9", "--narration", "x").status == 2
    assert run("cancel", "brot", "--json").answer["cancelled"] is False


def test_an_estimate_health_and_settings_answer_in_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("estimate", "A plumber", "--json").answer["total_usd"] == 0
    checks = {check["name"]: check["ok"] for check in run("health", "--json").answer}
    assert checks["ffmpeg"]
    assert checks["voice"]
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza-planted-secret-planted-secret")
    assert "planted" not in json.dumps(run("settings", "--json").answer)


def test_wrong_settings_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VVG_MAX_CONCURRENT", "many")
    ended = run("history")
    assert ended.status == 2
    assert "max_concurrent" in ended.err


def test_a_data_folder_that_cannot_be_made_is_a_clear_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("VVG_DATA_DIR", str(tmp_path / "file" / "data"))
    ended = run("generate", "x")
    assert (ended.status, ended.answer["error_details"]["kind"]) == (1, "StorageError")


def test_a_missing_ffmpeg_is_a_clear_error_and_leaves_nothing_half_made(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VVG_FFMPEG", str(tmp_path / "no-ffmpeg"))
    ended = run("generate", BRIEF, "--video-id", "spot", "--json")
    assert ended.status == 1
    assert "ffmpeg" in ended.answer["error_details"]["message"]
    data = tmp_path / "data"
    assert not list(data.rglob("final_video*"))
    assert list(data.rglob("*.mp4")) == [], "not even a clip"
    monkeypatch.delenv("VVG_FFMPEG")
    again = run("generate", BRIEF, "--video-id", "spot", "--json")
    assert again.status == 0
    assert again.answer["generation_stats"]["clips_generated"] > 0


def test_a_batch_does_every_line_it_can(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VVG_FFMPEG", str(tmp_path / "no-ffmpeg"))
    (tmp_path / "briefs.csv").write_text("video_id,prompt,duration_s\none,A plumber,8\none,Another,8\n")
    ended = run("batch", "briefs.csv", "--json")
    assert ended.status == 1
    first, second = (answer["error_details"] for answer in ended.answers)
    assert "ffmpeg" in first["message"]
    assert "taken" in second["message"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_stopped_job_goes_on_and_nothing_finished_is_made_twice(
    tmp_path: Path, how: signal.Signals
) -> None:
    log = tmp_path / "data" / "logs" / "app.jsonl"
    first = _generate(tmp_path)
    deadline = time.monotonic() + 90
    while not _finished(log).get(("clips", "scene-1")):
        assert time.monotonic() < deadline, first.communicate(timeout=5)
        assert first.poll() is None
        time.sleep(0.05)
    first.send_signal(how)
    first.communicate(timeout=15)
    assert first.returncode == (-signal.SIGKILL if how is signal.SIGKILL else 130)
    out, _ = _generate(tmp_path).communicate(timeout=120)
    result = json.loads(out)
    assert result["success"], result["error_details"]
    counts = _finished(log)
    made = collections.Counter(line["artefact_key"] for line in _lines(log) if line.get("reused") is False)
    assert {key: n for key, n in made.items() if n > 1} == {}
    assert len(made) > 5
    assert {stage for stage, _ in counts} == {"script", "narration", "clips", "encode", "sound", "finish"}


def _generate(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "core", "generate", BRIEF, "--video-id", "killed", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "VVG_DATA_DIR": str(folder / "data")}
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=_heed_interrupts,
    )


def _heed_interrupts() -> None:
    """Who runs the tests in the background lets them, and so their children, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _finished(log: Path) -> collections.Counter[tuple[str, str]]:
    return collections.Counter(
        (line["stage"], line["part"]) for line in _lines(log) if line["event"] == "step finished"
    )


def _lines(log: Path) -> list[dict[str, Any]]:
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.endswith("}")]


def test_the_audit_log_is_examined_and_taken_away(run: Run, tmp_path: Path) -> None:
    run("script", BRIEF, "--video-id", "one")
    verdict = run("audit", "verify")
    assert (verdict.status, verdict.answer["whole"], verdict.answer["entries"]) == (0, True, 2)
    anchor = "{number}:{hash}".format(**verdict.answer["head"])
    assert run("audit", "verify", "--anchor", anchor).status == 0
    assert run("audit", "verify", "--anchor", "nonsense").status == 2
    assert run("audit", "export", "log.csv").answer["entries"] == 3
    assert run("audit", "export", "log.csv").status == 2
    assert "write_script,one" in Path("log.csv").read_text("utf-8")
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "app.sqlite")) as database:
        database.executescript("DROP TRIGGER audit_DELETE; DELETE FROM audit WHERE number = 2;")
    broken = run("audit", "verify", "--anchor", anchor)
    assert (broken.status, broken.answer["whole"]) == (1, False)
    assert [fault["number"] for fault in broken.answer["faults"]] == [2]


def test_content_is_told_first_and_then_deleted_for_good(run: Run) -> None:
    run("script", BRIEF, "--video-id", "one")
    assert run("forget").status == run("forget", "--video", "one", "--person", "x").status == 2
    told = run("forget", "--video", "one").answer
    assert (told["is_done"], told["videos"]) == (False, ["one"])
    assert run("forget", "--person", "local", "--really").answer["is_done"]
    assert run("history").answer == []
    assert run("forget", "--video", "one").status == 1
