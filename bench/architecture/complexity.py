"""How many ways there are through a function (McCabe), by radon."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from radon.complexity import cc_visit_ast

from bench.architecture.source import Source
from core.models import Value

MANY_WAYS = 10


class Ways(Value):
    """A function and the number of ways through it."""

    name: str
    ways: int


class Complexity(Value):
    """Of some files; the most complex functions first."""

    functions: tuple[Ways, ...]

    @property
    def mean(self) -> float:
        return statistics.mean(f.ways for f in self.functions) if self.functions else 0.0

    @property
    def over_limit(self) -> tuple[Ways, ...]:
        return tuple(f for f in self.functions if f.ways > MANY_WAYS)


def complexity_of(files: Sequence[Source]) -> Complexity:
    """McCabe's number of every function and method."""
    found = [
        Ways(name=f"{file.name}:{block.name}", ways=block.complexity)
        for file in files
        for block in cc_visit_ast(file.tree)
        if not hasattr(block, "methods")  # a class, whose methods come on their own
    ]
    return Complexity(functions=tuple(sorted(found, key=lambda f: -f.ways)))
