"""How loud something is, by EBU R 128: ffmpeg's meter and its report.

A meter is a filter with a name; one run may hold many, told apart by name in the log.
"""

from __future__ import annotations

import re

from core.models import Value

TARGET_LUFS = -14.0
TOLERANCE_LU = 0.5
MAX_TRUE_PEAK_DBTP = -1.0

SILENCE_LUFS = -70.0
"""What the meter says when no block was loud enough to count (the absolute gate)."""
NO_PEAK_DBTP = -120.0

_REPORT = re.compile(
    r"ebur128@(?P<name>\w+) @ [^\]]*\] \[info\] Summary:.*?\sI:\s+(?P<level>\S+) LUFS"
    r".*?True peak:\s+Peak:\s+(?P<peak>\S+) dBFS",
    re.DOTALL,
)


class Loudness(Value):
    """Integrated loudness and the highest peak between samples."""

    integrated_lufs: float
    true_peak_dbtp: float

    @property
    def is_silent(self) -> bool:
        """Nothing above the gate: silence, or less than 0.4 s of sound."""
        return self.integrated_lufs <= SILENCE_LUFS


def meter(name: str) -> str:
    """A filter that lets sound through and reports at the end; `name` holds letters and digits."""
    return f"ebur128@{name}=peak=true:framelog=quiet"


def read_meters(log: str) -> dict[str, Loudness]:
    """What the meters of a run said, by name."""
    return {
        match["name"]: Loudness(
            integrated_lufs=_level(match["level"], SILENCE_LUFS),
            true_peak_dbtp=_level(match["peak"], NO_PEAK_DBTP),
        )
        for match in _REPORT.finditer(log)
    }


def _level(text: str, floor: float) -> float:
    number = float(text)
    return max(floor, number) if number == number else floor
