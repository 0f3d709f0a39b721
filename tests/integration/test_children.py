"""Child processes: none is left behind, none gets our secrets."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from core.operations import children
from core.operations.children import sweep_orphans


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
