"""Who imports whom between the rooms of the house, by grimp.

`instability` is Martin's: what a room needs, divided by what it needs and what needs it; a room that many
need should need few. Arrows that point up are what import-linter forbids; here they are counted again,
and rings of modules that import one another are looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import grimp

from bench.architecture.source import PRODUCT
from core.models import Value


class RoomCoupling(Value):
    """How many modules outside the room it needs, how many outside need it."""

    name: str
    modules: int
    needs: int
    needed_by: int

    @property
    def instability(self) -> float:
        """0: only needed; 1: only needing."""
        both = self.needs + self.needed_by
        return self.needs / both if both else 0.0


class Coupling(Value):
    """Of the whole house."""

    rooms: tuple[RoomCoupling, ...]
    imports: int
    most_needed: tuple[tuple[str, int], ...]
    most_needing: tuple[tuple[str, int], ...]
    rings: tuple[tuple[str, ...], ...]
    """Modules that import one another, each ring once."""


def coupling() -> Coupling:
    """Of the product's packages as they are on the import path."""
    graph = grimp.build_graph(*PRODUCT)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    needed_by = _turned(needs)
    names = sorted({_room(module) for module in graph.modules})
    return Coupling(
        rooms=tuple(_of_room(name, needs, needed_by) for name in names),
        imports=sum(map(len, needs.values())),
        most_needed=_most(needed_by),
        most_needing=_most(needs),
        rings=tuple(_rings(needs)),
    )


def _room(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "core" else parts[0]


def _turned(needs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    turned: dict[str, set[str]] = defaultdict(set)
    for module, others in needs.items():
        for other in others:
            turned[other].add(module)
    return turned


def _of_room(name: str, needs: Mapping[str, set[str]], needed_by: Mapping[str, set[str]]) -> RoomCoupling:
    inside = [module for module in needs if _room(module) == name]

    def outside(edges: Mapping[str, set[str]]) -> int:
        return len({o for module in inside for o in edges.get(module, ()) if _room(o) != name})

    return RoomCoupling(name=name, modules=len(inside), needs=outside(needs), needed_by=outside(needed_by))


def _most(edges: Mapping[str, set[str]], shown: int = 8) -> tuple[tuple[str, int], ...]:
    counted = sorted(((name, len(others)) for name, others in edges.items()), key=lambda pair: -pair[1])
    return tuple(counted[:shown])


def _rings(needs: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Tarjan's strongly connected components of more than one module."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []

    def visit(module: str) -> Iterator[tuple[str, ...]]:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(needs.get(module, ())):
            if other not in index:
                yield from visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            ring = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(ring) > 1:
                yield tuple(ring)

    for module in sorted(needs):
        if module not in index:
            yield from visit(module)
