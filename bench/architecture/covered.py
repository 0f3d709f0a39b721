"""What tests reach, out of a data file that `pytest --cov` left; tests are not run for it."""

from __future__ import annotations

import io
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import CoverageException


def covered_percent(root: Path) -> float | None:
    """Percent of lines and branches; None where there is no data file."""
    file = root / ".coverage"
    if not file.is_file():
        return None
    data = Coverage(data_file=str(file), config_file=str(root / "pyproject.toml"))
    try:
        data.load()
        return float(data.report(file=io.StringIO()))
    except CoverageException:
        return None
