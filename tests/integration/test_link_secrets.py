"""Whose secret signs the links: machines on one database open each other's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from core.bootstrap import make_parts
from core.security.links import Links
from core.settings import Settings
from core.storage.engine import open_engine
from core.storage.migrate import migrate
from tests.postgres import query

PATH = "/app/static/media/v/final_video.mp4"
GIVEN = "given-" * 8
SCRIPT = """
import sys
from core.storage.engine import open_engine
from core.storage.secrets import shared_secret
print(shared_secret(open_engine(sys.argv[1]), "links"))
"""


def secret_of(folder: Path, **values: object) -> str:
    parts = make_parts(Settings(data_dir=folder, _env_file=None, **values))
    parts.history.close()
    return parts.link_secret


def test_processes_that_start_together_share_the_secret_of_the_first(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    migrate(engine)
    engine.dispose()
    start = [sys.executable, "-c", SCRIPT, postgres_url]
    processes = [subprocess.Popen(start, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = {process.communicate()[0].strip() for process in processes}
    assert told == {value for (value,) in query(postgres_url, "SELECT value FROM secrets")}
    assert len(told.pop()) == 64


def test_a_link_of_one_machine_opens_on_another(postgres_url: str, tmp_path: Path) -> None:
    one, other = (Links(secret_of(tmp_path / name, database_url=postgres_url)) for name in ("a", "b"))
    until, key = one.signed(PATH, "ann@acme.com").partition("until=")[2].split("&key=")
    assert other.allow(PATH, until, key, "ann@acme.com")
    assert not other.allow(PATH, until, key, "bob@acme.com")
    assert not list(tmp_path.rglob("link_secret")), "no secret lies on a machine's disk"


def test_machines_of_their_own_have_secrets_of_their_own_unless_one_is_given(tmp_path: Path) -> None:
    assert secret_of(tmp_path / "a") == secret_of(tmp_path / "a") != secret_of(tmp_path / "b")
    assert secret_of(tmp_path / "a", link_secret=GIVEN) == GIVEN
