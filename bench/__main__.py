"""`make bench`: measures printed as they come. `python -m bench animatic` runs one.

`faults`, `fleet` (a simulation), `kills`, `sessions`, `soak`, `takeover` and `workers` take a while and
run by name only.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import (
    alignment,
    animatic,
    calls,
    encoder,
    estimates,
    faults,
    fleet,
    kills,
    pages,
    race,
    sessions,
    soak,
    workers,
)
from bench.rendering import marks
from core.operations.logs import configure_logging

MEASURES = {
    "alignment": alignment.rows,
    "animatic": animatic.rows,
    "calls": calls.rows,
    "encoder": encoder.rows,
    "estimates": estimates.rows,
    "faults": faults.rows,
    "fleet": fleet.rows,
    "kills": kills.rows,
    "pages": pages.rows,
    "race": race.rows,
    "rendering": marks.rows,
    "sessions": sessions.rows,
    "soak": soak.rows,
    "takeover": workers.takeover,
    "workers": workers.scaling,
}
BY_NAME_ONLY = {"faults", "fleet", "kills", "sessions", "soak", "takeover", "workers"}
RUNS = 3


def main() -> None:
    configure_logging(None, level="error")
    for name in sys.argv[1:] or sorted(MEASURES.keys() - BY_NAME_ONLY):
        with tempfile.TemporaryDirectory(prefix="vvg-bench-") as folder:
            for what, figure in MEASURES[name](Path(folder), RUNS):
                print(f"{what:48} {figure}", flush=True)


if __name__ == "__main__":
    main()
