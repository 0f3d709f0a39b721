"""The architecture report: its own calculations, and a trend that keeps its old rows."""

from __future__ import annotations

from pathlib import Path

from bench.architecture.__main__ import add_row
from bench.architecture.cohesion import cohesion_of
from bench.architecture.complexity import complexity_of
from bench.architecture.coupling import _rings
from bench.architecture.duplicates import duplicates_in
from bench.architecture.sizes import sizes_of
from bench.architecture.source import Source

TWO_THINGS = """
class Both:
    def open(self): self.file = 1
    def close(self): self.file = 2
    def add(self): self.total = 1
    def show(self): return self.total
"""


def test_a_class_of_two_things_is_told_from_a_class_of_one() -> None:
    [found] = cohesion_of([Source("a.py", TWO_THINGS)])
    assert (found.name, found.methods, found.groups) == ("a.py:Both", 4, 2)
    joined = TWO_THINGS + "    def both(self): return self.file, self.total\n"
    assert cohesion_of([Source("a.py", joined)])[0].groups == 1


def test_modules_that_import_one_another_are_found_once() -> None:
    needs = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str]()}
    assert [sorted(ring) for ring in _rings(needs)] == [["a", "b", "c"]]


def test_ways_and_lines_of_functions_are_counted() -> None:
    source = Source("a.py", "def f(x):\n    if x:\n        return 1\n    return 2\n")
    assert complexity_of([source]).functions[0].ways == 2
    assert sizes_of([source]).functions[0].lines == 4


def test_what_stands_in_two_files_is_found_with_its_places() -> None:
    body = "\n".join(f"value_{n} = work({n})" for n in range(7)) + "\n"
    [found] = duplicates_in([Source("a.py", body), Source("b.py", "first = 0\n" + body)])
    assert found.lines == 7 and found.places == ("a.py:1", "b.py:2")


def test_the_trend_keeps_its_rows_when_a_figure_is_new(tmp_path: Path) -> None:
    trend = tmp_path / "trend.csv"
    add_row(trend, {"day": "1", "lines": "10"})
    add_row(trend, {"day": "2", "lines": "11", "new": "x"})
    assert trend.read_text() == "day,lines,new\n1,10,\n2,11,x\n"
