"""The Python files of the project, read once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("core", "components", "pages")


@dataclass(frozen=True)
class Source:
    """A file by its path from the project's root."""

    name: str
    text: str

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The part of the house it stands in, such as `core/media`; a file directly in `core` is its own."""
        parts = self.name.split("/")
        return "/".join(parts[:2]) if parts[0] == "core" else parts[0]


def sources(*folders: str, root: Path = ROOT) -> tuple[Source, ...]:
    """All files of these folders, sorted by name."""
    found = (path for folder in folders for path in (root / folder).rglob("*.py"))
    return tuple(Source(str(path.relative_to(root)), path.read_text("utf-8")) for path in sorted(found))
