"""Look at the code and write the report."""

from __future__ import annotations

import csv
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.architecture.cohesion import cohesion_of
from bench.architecture.complexity import complexity_of
from bench.architecture.coupling import coupling
from bench.architecture.covered import covered_percent
from bench.architecture.duplicates import duplicates_in
from bench.architecture.report import Findings, page, row
from bench.architecture.sizes import sizes_of
from bench.architecture.source import PRODUCT, ROOT, sources

PAGE, TREND = ROOT / "docs" / "architecture.md", ROOT / "docs" / "architecture.csv"


def findings() -> Findings:
    """What the code is like now."""
    product = sources(*PRODUCT)
    return Findings(
        day=datetime.now(UTC).date(),
        product=sizes_of(product),
        tests=sizes_of(sources("tests")),
        complexity=complexity_of(product),
        coupling=coupling(),
        cohesion=cohesion_of(product),
        duplicates=duplicates_in(product),
        covered_percent=covered_percent(ROOT),
    )


def add_row(trend: Path, figures: dict[str, str]) -> None:
    """Add a row; a column that is new stays empty in the rows before."""
    before = list(csv.DictReader(trend.read_text("utf-8").splitlines())) if trend.exists() else []
    columns = [*dict.fromkeys([*(name for old in before for name in old), *figures])]
    with trend.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*before, figures])


def main() -> None:
    found = findings()
    PAGE.write_text(page(found), encoding="utf-8")
    add_row(TREND, row(found))
    for name, figure in row(found).items():
        print(f"{name:24} {figure}")
    print(f"Written to {PAGE.relative_to(ROOT)} in {time.process_time():.0f} s of the processor.")


if __name__ == "__main__":
    main()
