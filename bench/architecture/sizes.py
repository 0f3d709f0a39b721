"""How long files and functions are, against the limits that the project set itself."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator, Sequence

from bench.architecture.source import Source
from core.models import Value

LONG_FILE, LONG_FUNCTION = 400, 40


class Function(Value):
    """A function by name and its lines, decorators left out."""

    name: str
    lines: int


class Sizes(Value):
    """Of some files; the longest functions first."""

    files: int
    lines: int
    median_file: int
    longest_file: str
    longest_file_lines: int
    functions: tuple[Function, ...]

    @property
    def median_function(self) -> int:
        return round(statistics.median(f.lines for f in self.functions)) if self.functions else 0

    @property
    def p95_function(self) -> int:
        return self.functions[len(self.functions) // 20].lines if self.functions else 0

    @property
    def long_functions(self) -> tuple[Function, ...]:
        return tuple(f for f in self.functions if f.lines > LONG_FUNCTION)


def sizes_of(files: Sequence[Source]) -> Sizes:
    """The sizes of at least one file."""
    longest = max(files, key=lambda file: file.lines)
    functions = sorted((f for file in files for f in _functions(file)), key=lambda f: -f.lines)
    return Sizes(
        files=len(files),
        lines=sum(file.lines for file in files),
        median_file=round(statistics.median(file.lines for file in files)),
        longest_file=longest.name,
        longest_file_lines=longest.lines,
        functions=tuple(functions),
    )


def _functions(file: Source) -> Iterator[Function]:
    for node in ast.walk(file.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(name=f"{file.name}:{node.name}", lines=lines)
