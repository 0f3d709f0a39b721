"""Child processes: answers and errors come back, crashes stay outside, nobody is left behind."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from core.errors import Cancelled, ContentRefused, MediaError
from core.operations import children
from core.operations.children import NICENESS, call_module, sweep_orphans

CHILD = "tests.fakes.children"


def test_a_child_reports_progress_and_answers_at_low_priority() -> None:
    seen: list[float] = []
    answer = call_module(CHILD, {"do": "count", "text": "“{\\an8}” %{} 你好\n"}, on_fraction=seen.append)
    assert seen == [0.0, 0.5, 1.0]
    assert answer == {"nice": NICENESS, "echo": "“{\\an8}” %{} 你好\n"}


def test_an_error_for_people_travels_whole() -> None:
    with pytest.raises(ContentRefused) as caught:
        call_module(CHILD, {"do": "refuse"})
    assert (caught.value.message, caught.value.hint) == ("No.", "Say it differently.")


@pytest.mark.parametrize(("do", "words"), [("crash", "status"), ("bug", "ZeroDivisionError: planted")])
def test_a_crash_is_an_error_here_and_no_more(do: str, words: str) -> None:
    with pytest.raises(MediaError, match=words):
        call_module(CHILD, {"do": do})


def test_a_child_that_says_very_much_does_not_block() -> None:
    assert call_module(CHILD, {"do": "chatter"}) == {}


def test_a_child_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(MediaError):
        call_module(CHILD, {"do": "sleep"}, timeout_s=0.3)


def test_a_callback_that_cancels_ends_the_child() -> None:
    def cancel(_: float) -> None:
        raise Cancelled("stop")

    with pytest.raises(Cancelled):
        call_module(CHILD, {"do": "count"}, on_fraction=cancel)
    assert not [c for c in psutil.Process().children() if CHILD in " ".join(c.cmdline())]


def test_children_of_a_killed_parent_are_swept_and_those_of_living_ones_are_not(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import sys, time
        from pathlib import Path
        from core.operations import children
        children.keep_registry(Path({str(tmp_path)!r}))
        with children.spawn([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
            print(child.pid, flush=True)
            time.sleep(60)
        """
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        assert sweep_orphans(tmp_path) == 0
        assert orphan.is_running()
        parent.kill()
    assert sweep_orphans(tmp_path) == 1
    psutil.wait_procs([orphan], timeout=5)
    assert not _runs(orphan)
    assert list(tmp_path.iterdir()) == []


def test_a_note_is_gone_when_its_child_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_registry", None)
    children.keep_registry(tmp_path / "children")
    with children.spawn([sys.executable, "-c", "pass"]) as child:
        child.wait()
        time.sleep(0)
    assert list((tmp_path / "children").iterdir()) == []
    assert sweep_orphans(tmp_path / "nothing here") == 0


def _runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_child_gets_none_of_our_settings_and_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = (
        "VVG_DATABASE_URL",
        "GOOGLE_API_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "PGPASSWORD",
        "SOME_TOKEN",
        "DATABASE_URL",
    )
    for name in ours:
        monkeypatch.setenv(name, "planted")
    monkeypatch.setenv("LANG", "C.UTF-8")
    say = [sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))"]
    with children.spawn(say, stdout=subprocess.PIPE) as child:
        said = child.communicate()[0].decode()
    assert "planted" not in said
    assert "C.UTF-8" in said
