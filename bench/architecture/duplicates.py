"""Lines that stand in two places, by pylint's search; comments, docstrings, imports, signatures left out."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pylint.checkers.symilar import Symilar

from bench.architecture.source import Source
from core.models import Value

FEWEST_LINES = 6


class Duplicate(Value):
    """So many lines that are the same at each of these places."""

    lines: int
    places: tuple[str, ...]


def duplicates_in(files: Sequence[Source]) -> tuple[Duplicate, ...]:
    """The longest first."""
    search = Symilar(
        min_lines=FEWEST_LINES,
        ignore_comments=True,
        ignore_docstrings=True,
        ignore_imports=True,
        ignore_signatures=True,
    )
    for file in files:
        search.append_stream(file.name, io.StringIO(file.text))
    found = [
        Duplicate(lines=lines, places=tuple(sorted(f"{at.name}:{start + 1}" for at, start, _ in places)))
        for lines, places in search._compute_sims()  # the public `run` only prints
    ]
    return tuple(sorted(found, key=lambda duplicate: -duplicate.lines))
