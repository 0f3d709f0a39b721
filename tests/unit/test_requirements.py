"""What is installed: pinned, with the hashes of its files, from any index."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PINNED = re.compile(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==[^\s;]+( ; [^\\]+)? \\")


def _requirements(name: str) -> list[list[str]]:
    """The lines of each requirement, without comments."""
    lines = [
        line for line in (ROOT / name).read_text("utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    starts = [number for number, line in enumerate(lines) if not line.startswith(" ")] + [len(lines)]
    return [lines[start:end] for start, end in pairwise(starts)]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes_and_none_names_an_index(name: str) -> None:
    requirements = _requirements(name)
    assert len(requirements) > 50
    for first, *hashes in requirements:
        assert _PINNED.fullmatch(first), f"{first} is not pinned; run `make lock`"
        assert hashes
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes), first
    assert "://" not in (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_what_is_installed_is_held_against_its_hashes(name: str) -> None:
    installs = re.findall(r".*install.*-r requirements.*", (ROOT / name).read_text("utf-8"))
    assert installs
    # the list is complete, and pip 23 with hashes stumbles over a package asked for with and without an extra
    assert all("--no-deps --require-hashes" in line for line in installs)
