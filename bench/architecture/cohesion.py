"""Whether the methods of a class belong together: LCOM4, after Hitz and Montazeri (1995).

Two methods are joined when they use the same attribute of `self` or one calls the other. The number of
groups that are left is the number of classes that one class could be; 1 is a class that is one thing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from bench.architecture.source import Source
from core.models import Value

_FEWEST_METHODS = 3


class ClassCohesion(Value):
    """A class with a state of its own, and how many classes it could be."""

    name: str
    methods: int
    groups: int


def cohesion_of(files: Sequence[Source]) -> tuple[ClassCohesion, ...]:
    """Classes with at least three methods that use `self`, those that fall apart most first."""
    found = [c for file in files for node in ast.walk(file.tree) for c in _class(file, node)]
    return tuple(sorted(found, key=lambda c: (-c.groups, -c.methods)))


def _class(file: Source, node: ast.AST) -> Iterator[ClassCohesion]:
    if not isinstance(node, ast.ClassDef):
        return
    uses = {
        method.name: _attributes(method)
        for method in node.body
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and not method.name.startswith("__")
    }
    uses = {name: used for name, used in uses.items() if used}
    if len(uses) >= _FEWEST_METHODS:
        yield ClassCohesion(name=f"{file.name}:{node.name}", methods=len(uses), groups=_groups(uses))


def _attributes(method: ast.AST) -> set[str]:
    return {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }


def _groups(uses: dict[str, set[str]]) -> int:
    groups: list[set[str]] = []
    for name, used in uses.items():
        joined = used | {name}
        apart = [group for group in groups if not group & joined]
        groups = [*apart, joined.union(*(group for group in groups if group & joined))]
    return len(groups)
