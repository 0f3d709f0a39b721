"""No pickle is written or read: what can rewrite a file of ours can change data, and never run code."""

from __future__ import annotations

import ast
import pickletools
import sqlite3
from pathlib import Path

import pytest

from core.intake import read_request
from tests.studios import studio_in

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "components", "pages", "bench")
NEVER = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "jsonpickle"}
NEVER_CALLED = {"eval", "exec", "allow_pickle", "PickleType", "MODE_PICKLE"}
READ_ONLY_TO_REFUSE = {"core/artifacts/index.py"}
"""It knows diskcache's mark of a pickle, to leave such a row unopened."""


def _names(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {name.name.partition(".")[0] for name in names}
            case ast.ImportFrom(module=module, names=names):
                found |= {(module or "").partition(".")[0], *(name.name for name in names)}
            case ast.Call(func=ast.Name(id=name)):
                found.add(name)
            case ast.keyword(arg=str(name), value=value) if not (
                isinstance(value, ast.Constant) and value.value is False
            ):
                found.add(name)
    return found


def test_no_source_of_ours_can_pickle_or_run_text() -> None:
    files = [ROOT / "app.py", *(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))]
    assert len(files) > 300
    for file in files:
        name = file.relative_to(ROOT).as_posix()
        found = _names(ast.parse(file.read_text("utf-8"))) & (NEVER | NEVER_CALLED)
        assert not found or name in READ_ONLY_TO_REFUSE, f"{name}: {found}"


def _is_pickle(data: bytes) -> bool:
    try:
        list(pickletools.genops(data))
    except Exception:  # pickletools says so in many ways
        return False
    return True


def _cells(database: Path) -> list[bytes]:
    with sqlite3.connect(database) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type='table'")]
        rows = [row for name in tables for row in connection.execute(f'select * from "{name}"')]
    connection.close()
    texts = [cell for row in rows for cell in row if isinstance(cell, (bytes, str))]
    return [cell if isinstance(cell, bytes) else cell.encode(errors="surrogatepass") for cell in texts]


def test_no_database_and_no_file_of_a_studio_holds_one(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        studio.write_script(studio.create(read_request({"prompt": "A spot for a bakery"})))
    databases = [*tmp_path.rglob("*.sqlite"), *tmp_path.rglob("*.db")]
    assert {path.name for path in databases} >= {"app.sqlite", "jobs.sqlite", "cache.db"}
    cells = [cell for database in databases for cell in _cells(database)]
    assert len(cells) > 50
    assert not [cell[:40] for cell in cells if len(cell) > 2 and _is_pickle(cell)]
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path not in databases]
    assert not [path for path in files if path.read_bytes()[:2] in (b"\x80\x04", b"\x80\x05", b"\x80\x03")]


@pytest.mark.parametrize("value", [b"\x80\x04N.", b"N.", b"cposix\nsystem\n(S'id'\ntR."])
def test_this_test_knows_a_pickle(value: bytes) -> None:
    assert _is_pickle(value)
