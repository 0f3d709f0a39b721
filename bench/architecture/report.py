"""The findings as a page for people and a row for the trend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bench.architecture.cohesion import ClassCohesion
from bench.architecture.complexity import MANY_WAYS, Complexity
from bench.architecture.coupling import Coupling
from bench.architecture.duplicates import FEWEST_LINES, Duplicate
from bench.architecture.sizes import LONG_FILE, LONG_FUNCTION, Sizes
from core.models import Value

WORST = 8


class Findings(Value):
    """All that was found on a day."""

    day: date
    product: Sizes
    tests: Sizes
    complexity: Complexity
    coupling: Coupling
    cohesion: tuple[ClassCohesion, ...]
    duplicates: tuple[Duplicate, ...]
    covered_percent: float | None

    @property
    def loose_classes(self) -> tuple[ClassCohesion, ...]:
        return tuple(found for found in self.cohesion if found.groups > 1)


def row(found: Findings) -> dict[str, str]:
    """The figures of a run, by the names of their columns."""
    product = found.product
    return {
        "day": found.day.isoformat(),
        "files": str(product.files),
        "lines": str(product.lines),
        "median_file_lines": str(product.median_file),
        "longest_file_lines": str(product.longest_file_lines),
        "median_function_lines": str(product.median_function),
        "p95_function_lines": str(product.p95_function),
        "long_functions": str(len(product.long_functions)),
        "mean_ways": f"{found.complexity.mean:.2f}",
        "complex_functions": str(len(found.complexity.over_limit)),
        "imports": str(found.coupling.imports),
        "import_rings": str(len(found.coupling.rings)),
        "loose_classes": str(len(found.loose_classes)),
        "duplicates": str(len(found.duplicates)),
        "duplicate_lines": str(sum(duplicate.lines for duplicate in found.duplicates)),
        "test_lines": str(found.tests.lines),
        "covered_percent": "" if found.covered_percent is None else f"{found.covered_percent:.1f}",
    }


def page(found: Findings) -> str:
    """The report in Markdown."""
    return "\n".join(line for section in _SECTIONS for line in (*section(found), "")).rstrip() + "\n"


def _head(found: Findings) -> Iterator[str]:
    yield "# How the code is built"
    yield ""
    yield (
        f"Measured on {found.day:%d %B %Y} by `make report`; each run adds a row to "
        "[architecture.csv](architecture.csv)."
    )


def _sizes(found: Findings) -> Iterator[str]:
    product, tests = found.product, found.tests
    covered = "not measured" if found.covered_percent is None else f"{found.covered_percent:.1f} %"
    yield "## Sizes"
    yield from _table(
        ("what", "figure", "wanted"),
        [
            ("files, lines", f"{product.files}, {product.lines}", ""),
            ("lines of a file, median", product.median_file, "about 150 at most"),
            ("longest file", f"{product.longest_file_lines} (`{product.longest_file}`)", f"< {LONG_FILE}"),
            ("lines of a function, median and 95th percentile",
             f"{product.median_function}, {product.p95_function}", "5-10, 40"),
            (f"functions over {LONG_FUNCTION} lines", len(product.long_functions), 0),
            ("lines of tests for a line of code", f"{tests.lines / product.lines:.2f}", ""),
            ("reached by tests, lines and branches", covered, ""),
        ],
    )  # fmt: skip
    yield from _worst("Longest functions", [f"`{f.name}`: {f.lines}" for f in product.functions])


def _complexity(found: Findings) -> Iterator[str]:
    yield "## Complexity"
    over = len(found.complexity.over_limit)
    yield (
        f"{found.complexity.mean:.2f} ways through a function on average; {over} functions have more than "
        f"{MANY_WAYS}."
    )
    yield from _worst("Most ways", [f"`{f.name}`: {f.ways}" for f in found.complexity.functions])


def _coupling(found: Findings) -> Iterator[str]:
    yield "## Coupling"
    yield "Instability is what a room needs, divided by that and what needs it: low for what many stand on."
    rooms = sorted(found.coupling.rooms, key=lambda room: room.instability)
    yield from _table(
        ("room", "modules", "needs", "needed by", "instability"),
        [(f"`{r.name}`", r.modules, r.needs, r.needed_by, f"{r.instability:.2f}") for r in rooms],
    )
    yield from _worst("Most needed", [f"`{name}`: {n}" for name, n in found.coupling.most_needed])
    yield from _worst("Needing most", [f"`{name}`: {n}" for name, n in found.coupling.most_needing])
    rings = [", ".join(f"`{module}`" for module in ring) for ring in found.coupling.rings]
    yield from _worst("Modules that import one another", rings or ["none"])


def _cohesion(found: Findings) -> Iterator[str]:
    yield "## Cohesion"
    yield (
        f"Of {len(found.cohesion)} classes with state, {len(found.loose_classes)} could be more than one "
        "(methods that share no attribute and do not call each other)."
    )
    yield from _worst("Could be several", [f"`{c.name}`: {c.groups}" for c in found.loose_classes])


def _duplicates(found: Findings) -> Iterator[str]:
    yield "## Duplicates"
    yield f"Places that share at least {FEWEST_LINES} lines of code: {len(found.duplicates)}."
    said = [f"{d.lines} lines: " + ", ".join(f"`{place}`" for place in d.places) for d in found.duplicates]
    yield from _worst("Longest", said)


_SECTIONS = (_head, _sizes, _complexity, _coupling, _cohesion, _duplicates)


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for cells in rows:
        yield f"| {' | '.join(map(str, cells))} |"


def _worst(title: str, said: list[str]) -> Iterator[str]:
    if said:
        yield ""
        yield f"{title}:"
        yield ""
        yield from (f"- {line}" for line in said[:WORST])
